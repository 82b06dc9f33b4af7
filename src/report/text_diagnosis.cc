// What edig found out itself: the root cause, where it sits, whose turn it is, what the server had said; then
// the chain of trust from the anchor down.

#include <fmt/format.h>

#include <algorithm>

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
using diagnosis::Link;
using diagnosis::Severity;

void write(Page& page, std::string_view text) { append_wrapped(page.out, text, 0, page.style.columns); }

std::string code(const Page& page, const Finding& finding) {
  if (!finding.info_code) return {};
  auto text = fmt::format("EDE {} {}", *finding.info_code, ede::info_code(*finding.info_code).purpose);
  return "   " + paint(page.style, Paint::strong, text);
}

std::string who(const Page& page, const Finding& finding) {
  auto key = "fault-" + std::string(name(finding.fault));
  bool a_zone = finding.fault == diagnosis::Fault::zone || finding.fault == diagnosis::Fault::parent;
  return a_zone ? page.say(key + "-named", {finding.zone.text()}) : page.say(key);
}

void append_where(Page& page, const Finding& finding) {
  auto where = page.say("where-zone", {finding.zone.text()});
  if (!finding.rrset.empty()) page.add_item(where, ede::printable(finding.rrset));
  if (!finding.server.empty())
    page.add_item(where, page.say("where-server", {ede::printable(finding.server)}));
  write(page, page.say("where", {where}));
}

std::string in_words(const Page& page, const diagnosis::Wording& wording) {
  return ede::printable(wording.in(page.style.language));
}

std::string sentence(const Page& page, const Finding& finding) {
  return page.say("sentence", {in_words(page, finding.text)});
}

void append_turn(Page& page, const Finding& finding) {
  if (finding.fault == diagnosis::Fault::none) return;
  auto turn = who(page, finding);
  if (!finding.remedy.empty()) turn = page.say("turn-remedy", {turn, in_words(page, finding.remedy)});
  write(page, page.say("turn", {turn}));
}

// Not wrapped: it is to be copied.
void append_verification(Page& page, const Finding& finding) {
  auto line = dig_line(page.report, finding);
  if (!line.empty()) page.out += page.say("verify", {line}) + '\n';
}

void append_contact(Page& page) {
  const auto& rname = page.report.diagnosis->contact;
  if (auto mailbox = rname ? dns::mailbox(*rname) : std::nullopt)
    write(page, page.say("zone-contact", {*mailbox}));
}

void append_root_cause(Page& page, const Finding& finding) {
  auto kind = finding.severity == Severity::error ? Paint::bad : Paint::warning;
  auto label = paint(page.style, kind, page.say("why"));
  write(page, label + page.gap() + sentence(page, finding) + code(page, finding));
  append_where(page, finding);
  append_turn(page, finding);
  append_contact(page);
  append_verification(page, finding);
}

void append_further(Page& page, const Finding& finding) {
  auto label = page.say("severity-" + std::string(name(finding.severity)));
  write(page, label + page.gap() + sentence(page, finding) + code(page, finding));
  if (finding.severity == Severity::note) return;
  append_turn(page, finding);
  append_verification(page, finding);
}

// Where nothing is wrong with the name, and still no reply came.
void append_sound(Page& page, const Diagnosis& diagnosis) {
  bool proven =
      diagnosis.status == diagnosis::Status::secure || diagnosis.status == diagnosis::Status::insecure;
  if (diagnosis.plan && proven)
    return write(page, page.say("why-" + std::string(name(diagnosis.status)) + "-planned"));
  if (page.report.exchange.reply || !proven)
    return write(page, page.say("why-" + std::string(status_word(diagnosis))));
  write(page, page.say("why-no-reply", {name(diagnosis.status)}));
  write(page, page.say("turn", {page.say("fault-no-reply")}));
}

void append_plan(Page& page, const diagnosis::PlannedDelegation& plan) {
  write(page, page.say("plan", {plan.zone.text(), plan_words(plan, page.style.language)}));
}

