// A Fetcher over the universe, with a hand in between that may change what comes, and a record of what was
// given.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "universe.h"

namespace edig::verdict {

/// What comes of one ask.
struct Coming {
  Bytes wire;  // empty: nothing comes
  std::chrono::milliseconds ms{1};
  bool without_edns = false;  // the transport room had to leave EDNS away
};

/// Given the ask and what the universe would reply; nothing: it stays as it is.
using Hand = std::function<std::optional<Coming>(const diagnosis::Ask&, const Bytes& wire)>;

/// What was given, octets and as edig reads them. The same object for the same reply.
struct Given {
  Bytes wire;
  Result<dns::Message> message;
};

class Stage : public diagnosis::Fetcher {
 public:
  explicit Stage(const Universe& universe) : universe_(universe) {}

  /// Forgets what was given so far.
  void start(Hand hand);

  std::vector<diagnosis::Answer> fetch(std::span<const diagnosis::Ask> asks,
                                       std::chrono::steady_clock::time_point deadline) override;
  diagnosis::Answer fetch_one(const diagnosis::Ask& ask);
  diagnosis::Traffic traffic() const override { return {.packets = record_.size()}; }

  struct Entry {
    diagnosis::Ask ask;
    std::shared_ptr<const Given> given;  // null: nothing came
  };
  /// The ID of each message that was given is its place here.
  const std::vector<Entry>& record() const { return record_; }

 private:
  std::shared_ptr<const Given> usual(const diagnosis::Ask& ask);

  const Universe& universe_;
  Hand hand_;
  std::vector<Entry> record_;
  std::map<std::string, std::shared_ptr<const Given>> usual_;
};

}  // namespace edig::verdict
