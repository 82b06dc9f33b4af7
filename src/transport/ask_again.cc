#include "transport/ask_again.h"

#include <algorithm>
#include <utility>

#include "dns/types.h"
#include "transport/failure.h"
#include "transport/match.h"

namespace edig::transport {
namespace {

// A server that is silent on EDNS, or returns a foreign cookie, answers at once when it is asked in another
// way, as it has had the question before.
constexpr auto max_wait_for_another_way = std::chrono::milliseconds(2000);

// How a step went, and whether its query had an OPT record.
struct Tried {
  Exchange exchange;
  bool edns = true;

  Attempt attempt(std::string_view outcome) const {
    const auto& peer = exchange.peer;
    return {.protocol = peer.protocol,
            .address = peer.address,
            .port = peer.port,
            .outcome = std::string(outcome),
            .ms = exchange.ms,
            .edns = edns,
            .at = exchange.at,
            .sent = exchange.sent,
            .reply = exchange.reply ? exchange.reply->wire : Bytes(),
            .mismatches = exchange.mismatches};
  }
  // Of one that does not settle the question: a failure, or a SERVFAIL that leads on.
  Attempt attempt() const { return attempt(exchange.reply ? "servfail" : name(exchange.reply.error().kind)); }
};

// The rules below change the step for the server's sake, and say why; they leave it alone where they do not
// apply.

std::string_view after_badcookie(Step& step, const dns::Message& reply, const Cookies& cookies) {
  if (reply.rcode != dns::rcode::badcookie) return {};
  bool renewed = cookies.renew(step.query, step.server);
  bool first = !std::exchange(step.cookie_renewed, true);
  if (renewed && first) return "badcookie";
  if (step.server.protocol != Protocol::udp) return {};
  step.server.protocol = Protocol::tcp;
  return "badcookie";
}

std::string_view after_badvers(Step& step, const dns::Message& reply) {
  if (reply.rcode != dns::rcode::badvers || !reply.edns || !step.query.edns) return {};
  if (reply.edns->version >= step.query.edns->version || std::exchange(step.version_lowered, true)) return {};
  step.query.edns->version = reply.edns->version;
  return "badvers";
}

std::string_view after_no_edns(Step& step, const dns::Message& reply) {
  bool formerr = reply.rcode == dns::rcode::formerr, notimp = reply.rcode == dns::rcode::notimp;
  if (!step.query.edns || reply.edns || !(formerr || notimp)) return {};
  step.query.edns.reset();
  return formerr ? "formerr" : "notimp";
}

// It knows EDNS, and takes amiss an option that it was to ignore (RFC 6891 section 6.1.2).
std::string_view after_options_refused(Step& step, const dns::Message& reply) {
  if (reply.rcode != dns::rcode::formerr || !reply.edns || !step.query.edns) return {};
  return std::exchange(step.query.edns->options, {}).empty() ? "" : "options-refused";
}

std::string_view after_truncation(Step& step, const dns::Message& reply) {
  if (!reply.header.tc || step.server.protocol != Protocol::udp) return {};
  step.server.protocol = Protocol::tcp;
  return "truncated";
}

bool leads_past_cookie(const Step& step, const Error& error) {
  return step.ways_past_cookie > 0 || error.kind == Error::Kind::foreign_cookie;
}

// The ways to do without a cookie, one after the other; false where there is none left.
bool take_next_way_past_cookie(Step& step, const Tactics& tactics) {
  if (!step.query.edns) return false;
  switch (++step.ways_past_cookie) {
    case 1:
      step.server.protocol = Protocol::tcp;
      return true;
    case 2:
      step.server.protocol = Protocol::udp;
      std::erase_if(step.query.edns->options,
                    [](const auto& option) { return option.code == dns::option::cookie; });
      return true;
    default:
      step.query.edns.reset();
      return tactics.edns_fallback && tactics.edns_silence_fallback;
  }
}

class Course {
 public:
  Course(const Job& job, const AskOnce& ask_once, Cookies& cookies)
      : job_(job), ask_once_(ask_once), cookies_(cookies), given_up_(job.servers.size(), false) {}

