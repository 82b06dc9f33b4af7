#include "diagnosis/asking/iterator.h"

#include <algorithm>

#include "diagnosis/asking/planned_delegation.h"
#include "dns/dnssec.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

constexpr unsigned at_once = 3;    // servers asked side by side while none is known to answer
constexpr unsigned max_depth = 3;  // of looking for servers' names
constexpr std::size_t max_names = 4;

const std::string without_end = "endless";

// That there is no DS, said by the zone itself, says nothing: the DS is the parent's (RFC 4035
// section 3.1.4.1).
bool speaks_for_child(const dns::Message& message, const dns::Question& question) {
  return question.type == dns::type::ds && message.answer.empty() && !question.name.is_root() &&
         !dns::select(message.authority, question.name, dns::type::soa).empty();
}

// Whether a referral says whether there is a DS.
bool speaks_of_ds(const dns::Message& referral) {
  return referral.is_whole() && std::ranges::any_of(referral.authority, [](const dns::Record& record) {
           return record.type == dns::type::ds || record.type == dns::type::nsec ||
                  record.type == dns::type::nsec3;
         });
}

bool no_reply(const Answer& answer) {
  return !answer.reply && answer.reply.error().kind != Error::Kind::malformed;
}

}  // namespace

Iterator::Iterator(Asker& asker, Budget& budget, Delegation root, bool patient)
    : asker_(asker), budget_(budget), patient_(patient) {
  delegations_.emplace(dns::Name(), std::move(root));
}

const Delegation* Iterator::delegation(const dns::Name& zone) const {
  auto found = delegations_.find(zone);
  return found == delegations_.end() ? nullptr : &found->second;
}

const Delegation& Iterator::closest(const dns::Name& name) const {
  for (auto zone = name;; zone = zone.parent())
    if (const auto* found = delegation(zone)) return *found;
}

void Iterator::expect(Delegation delegation) {
  auto zone = delegation.zone;
  delegations_.insert_or_assign(zone, std::move(delegation));
}

void Iterator::want(std::span<const dns::Question> questions) { run(questions, 0); }

Evidence Iterator::get(const dns::Question& question) {
  auto key = std::pair(question.name, question.type);
  if (!results_.contains(key)) run({&question, 1}, 0);
  const auto& result = results_.at(key);
  if (!result.failure.empty()) return {nullptr, {}, result.failure};
  return {&*asker_.answer(result.ask).reply, result.ask.server, {}};
}

void Iterator::run(std::span<const dns::Question> questions, unsigned depth) {
  std::vector<Task> tasks;
  for (const auto& question : questions)
    if (!results_.contains({question.name, question.type})) tasks.push_back(Task{question});
  while (true) {
    auto sent = plan(tasks, depth);
    if (sent.empty()) break;
    std::vector<Ask> asks;
    for (const auto& one : sent) asks.push_back(one.ask);
    asker_.ask(asks);
    for (const auto& one : sent)
      if (!tasks[one.task].done) take(tasks[one.task], one.ask);
  }
}

// What to send next for the tasks that are left. Tasks for which nothing is left to ask are settled.
std::vector<Iterator::Sent> Iterator::plan(std::vector<Task>& tasks, unsigned depth) {
  std::vector<Sent> sent;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    auto& task = tasks[i];
    if (task.done) continue;
    auto above = task.question.type == dns::type::ds ? task.question.name.parent() : task.question.name;
    auto zone = closest(above).zone;
    if (zone != task.zone) task.tried.clear();
    task.zone = zone;
    if (!delegations_.at(zone).resolved && delegations_.at(zone).addresses().empty())
      find_addresses(zone, depth);
    auto servers = pick(task, delegations_.at(zone));
    if (servers.empty() || asker_.out_of_time()) {
      if (task.failure.empty()) task.failure = why_no_server(zone);
      settle(task, last_resort(task));
      continue;
    }
    for (const auto& server : servers)
      sent.push_back({i, Ask{.question = task.question,
                             .server = server,
                             .rd = false,
                             .cd = true,
                             .wait = patient_ ? asker_.patient() : asker_.brief(),
                             .sends = patient_ ? 1u : 2u}});
  }
  return sent;
}

// The referral to a zone holds its DS, or the proof that there is none (RFC 4035 section 3.1.4, RFC 5155
// section 7.2.7).
Iterator::Result Iterator::last_resort(const Task& task) const {
  auto referred = referred_.find(task.question.name);
  if (task.question.type == dns::type::ds && referred != referred_.end()) return {referred->second, {}};
  return task.lesser ? Result{*task.lesser, {}} : Result{{}, task.failure};
}

std::string Iterator::why_no_server(const dns::Name& zone) const {
  if (looking_.contains(zone)) return "circle";
  bool endless = std::ranges::any_of(delegations_.at(zone).servers,
                                     [](const auto& server) { return server.trouble == without_end; });
  return endless ? without_end : "no server";
}

