#include "diagnosis/asking/remembering_fetcher.h"

#include "diagnosis/asking/asker.h"

namespace edig::diagnosis {

std::vector<Answer> RememberingFetcher::fetch(std::span<const Ask> asks,
                                              std::chrono::steady_clock::time_point deadline) {
  std::vector<Ask> fresh;
  for (const auto& ask : asks)
    if (!replies_.contains(Asker::key(ask))) fresh.push_back(ask);
  auto fetched = fresh.empty() ? std::vector<Answer>() : fetcher_.fetch(fresh, deadline);
  auto next = fetched.begin();
  std::vector<Answer> answers;
  for (const auto& ask : asks) {
    auto key = Asker::key(ask);
    auto known = replies_.find(key);
    answers.push_back(known == replies_.end() ? *next++ : known->second);
  }
  for (std::size_t i = 0; i < fresh.size(); ++i)
    if (fetched[i].reply) replies_.insert_or_assign(Asker::key(fresh[i]), std::move(fetched[i]));
  return answers;
}

std::shared_ptr<const std::optional<Answer>> RememberingFetcher::begin(const Ask& ask) {
  auto known = replies_.find(Asker::key(ask));
  return known == replies_.end() ? fetcher_.begin(ask)
                                 : std::make_shared<const std::optional<Answer>>(known->second);
}

Traffic RememberingFetcher::traffic() const {
  auto all = fetcher_.traffic();
  return {all.packets - before_.packets, all.octets - before_.octets, all.connections - before_.connections};
}

}  // namespace edig::diagnosis