  Task<Exchange> run() {
    if (job_.servers.empty()) co_return unanswered({}, {Error::Kind::usage, "there is no server to ask", {}});
    for (auto i : turns())
      if (!given_up_[i] && !out_of_time() && co_await settles(i)) co_return finish(*last_);
    if (!out_of_time() && co_await settles_without_edns()) co_return finish(*last_);
    if (servfail_) co_return finish_with_servfail();
    explain(last_->exchange.reply.error());
    co_return finish(*last_);
  }

 private:
  // The servers in the order of their tries.
  std::vector<std::size_t> turns() const {
    const auto& tactics = job_.tactics;
    std::vector<std::size_t> turns;
    for (int round = 0; round < std::max({tactics.tries, tactics.connection_tries, 1}); ++round)
      for (std::size_t i = 0; i < job_.servers.size(); ++i)
        if (round < tries_of(i)) turns.push_back(i);
    if (tactics.try_like_dig) std::ranges::stable_sort(turns);
    return turns;
  }

  int tries_of(std::size_t index) const {
    if (job_.tactics.try_like_dig && index > 0) return 1;
    if (job_.servers[index].protocol != Protocol::udp) return std::max(job_.tactics.connection_tries, 1);
    bool last_without = job_.tactics.exact_tries && may_do_without_edns();
    return std::max(job_.tactics.tries - (last_without ? 1 : 0), 1);
  }

  // As a try of its own, where the server is silent.
  bool may_do_without_edns() const {
    const auto& tactics = job_.tactics;
    bool beyond = tactics.exact_tries && tactics.tries <= 1;
    return job_.query.edns && tactics.edns_fallback && tactics.edns_silence_fallback && !beyond;
  }

  bool worth_another_try(const Error& error, std::size_t index) const {
    if (job_.tactics.try_like_dig) return error.kind != Error::Kind::resolve;
    bool after_truncation = last_->exchange.peer.protocol != job_.servers[index].protocol;
    return error.kind == Error::Kind::timeout && !after_truncation;
  }

  using Placed = std::pair<std::ptrdiff_t, Tried>;  // with its place among the attempts

  Exchange finish(Tried& tried) {
    tried.exchange.attempts = std::move(attempts_);
    return std::move(tried.exchange);
  }

  Exchange finish_with_servfail() {
    record_last();
    attempts_.erase(attempts_.begin() + servfail_attempt_);
    return finish(*servfail_);
  }

  void record_last() {
    if (last_) attempts_.push_back(last_->attempt());
    last_.reset();
  }

  // There is always one try.
  bool out_of_time() const { return tries_ > 0 && Clock::now() >= job_.tactics.deadline; }

  Task<bool> settles(std::size_t index) {
    record_last();
    ++tries_;
    Step step{.place = index, .server = job_.servers[index], .query = job_.query};
    last_ = co_await ask(step, job_.tactics);
    const auto& reply = last_->exchange.reply;
    if (reply) {
      if (!servfail_leads_on(step.place)) co_return true;
      given_up_[step.place] = true;
      if (!servfail_) {
        servfail_ = *last_;
        servfail_attempt_ = std::ssize(attempts_);
      }
      record_last();
      co_return false;
    }
    given_up_[index] = !worth_another_try(reply.error(), index);
    co_return false;
  }

  bool servfail_leads_on(std::size_t index) const {
    bool servfail = last_->exchange.reply->message.rcode == dns::rcode::servfail;
    if (!job_.tactics.next_server_on_servfail || !servfail) return false;
    return std::find(given_up_.begin() + static_cast<std::ptrdiff_t>(index) + 1, given_up_.end(), false) !=
           given_up_.end();
  }

  // Some servers, and firewalls before them, drop queries with EDNS: the first silent server is asked once
  // without.
  Task<bool> settles_without_edns() {
    std::size_t index = 0;
    while (index < given_up_.size() && (given_up_[index] || job_.servers[index].protocol != Protocol::udp))
      ++index;
    if (!may_do_without_edns() || index == given_up_.size()) co_return false;
    auto tactics = job_.tactics;
    tactics.timeout = std::min(tactics.timeout, max_wait_for_another_way);
    Step step{.place = index, .server = job_.servers[index], .query = job_.query};
    step.query.edns.reset();
    auto silence = last_;
    auto place = std::ssize(attempts_);
    record_last();
    last_ = co_await ask(step, tactics);
    tried_without_edns_ = true;
    if (last_->exchange.reply) co_return true;
    // The last word is the silence with EDNS.
    record_last();
    if (silence) attempts_.erase(attempts_.begin() + place);
    last_ = std::move(silence);
    co_return false;
  }

