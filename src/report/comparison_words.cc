#include "report/comparison_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "ede/printable.h"
#include "report/phrases.h"
#include "report/words.h"

namespace edig::report {
namespace {

using diagnosis::Certainty;
using diagnosis::Meaning;

std::string list(const Report& report, const std::vector<std::size_t>& sides, ede::Language language) {
  auto labels = side_labels(report, language);
  std::string text;
  for (auto side : sides) ede::add_item(text, labels[side], language);
  return text;
}

std::string code_word(const Meaning& meaning) {
  if (!meaning.info_code) return {};
  return fmt::format("EDE {} {}", *meaning.info_code, ede::info_code(*meaning.info_code).purpose);
}

bool settled_by_diagnosis(const Report& report) {
  return report.diagnosis && report.diagnosis->status != diagnosis::Status::indeterminate;
}

bool all_authenticated(const Report& report, const Meaning& meaning) {
  return std::ranges::all_of(
      meaning.sides, [&](auto side) { return report.sides[side].channel == ede::Channel::authenticated; });
}

std::string certainty_key(const Report& report, const Meaning& meaning) {
  bool authenticated = meaning.certainty == Certainty::claimed && all_authenticated(report, meaning);
  return fmt::format("certainty-{}{}", name(meaning.certainty), authenticated ? "-authenticated" : "");
}

}  // namespace

std::string host_word(const transport::Peer& peer) {
  auto host = peer.name.empty() ? peer.address : ede::printable(peer.name, 255);
  return address_word(host, peer.port, peer.protocol);
}

std::vector<std::string> side_labels(const Report& report, ede::Language language) {
  std::vector<std::string> hosts, labels;
  for (const auto& side : report.sides) hosts.push_back(host_word(side.exchange.peer));
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    auto transport = transport_word(report.sides[i].exchange.peer.protocol);
    bool alone = std::ranges::count(hosts, hosts[i]) == 1;
    labels.push_back(alone ? hosts[i] : hosts[i] + ede::bracketed(transport, language));
  }
  return labels;
}

std::string meaning_text(const Report& report, const Meaning& meaning, ede::Language language) {
  auto key = fmt::format("compare-{}", meaning.kind);
  if (auto special = fmt::format("{}-{}", key, name(meaning.certainty)); has_phrase(special)) key = special;
  return say(
      language, key,
      {list(report, meaning.sides, language), list(report, meaning.against, language), code_word(meaning)});
}

std::string certainty_text(const Report& report, const Meaning& meaning, ede::Language language) {
  bool settled = settled_by_diagnosis(report);
  auto settlement = fmt::format("settle-{}", meaning.settle);
  bool settles = has_phrase(settlement) && (!settled || meaning.settle != "why");
  // What would settle it says that it is open.
  bool sure = meaning.certainty == Certainty::open ? !settles && !settled
                                                   : meaning.certainty == Certainty::claimed || !settled;
  std::string text;
  auto append = [&](bool wanted, const std::string& key) {
    if (!wanted || !has_phrase(key)) return;
    ede::add_sentence(text, say(language, key, {list(report, meaning.sides, language)}), language);
  };
  append(sure, certainty_key(report, meaning));
  append(settles, settlement);
  return text;
}

std::string standing_text(diagnosis::Standing standing, ede::Language language) {
  return say(language, fmt::format("standing-{}", name(standing)));
}

}  // namespace edig::report
