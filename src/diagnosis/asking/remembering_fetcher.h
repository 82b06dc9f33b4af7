// Remembers replies, so that several inquiries in a row ask nobody twice.
#pragma once

#include <map>
#include <string>

#include "diagnosis/asking/fetcher.h"

namespace edig::diagnosis {

class RememberingFetcher : public Fetcher {
 public:
  explicit RememberingFetcher(Fetcher& fetcher) : fetcher_(fetcher) {}

  std::vector<Answer> fetch(std::span<const Ask> asks,
                            std::chrono::steady_clock::time_point deadline) override;
  std::shared_ptr<const std::optional<Answer>> begin(const Ask& ask) override;
  /// Since the inquiry began.
  Traffic traffic() const override;
  /// Another inquiry begins: what the others sent is not held against its bounds, and it asks anew what may
  /// have been their bad luck.
  void start_over() {
    before_ = fetcher_.traffic();
    std::erase_if(replies_, [](const auto& known) { return known.second.may_be_chance(); });
  }

 private:
  Fetcher& fetcher_;
  Traffic before_ = {};
  std::map<std::string, Answer> replies_;
};

}  // namespace edig::diagnosis