  // One server, for as long as its own replies say how to ask better. Each rule applies once at most.
  Task<Tried> ask(Step& step, Tactics tactics) {
    std::optional<Placed> foreign;
    for (;;) {
      auto left = std::chrono::ceil<std::chrono::milliseconds>(tactics.deadline - Clock::now());
      tactics.timeout = std::clamp(left, std::chrono::milliseconds(0), tactics.timeout);
      cookies_.complete(step.query, step.server);
      Tried tried;
      auto& exchange = tried.exchange;
      exchange = co_await ask_once_(step, tactics);
      tried.edns = step.query.edns.has_value();
      if (!exchange.reply && leads_past_cookie(step, exchange.reply.error())) {
        if (!foreign) foreign = {std::ssize(attempts_), tried};
        attempts_.push_back(tried.attempt());
        if (out_of_time() || !take_next_way_past_cookie(step, tactics)) co_return last_word(*foreign);
        tactics.timeout = std::min(tactics.timeout, max_wait_for_another_way);
        continue;
      }
      if (!exchange.reply) co_return tried;
      if (foreign) exchange.dropped += foreign->second.exchange.dropped;
      exchange.foreign_cookie = foreign || !cookie_fits(exchange.reply->message, step.query);
      cookies_.learn(exchange.reply->message, step.query, step.server);
      exchange.reply->without_edns = job_.query.edns && !tried.edns;
      auto why = change(step, exchange.reply->message);
      if (why.empty()) co_return tried;
      attempts_.push_back(tried.attempt(why));
    }
  }

  // Where no way past the foreign cookie led to a reply, that cookie is what went wrong.
  Tried last_word(const Placed& foreign) {
    attempts_.erase(attempts_.begin() + foreign.first);
    return foreign.second;
  }

  std::string_view change(Step& step, const dns::Message& reply) const {
    std::string_view why;
    if (job_.tactics.cookie_fallback) why = after_badcookie(step, reply, cookies_);
    if (why.empty() && job_.tactics.version_fallback) why = after_badvers(step, reply);
    if (why.empty() && job_.tactics.edns_fallback) why = after_no_edns(step, reply);
    if (why.empty() && job_.tactics.edns_fallback) why = after_options_refused(step, reply);
    if (why.empty() && !job_.tactics.ignore_tc) why = after_truncation(step, reply);
    return why;
  }

  // "... , tried 3 times"; "...; 2 other servers gave no reply either"
  void explain(Error& error) const {
    auto others = job_.servers.size() - 1;
    if (others > 0)
      error.text += "; " + std::to_string(others) + (others > 1 ? " other servers" : " other server") +
                    " gave no reply either";
    else if (tries_ > 1 || tried_without_edns_)
      error.text += ", tried " + (tries_ == 1 ? "once" : std::to_string(tries_) + " times") +
                    (tried_without_edns_ ? ", and without EDNS" : "");
    if (std::ranges::find(attempts_, "truncated", &Attempt::outcome) != attempts_.end())
      error.hint = "the reply over UDP was truncated: +ignore shows what there was of it";
  }

  const Job& job_;
  const AskOnce& ask_once_;
  Cookies& cookies_;
  std::vector<bool> given_up_;
  std::vector<Attempt> attempts_;
  std::optional<Tried> last_;            // not among the attempts yet
  std::optional<Tried> servfail_;        // to come back to when no other server replies
  std::ptrdiff_t servfail_attempt_ = 0;  // where it is among the attempts
  unsigned tries_ = 0;
  bool tried_without_edns_ = false;
};

}  // namespace

Task<Exchange> ask_again(const Job& job, const AskOnce& ask_once, Cookies& cookies) {
  Course course(job, ask_once, cookies);
  co_return co_await course.run();
}

}  // namespace edig::transport
