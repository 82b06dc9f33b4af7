// The way of a question, from who asks over the resolver to the zone, and where on it the fault is.

#include <fmt/format.h>

#include <algorithm>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/comparison_words.h"
#include "report/drawing.h"
#include "report/html_parts.h"
#include "report/records.h"
#include "report/words.h"

namespace edig::report {
namespace {

using diagnosis::Fault;

struct Party {
  std::string_view key;          // of its phrase and its icon
  std::vector<std::string> who;  // fit to print
  bool at_fault = false;
};

std::string zone_of(const Sheet& sheet) {
  const auto& report = sheet.report;
  if (report.diagnosis && !report.diagnosis->chain.empty())
    return shown_name(report.diagnosis->chain.back().zone, sheet.style);
  return sheet.say("page-zone-of", {shown_name(report.query.question.name, sheet.style)});
}

std::vector<std::string> asked_servers(const Sheet& sheet) {
  return sheet.report.comparison ? side_labels(sheet.report, sheet.style.language)
                                 : std::vector{server_word(sheet.report.exchange.peer, sheet.style.language)};
}

// The network is on both sides of the resolver: where no reply came, it is the one on this side.
std::vector<Party> parties(const Sheet& sheet) {
  const auto& report = sheet.report;
  auto fault = party_at_fault(report);
  const auto* faulty = report.diagnosis ? faulty_zone(*report.diagnosis) : nullptr;
  auto zone = faulty ? shown_name(*faulty, sheet.style) : zone_of(sheet);
  Party network{"network", {}, true};
  bool near = fault == Fault::network && !report.exchange.reply;
  const auto& asked = report.query.question;
  auto question = fmt::format("{} {}", shown_name(asked.name, sheet.style), dns::type_text(asked.type));
  std::vector<Party> all = {{"user", {question}, fault == Fault::client}};
  if (near) all.push_back(network);
  all.push_back({"resolver", asked_servers(sheet), fault == Fault::resolver});
  if (fault == Fault::network && !near) all.push_back(network);
  if (fault == Fault::parent) all.push_back({"parent", {zone}, true});
  all.push_back({"zone", {fault == Fault::parent ? zone_of(sheet) : zone}, fault == Fault::zone});
  return all;
}

Markup party_card(const Sheet& sheet, const Party& party) {
  auto body = sheet.heading(2, sheet.say(fmt::format("page-party-{}", party.key)));
  for (const auto& who : party.who)
    if (!who.empty()) body += element("p", {{"class", "who"}}, text(who));
  if (party.at_fault) body += element("p", {{"class", "badge"}}, text(sheet.say("page-fault")));
  return element("li", {{"class", party.at_fault ? "party at-fault" : "party"}}, body);
}

}  // namespace

Markup html_parties(const Sheet& sheet) {
  Markup cards;
  auto all = parties(sheet);
  for (const auto& party : all) cards += party_card(sheet, party);
  bool fault = std::ranges::any_of(all, &Party::at_fault);
  return sheet.part("parties", sheet.say(fault ? "page-parties" : "page-way"),
                    element("ol", {{"class", "way"}}, cards));
}

}  // namespace edig::report
