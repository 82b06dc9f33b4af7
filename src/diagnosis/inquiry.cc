#include "diagnosis/inquiry.h"

#include <algorithm>

#include "diagnosis/policy.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

// INFO-CODEs that say that the answer is not simply the zone's: the zone's servers have to be heard.
bool doubtful_code(std::uint16_t code) {
  return code != 0 && code != 29 && code != 27 && code != 1 && code != 2;
}

}  // namespace

Inquiry::Inquiry(const Request& request, Fetcher& fetcher)
    : request_(request),
      budget_(request.limits),
      asker_(fetcher, budget_, request.deadline),
      context_{request.now, &budget_},
      resolver_(asker_) {}

void Inquiry::run() {
  if (!request_.direct) {
    by_resolver_ = Chain(request_.anchors, resolver_, context_).walk(request_.question);
    if (!in_doubt(*by_resolver_)) {
      health_ = look_at(*by_resolver_, resolver_);
      if (!contradicted(request_, health_)) return;
    }
  }
  iterator_ = std::make_unique<Iterator>(asker_, budget_, root());
  by_servers_ = Chain(request_.anchors, *iterator_, context_).walk(request_.question);
  if (!iterator_->reached()) return;
  health_ = look_at(*by_servers_, *iterator_);
}

bool Inquiry::in_doubt(const Walk& walk) const {
  if (!request_.reply || walk.faulty() || !walk.undelivered.empty() || walk.status == Status::indeterminate)
    return true;
  auto rcode = request_.reply->rcode;
  if (rcode != dns::rcode::noerror && rcode != dns::rcode::nxdomain) return true;
  if (walk.message && walk.message->rcode != rcode) return true;
  return std::ranges::any_of(request_.info_codes, doubtful_code);
}

Delegation Inquiry::root() {
  if (request_.hints) return read_delegation({}, request_.hints->records, request_.hints->records);
  auto delegation = request_.direct ? Delegation{} : root_of_resolver();
  if (!delegation.addresses().empty()) return delegation;
  auto hints = RootHints::built_in();
  return read_delegation({}, hints.records, hints.records);
}

Delegation Inquiry::root_of_resolver() {
  auto reply = resolver_.get({dns::Name(), dns::type::ns, dns::cls::in});
  if (!reply) return {};
  auto delegation = read_delegation({}, reply.message->answer, reply.message->additional);
  std::vector<dns::Question> wanted;
  for (const auto& server : delegation.servers)
    for (auto type : {dns::type::a, dns::type::aaaa}) wanted.push_back({server.name, type, dns::cls::in});
  resolver_.want(wanted);
  std::vector<dns::Record> addresses = reply.message->additional;
  for (const auto& question : wanted)
    if (auto found = resolver_.get(question))
      addresses.insert(addresses.end(), found.message->answer.begin(), found.message->answer.end());
  return read_delegation({}, reply.message->answer, addresses);
}

// The zone that matters most: the one whose evidence could not be had, then the one at fault, then the
// answer's.
dns::Name Inquiry::zone_to_look_at(const Walk& walk) const {
  if (!walk.undelivered.empty()) {
    const auto& question = walk.undelivered.front().first;
    auto above = question.type == dns::type::ds ? question.name.parent() : question.name;
    if (iterator_) return iterator_->closest(above).zone;
  }
  auto is_error = [](const Finding& finding) { return finding.severity == Severity::error; };
  auto fault = std::ranges::find_if(walk.findings, is_error);
  if (fault != walk.findings.end()) return fault->zone;
  return walk.zones.empty() ? dns::Name() : walk.zones.back().zone;
}

dns::Name Inquiry::parent_of(const dns::Name& zone) const {
  if (iterator_) return iterator_->closest(zone.parent()).zone;
  const auto& chain = by_resolver_->chain;
  dns::Name parent;
  for (const auto& link : chain)
    if (link.zone != zone && zone.is_within(link.zone) && link.zone.is_within(parent)) parent = link.zone;
  return parent;
}

ZoneHealth Inquiry::look_at(const Walk& walk, Source& names) {
  auto zone = zone_to_look_at(walk);
  if (zone.is_root()) return ZoneHealth();
  const auto* delegation = iterator_ ? iterator_->delegation(zone) : nullptr;
  auto parent = parent_of(zone);
  const auto* known = iterator_ ? iterator_->delegation(parent) : nullptr;
  auto above = known ? *known : Delegation{.zone = parent, .servers = {}};
  return check_health(zone, std::move(above), delegation, walk.last, names, asker_, budget_);
}

bool Inquiry::answered() const {
  return request_.reply &&
         (request_.reply->rcode == dns::rcode::noerror || request_.reply->rcode == dns::rcode::nxdomain);
}

Walk Inquiry::walk(const dns::Question& question) {
  auto& source = direct() ? static_cast<Source&>(*iterator_) : resolver_;
  return Chain(request_.anchors, source, context_).walk(question);
}

std::optional<bool> Inquiry::resolver_validates() {
  Ask ask{.question = {dns::Name(), dns::type::soa, dns::cls::in}, .server = {}, .cd = false};
  asker_.ask({&ask, 1}, std::chrono::milliseconds(2000));
  const auto& answer = asker_.answer(ask);
  if (!answer.reply || answer.reply->answer.empty()) return std::nullopt;
  return answer.reply->header.ad;
}

}  // namespace edig::diagnosis
