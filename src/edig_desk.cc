// edig-desk: says in a browser, and to programs, why a name fails.
#include <unistd.h>

#include <exception>

#include "base/exit_status.h"
#include "base/memory_bound.h"
#include "base/write_all.h"
#include "desk/desk.h"
#include "desk/server.h"
#include "desk/settings.h"
#include "report/words.h"
#include "run/complain.h"

namespace {

using namespace edig;

// Who is asked, as a page says it: "192.0.2.53 (UDP), dns.example (TLS)".
Result<std::string> resolvers(const desk::Settings& settings) {
  auto asked = desk::read_question({.name = ".", .type = {}, .lang = {}}, settings);
  if (!asked) return fail(Error::Kind::usage, asked.error().second);
  std::string words;
  for (const auto& server : asked->request.servers)
    ede::add_item(words,
                  report::server_word(
                      {.address = server.host, .port = server.port, .name = {}, .protocol = server.protocol},
                      ede::Language::en),
                  ede::Language::en);
  return words;
}

Result<void> open_desk(desk::Settings settings) {
  auto asked = resolvers(settings);
  if (!asked) return std::unexpected(asked.error());
  desk::Desk desk(settings, *asked);
  return desk::serve(desk, settings);
}

int complain(const Error& error) { return run::complain(error, "edig-desk"); }

}  // namespace

int main(int argc, char** argv) {
  bound_memory(status::internal);
  try {
    auto settings = desk::read_settings({argv, static_cast<std::size_t>(argc)});
    if (!settings) return complain(settings.error());
    if (!settings->notice.empty())
      return write_all(STDOUT_FILENO, settings->notice) ? status::good : complain(run::cannot_print());
    auto served = open_desk(std::move(*settings));
    return served ? status::good : complain(served.error());
  } catch (const std::exception& error) {
    return complain({Error::Kind::internal, std::string("internal error: ") + error.what(), {}});
  }
}