void append_findings(Page& page, const Diagnosis& diagnosis) {
  const auto& findings = diagnosis.findings;
  bool sound = findings.empty() || findings.front().severity == Severity::note;
  if (sound) append_sound(page, diagnosis);
  for (const auto& finding : findings) {
    if (!sound && &finding == &findings.front())
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
  auto told = page.say("server-said", {said});
  ede::add_sentence(told, page.say("claim-" + std::string(claim)), page.style.language);
  write(page, told);
  if (diagnosis.plan) return;
  bool clear = diagnosis.claim == diagnosis::Claim::confirmed || diagnosis.claim == diagnosis::Claim::refined;
  if ((!clear || diagnosis.claimed_place_agrees) && !diagnosis.claim_text.empty())
    append_wrapped(page.out, page.say("sentence", {in_words(page, diagnosis.claim_text)}), 2,
                   page.style.columns);
}

void append_resolver_info(Page& page, const Diagnosis& diagnosis) {
  if (!diagnosis.resolver_info) return;
  const auto& info = *diagnosis.resolver_info;
  if (!info.exterr.empty()) write(page, page.say("resolver-lists", {dns::info_codes_text(info.exterr)}));
  if (!info.infourl.empty()) write(page, page.say("resolver-page", {ede::printable(info.infourl)}));
}

std::string links(const Link& link) {
  std::string text;
  for (const auto& ds : link.ds)
    text +=
        fmt::format("{}DS {}{}", text.empty() ? "" : ", ", ds.key_tag, ds.matches ? "" : " (fits no key)");
  std::string keys;
  for (const auto& key : link.keys)
    if (key.secure_entry_point || key.signs_keys)
      keys += fmt::format("{}{}", keys.empty() ? "" : ", ", key.key_tag);
  if (!keys.empty()) text += fmt::format("{}DNSKEY {}", text.empty() ? "" : " -> ", keys);
  return text;
}

Paint paint_of(diagnosis::Status status) {
  switch (status) {
    case diagnosis::Status::secure:
      return Paint::good;
    case diagnosis::Status::bogus:
    case diagnosis::Status::unresolvable:
      return Paint::bad;
    default:
      return Paint::warning;
  }
}

void append_chain(Page& page, const Diagnosis& diagnosis) {
  std::size_t zones = 0, statuses = 0;
  for (const auto& link : diagnosis.chain) {
    zones = std::max(zones, ede::display_width(link.zone.text()));
    statuses = std::max(statuses, name(link.status).size());
  }
  if (zones > 0) page.out += '\n';
  for (const auto& link : diagnosis.chain) {
    auto status = paint(page.style, paint_of(link.status), name(link.status));
    auto gap = std::string(statuses - name(link.status).size(), ' ');
    auto line = fmt::format("  {}  {}{}  {}", pad(link.zone.text(), zones), status, gap, links(link));
    page.out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  if (!diagnosis.answer.empty()) page.out += "  " + ede::printable(diagnosis.answer) + '\n';
}

void append_cost(Page& page, const diagnosis::Cost& cost) {
  const auto& [packets, octets, connections] = cost.traffic;
  page.out += '\n';
  write(page,
        page.say("cost-diagnosis", {std::to_string(cost.questions), std::to_string(packets),
                                    std::to_string(octets), std::to_string(connections), duration(cost.ms)}));
}

}  // namespace

void append_diagnosis(Page& page) {
  const auto& diagnosis = *page.report.diagnosis;
  page.out += '\n';
  if (diagnosis.plan) append_plan(page, *diagnosis.plan);
  append_findings(page, diagnosis);
  append_claim(page, diagnosis);
  append_resolver_info(page, diagnosis);
  append_chain(page, diagnosis);
  if (page.style.stats && page.style.comments) append_cost(page, diagnosis.cost);
}

}  // namespace edig::report
