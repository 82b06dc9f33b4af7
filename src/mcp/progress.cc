#include "mcp/progress.h"

#include "mcp/json_rpc.h"

namespace edig::mcp {

void Progress::reach(std::uint64_t done, std::optional<std::uint64_t> total, const std::string& message) {
  constexpr std::chrono::seconds interval{1};
  auto now = Clock::now();
  if (done <= done_ || now < due_) return;
  done_ = done;
  due_ = now + interval;
  Json told{{"progress", done}};
  if (total) told["total"] = *total;
  told["message"] = message;
  tell_(told.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace edig::mcp
