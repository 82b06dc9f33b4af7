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
  Traffic traffic() const override { return fetcher_.traffic(); }

 private:
  Fetcher& fetcher_;
  std::map<std::string, Answer> replies_;
};

}  // namespace edig::diagnosis
