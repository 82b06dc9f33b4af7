// What edig found out itself: the root cause, where it sits, whose turn it is, what the server had said.

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "dns/mailbox.h"
#include "ede/printable.h"
#include "report/plan_words.h"
#include "report/text_parts.h"
#include "report/verify.h"
#include "report/words.h"
#include "report/wrap.h"

namespace edig::report {
namespace {

using diagnosis::Diagnosis;
using diagnosis::Finding;
using diagnosis::Severity;

std::string code_text(std::uint16_t code) {
  return fmt::format("EDE {} {}", code, ede::info_code(code).purpose);
}

std::string code_words(const Page& page, const Finding& finding) {
  if (!finding.info_code) return {};
  return "   " + paint(page.style, Paint::strong, code_text(*finding.info_code));
}

std::string party_words(const Page& page, const Finding& finding) {
  auto key = "fault-" + std::string(name(finding.fault));
  bool a_zone = finding.fault == diagnosis::Fault::zone || finding.fault == diagnosis::Fault::parent;
  return a_zone ? page.say(key + "-named", {page.speak(finding.zone)}) : page.say(key);
}

std::string where(const Page& page, const Finding& finding) {
  auto where = page.speak_of_zone(finding.zone);
  if (!finding.rrset.empty()) page.add_item(where, page.speak(ede::printable(finding.rrset)));
  if (!finding.server.empty())
    page.add_item(where, page.say("where-server", {page.speak(ede::printable(finding.server))}));
  return page.say("where", {where});
}

std::string words_of(const Page& page, const diagnosis::Wording& wording) {
  return ede::printable(wording.in(page.style.language));
}

std::string sentence(const Page& page, const Finding& finding) {
  return page.say("sentence", {words_of(page, finding.text)});
}

std::string turn(const Page& page, const Finding& finding) {
  if (finding.fault == diagnosis::Fault::none) return {};
  auto turn = party_words(page, finding);
  if (!finding.remedy.empty()) turn = page.say("turn-remedy", {turn, words_of(page, finding.remedy)});
  return page.say("turn", {turn});
}

// Not wrapped: it is to be copied.
void append_verification(Page& page, const Finding& finding) {
  auto line = dig_line(page.report, finding);
  if (!line.empty()) page.out += page.say("verify", {line}) + '\n';
}

void append_contact(Page& page) {
  const auto& rname = page.report.diagnosis->contact;
  if (auto mailbox = rname ? dns::mailbox(*rname) : std::nullopt)
    append_text(page, page.say("zone-contact", {*mailbox}));
}

using Servers = std::vector<diagnosis::ZoneServer>;

// How far each is.
std::string server_list(Page& page, const Servers& servers) {
  constexpr std::size_t shown_at_most = 8;
  bool alike = std::ranges::all_of(
      servers, [&](const auto& server) { return server.serial == servers.front().serial; });
  auto with_serial = [&](std::string_view key, const std::string& text, const diagnosis::ZoneServer& server) {
    return server.serial ? page.say(key, {text, std::to_string(*server.serial)}) : text;
  };
  std::string list;
  for (const auto& server : servers | std::views::take(shown_at_most))
    page.add_item(list, alike ? server.address : with_serial("with-serial", server.address, server));
  if (servers.size() > shown_at_most)
    page.add_item(list, page.say("compare-more", {std::to_string(servers.size() - shown_at_most)}));
  return alike ? with_serial("all-with-serial", list, servers.front()) : list;
}

// Those of a plan may lead to others: the zone itself names its servers.
bool is_planned(const diagnosis::PlannedDelegation& plan, const diagnosis::ZoneServer& server) {
  return std::ranges::any_of(plan.servers, [&](const diagnosis::NameServer& one) {
    return one.name == server.name &&
           (one.addresses.empty() || std::ranges::find(one.addresses, server.address) != one.addresses.end());
  });
}

// Of the zone at fault.
void append_servers(Page& page) {
  const auto& diagnosis = *page.report.diagnosis;
  auto tell = [&](std::string_view key, const Servers& servers) {
    if (!servers.empty()) append_text(page, page.say(key, {server_list(page, servers)}));
  };
  if (!diagnosis.plan || diagnosis.plan->servers.empty()) return tell("zone-servers", diagnosis.servers);
  Servers planned, others;
  for (const auto& server : diagnosis.servers)
    (is_planned(*diagnosis.plan, server) ? planned : others).push_back(server);
  tell("planned-servers", planned);
  tell("unplanned-servers", others);
}

void append_root_cause(Page& page, const Finding& finding) {
  auto kind = finding.severity == Severity::error ? Paint::bad : Paint::warning;
  auto label = paint(page.style, kind, page.say("why")) + page.gap();
  append_text(page, label + sentence(page, finding) + code_words(page, finding));
  append_text(page, where(page, finding));
  append_servers(page);
  append_text(page, turn(page, finding));
  append_contact(page);
  append_verification(page, finding);
}

void append_further(Page& page, const Finding& finding) {
  auto label = page.say("severity-" + std::string(name(finding.severity)));
  append_text(page, label + page.gap() + sentence(page, finding) + code_words(page, finding));
  if (finding.severity == Severity::note) return;
  append_text(page, where(page, finding));
  append_text(page, turn(page, finding));
  append_verification(page, finding);
}

bool is_sound(const Diagnosis& diagnosis) {
  return diagnosis.findings.empty() || diagnosis.findings.front().severity == Severity::note;
}

bool is_proven(const Diagnosis& diagnosis) {
  return diagnosis.status == diagnosis::Status::secure || diagnosis.status == diagnosis::Status::insecure;
}

// The name is in order, and the server that was asked gave no reply.
bool is_lost(const Page& page, const Diagnosis& diagnosis) {
  return is_proven(diagnosis) && !diagnosis.plan && !page.report.exchange.reply;
}

// Of a server that can be reached more is known than of one that is silent.
std::string lost_key(const Page& page, std::string_view key) {
  auto of_its_kind = fmt::format("{}-{}", key, name(page.report.exchange.reply.error().kind));
  return has_phrase(of_its_kind) ? of_its_kind : std::string(key);
}

std::string lost_turn(const Page& page) {
  return page.say("turn", {page.say(lost_key(page, "fault-no-reply"))});
}

// Where nothing is wrong with the name. Notes are never put below "nothing is wrong".
std::string sound(const Page& page, const Diagnosis& diagnosis) {
  if (!is_proven(diagnosis)) return page.say("why-" + std::string(status_word(diagnosis)));
  if (is_lost(page, diagnosis)) return page.say(lost_key(page, "why-no-reply"), {name(diagnosis.status)});
  auto how =
      page.say("sound-" + std::string(diagnosis.plan ? name(diagnosis.status) : status_word(diagnosis)) +
               (diagnosis.plan ? "-planned" : ""));
  auto notes = diagnosis.findings.size();
  auto frame = notes == 0 ? "why-sound" : notes == 1 ? "why-noted" : "why-noted-several";
  return page.say(frame, {how, std::to_string(notes)});
}

void append_sound(Page& page, const Diagnosis& diagnosis) {
  bool noted = is_proven(diagnosis) && !is_lost(page, diagnosis) && !diagnosis.findings.empty();
  append_text(page, (noted ? "" : page.say("why") + page.gap()) + sound(page, diagnosis));
  if (is_lost(page, diagnosis)) append_text(page, lost_turn(page));
}

void append_plan(Page& page, const diagnosis::PlannedDelegation& plan) {
  append_text(page, page.say("plan", {page.speak(plan.zone), plan_words(plan, page.style.language)}));
}

void append_findings(Page& page, const Diagnosis& diagnosis) {
  const auto& findings = diagnosis.findings;
  if (is_sound(diagnosis)) append_sound(page, diagnosis);
  for (const auto& finding : findings) {
    if (!is_sound(diagnosis) && &finding == &findings.front())
      append_root_cause(page, finding);
    else
      append_further(page, finding);
  }
}

void append_claim(Page& page, const Diagnosis& diagnosis) {
  std::string said;
  for (const auto& error : page.report.extended_errors) {
    said += said.empty() ? "" : ede::conventions(page.style.language).semicolon;
    said += error.info_code ? fmt::format("EDE {} {}", *error.info_code, error.entry().purpose)
                            : page.say("no-info-code");
    if (!error.extra_text.empty()) said += fmt::format(" \"{}\"", ede::printable(error.extra_text));
    if (error.read && error.read->is_code) said += ede::bracketed(error.read->reason, page.style.language);
  }
  if (said.empty()) return;
  auto claim = diagnosis.plan ? "planned" : name(diagnosis.claim);
  append_text(page, page.say("server-said", {said}) + page.gap() + page.say("claim-" + std::string(claim)));
  if (diagnosis.plan) return;
  bool clear = diagnosis.claim == diagnosis::Claim::confirmed || diagnosis.claim == diagnosis::Claim::refined;
  if ((!clear || diagnosis.claimed_place_agrees) && !diagnosis.claim_text.empty())
    append_wrapped(page.out, page.say("sentence", {words_of(page, diagnosis.claim_text)}), 2,
                   page.style.columns);
}

void append_resolver_info(Page& page, const Diagnosis& diagnosis) {
  if (!diagnosis.resolver_info) return;
  const auto& info = *diagnosis.resolver_info;
  if (!info.exterr.empty())
    append_text(page, page.say("resolver-lists", {dns::info_codes_text(info.exterr)}));
  if (!info.infourl.empty()) append_text(page, page.say("resolver-page", {ede::printable(info.infourl)}));
}

void append_cost(Page& page, const diagnosis::Cost& cost) {
  const auto& [packets, octets, connections] = cost.traffic;
  page.out += '\n';
  append_text(page, page.say("cost-diagnosis",
                             {std::to_string(cost.questions), std::to_string(packets), std::to_string(octets),
                              std::to_string(connections), duration(cost.ms)}));
}

}  // namespace

std::string diagnosis_in_a_line(const Page& page) {
  const auto& diagnosis = *page.report.diagnosis;
  if (is_sound(diagnosis)) {
    auto line = sound(page, diagnosis);
    if (is_lost(page, diagnosis)) return line + page.gap() + lost_turn(page);
    return diagnosis.findings.empty() ? line : line + page.gap() + sentence(page, diagnosis.findings.front());
  }
  const auto& cause = diagnosis.findings.front();
  auto why = words_of(page, cause.text);
  if (cause.info_code) why += ede::bracketed(code_text(*cause.info_code), page.style.language);
  auto line = page.say("sentence", {why});
  bool told = cause.fault == diagnosis::Fault::zone || cause.fault == diagnosis::Fault::parent;
  if (!told) line += page.gap() + page.say("sentence", {page.say("where", {page.speak_of_zone(cause.zone)})});
  if (cause.fault != diagnosis::Fault::none)
    line += page.gap() + page.say("turn", {party_words(page, cause)});
  return line;
}

void append_diagnosis(Page& page) {
  const auto& diagnosis = *page.report.diagnosis;
  page.out += '\n';
  if (diagnosis.plan) append_plan(page, *diagnosis.plan);
  append_findings(page, diagnosis);
  append_claim(page, diagnosis);
  append_resolver_info(page, diagnosis);
  append_chain(page);
  if (page.style.stats && page.style.comments) append_cost(page, diagnosis.cost);
}

}  // namespace edig::report