std::vector<std::string> Iterator::pick(const Task& task, const Delegation& delegation) const {
  auto usable = [&](const std::string& address) {
    return !task.tried.contains(address) && !dead_.contains(address) &&
           !useless_.contains({delegation.zone, address});
  };
  auto good = good_.find(delegation.zone);
  if (good != good_.end() && usable(good->second)) return {good->second};
  std::vector<std::string> servers;
  for (const auto& address : delegation.addresses()) {
    if (!usable(address)) continue;
    servers.push_back(address);
    if (servers.size() == at_once) break;
  }
  return servers;
}

void Iterator::take(Task& task, const Ask& ask) {
  const auto& answer = asker_.answer(ask);
  task.tried.insert(ask.server);
  if (!answer.asked) {
    task.failure = failure_of(answer);
    return;
  }
  if (no_reply(answer)) {
    dead_.insert(ask.server);
    task.failure = failure_of(answer);
    return;
  }
  if (answer.reply) reached_ = true;
  bool failed = !failure_of(answer).empty();
  auto kind = failed ? ReplyKind::failure : classify(*answer.reply, task.zone, task.question);
  bool answers = kind == ReplyKind::answer || kind == ReplyKind::no_authority;
  if (answers && task.zone.is_root() && answer.reply->header.ra && task.question.name.label_count() > 1)
    redirected_ = true;
  switch (kind) {
    case ReplyKind::answer:
      if (!answer.reply->could_carry_dnssec() || speaks_for_child(*answer.reply, task.question)) {
        task.lesser = ask;
        return;
      }
      good_.emplace(task.zone, ask.server);
      settle(task, {ask, {}});
      return;
    case ReplyKind::referral: {
      good_.emplace(task.zone, ask.server);
      auto zone = referred_zone(*answer.reply);
      if (speaks_of_ds(*answer.reply)) referred_.emplace(zone, ask);
      if (delegations_.contains(zone)) return;
      if (++task.referrals > budget_.limits().zones ||
          delegations_.size() > std::size_t{4} * budget_.limits().zones) {
        budget_.reached(Bound::referrals, budget_.limits().zones);
        settle(task, {{}, "too many referrals"});
        return;
      }
      delegations_.emplace(zone, read_delegation(zone, answer.reply->authority, answer.reply->additional));
      return;
    }
    case ReplyKind::no_authority:
      if (!task.lesser) task.lesser = ask;
      [[fallthrough]];
    case ReplyKind::upward:
      task.failure = "not authoritative";
      useless_.insert({task.zone, ask.server});
      return;
    case ReplyKind::failure:
      task.failure = failure_of(answer);
      if (answer.reply && answer.reply->rcode == dns::rcode::refused) refuses(task.zone, ask.server);
      return;
  }
}

// As a rule it refuses all that it is asked about the zone.
void Iterator::refuses(const dns::Name& zone, const std::string& server) {
  refusing_.insert(server);
  if (!patient_) useless_.insert({zone, server});
}

void Iterator::settle(Task& task, Result result) {
  task.done = true;
  results_.insert_or_assign({task.question.name, task.question.type}, std::move(result));
}

void Iterator::find_addresses(const dns::Name& zone, unsigned depth) {
  auto& servers = delegations_.at(zone).servers;
  if (depth >= max_depth || looking_.contains(zone)) {
    for (auto& server : servers)
      if (server.addresses.empty()) server.trouble = looking_.contains(zone) ? "circle" : without_end;
    return;
  }
  looking_.insert(zone);
  std::vector<dns::Question> questions;
  for (const auto& server : servers) {
    if (server.name.is_within(zone) || questions.size() >= 2 * max_names) continue;
    questions.push_back({server.name, dns::type::a, dns::cls::in});
    questions.push_back({server.name, dns::type::aaaa, dns::cls::in});
  }
  run(questions, depth + 1);
  looking_.erase(zone);
  auto& delegation = delegations_.at(zone);
  delegation.resolved = true;
  for (auto& server : delegation.servers) {
    if (server.name.is_within(zone)) {
      server.trouble = delegation.planned ? no_planned_address : "no glue";
      continue;
    }
    for (auto type : {dns::type::a, dns::type::aaaa}) {
      auto found = results_.find({server.name, type});
      if (found == results_.end()) continue;
      if (!found->second.failure.empty()) {
        server.failure = found->second.failure;
        bool no_end = server.failure == "circle" || server.failure == without_end;
        server.trouble = no_end ? server.failure : "unresolved";
        continue;
      }
      const auto& message = *asker_.answer(found->second.ask).reply;
      server.alias |= !dns::select(message.answer, server.name, dns::type::cname).empty();
      for (const auto* record : dns::select(message.answer, server.name, type))
        if (auto address = dns::read_address(*record)) server.addresses.push_back(*address);
      if (server.addresses.empty())
        server.trouble = message.rcode == dns::rcode::nxdomain ? "no such name" : "no address";
    }
    if (!server.addresses.empty()) server.trouble.clear();
  }
}

}  // namespace edig::diagnosis
