#include "run/inquiries.h"

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

#include "transport/failure.h"

namespace edig::run {
namespace {

using Clock = std::chrono::steady_clock;

// The questions of one call: they may outlive it, where it is given up.
struct Batch {
  std::vector<transport::Exchange> exchanges;
  std::size_t under_way = 0;
};

transport::Exchange nothing_of(const transport::Job& job) {
  const auto& server = job.servers.front();
  transport::Peer peer;
  peer.address = server.host;
  peer.port = server.port;
  peer.protocol = server.protocol;
  return transport::unanswered(peer, {Error::Kind::timeout, "it was not waited for", {}});
}

}  // namespace

void Inquiry::wait(const std::function<bool()>& until) {
  awaited_ = &until;
  while (!given_up_ && !until()) fiber_.pause();
  awaited_ = nullptr;
}

std::vector<transport::Exchange> Inquiry::ask(std::span<const transport::Job> jobs,
                                              const std::shared_ptr<transport::Client::Kept>& kept) {
  auto batch = std::make_shared<Batch>();
  for (const auto& job : jobs) batch->exchanges.push_back(nothing_of(job));
  auto made = Clock::now();
  for (std::size_t next = 0; !given_up_ && (next < jobs.size() || batch->under_way > 0);) {
    for (; next < jobs.size() && batch->under_way < most_at_once_; ++next) {
      transport::Errand errand{jobs[next], [batch, next](transport::Exchange exchange) {
                                 batch->exchanges[next] = std::move(exchange);
                                 --batch->under_way;
                               }};
      if (errand.job.tactics.deadline != Clock::time_point::max())
        errand.job.tactics.deadline += Clock::now() - made;  // it has waited for the others
      ++batch->under_way;
      kept ? client_.begin(std::move(errand), kept) : client_.begin(std::move(errand));
    }
    auto enough = next < jobs.size() ? most_at_once_ - 1 : 0;
    wait([&] { return batch->under_way <= enough; });
  }
  return batch->exchanges;
}

Result<void> Inquiries::begin(Work work) {
  all_.emplace_back(client_, most_at_once_, std::move(work));
  try {
    resume(std::prev(all_.end()));
  } catch (const std::system_error& error) {
    all_.pop_back();
    return fail(Error::Kind::internal, std::string("there can be no further thread: ") + error.what());
  }
  return {};
}

void Inquiries::resume(std::list<Inquiry>::iterator inquiry) {
  inquiry->fiber_.resume();
  if (inquiry->fiber_.ended()) all_.erase(inquiry);
}

void Inquiries::carry_on(Clock::time_point until) {
  auto is_due = [](const Inquiry& inquiry) { return (*inquiry.awaited_)(); };
  client_.carry_on(until, [&] { return std::ranges::any_of(all_, is_due); });
  for (auto next = all_.begin(); next != all_.end();) {
    auto inquiry = next++;
    if (is_due(*inquiry)) resume(inquiry);
  }
}

void Inquiries::give_up() {
  for (auto& inquiry : all_) inquiry.given_up_ = true;
  while (!all_.empty()) resume(all_.begin());
}

}  // namespace edig::run
