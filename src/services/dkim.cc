#include "services/dkim.h"

#include <algorithm>

#include "base/csv.h"
#include "dns/types.h"
#include "embedded/dkim_selectors_csv.h"
#include "services/dkim_key.h"
#include "services/tag_list.h"
#include "services/txt.h"

namespace edig::services {
namespace {

constexpr auto& common = csv::table<embedded::dkim_selectors_csv, 2>;

// Selectors may have dots (RFC 6376 section 3.1).
std::optional<dns::Name> key_name(std::string_view selector, const dns::Name& parent) {
  auto relative = dns::Name::parse(selector);
  return relative ? relative->under(parent) : std::nullopt;
}

// What answers for a selector that was guessed may be there for every name: a wildcard.
bool is_meant_as_key(const dns::Record& record) {
  auto text = txt_joined(record);
  if (text.starts_with("v=")) return text.starts_with("v=DKIM");
  return TagList::parse(text).find("p") != nullptr;
}

class DkimJudge {
 public:
  DkimJudge(Records& records, const dns::Name& domain, bool guessed)
      : records_(records), parent_(domain.child("_domainkey")), guessed_(guessed) {}

  Dkim judge(std::span<const std::string> selectors) {
    if (!parent_) return result_;
    dns::Question about{.name = *parent_, .type = dns::type::txt};
    const auto* parent = records_.find(*parent_, dns::type::txt);
    for (const auto& selector : selectors) judge(selector);
    if (!guessed_ || found_ || !parent) return result_;
    // RFC 8020: nothing lies below a name that does not exist.
    bool none = parent->outcome == Lookup::Outcome::no_name;
    if (!none) result_.judgement.raise(State::not_evaluated);
    result_.judgement.add({.kind = none ? Kind("dkim-none") : Kind("dkim-unknown"), .about = about});
    return result_;
  }

 private:
  void add(Kind kind, const dns::Question& about, Values values) {
    result_.judgement.add({.kind = kind, .about = about, .values = std::move(values)});
  }

  void judge(const std::string& selector) {
    auto name = key_name(selector, *parent_);
    if (!name) return;
    dns::Question about{.name = *name, .type = dns::type::txt};
    const auto* lookup = records_.find(*name, dns::type::txt);
    if (!lookup) return;
    if (lookup->outcome == Lookup::Outcome::failed) {
      found_ = true;
      result_.judgement.add_failure("dkim-failed", about, *lookup);
    } else if (lookup->denied()) {
      if (!guessed_) add("dkim-selector-missing", about, {{"selector", selector}});
    } else if (!guessed_ || std::ranges::any_of(lookup->records, is_meant_as_key)) {
      judge(selector, about, *lookup);
    }
  }

  void judge(const std::string& selector, const dns::Question& about, const Lookup& lookup) {
    auto read = read_dkim_key(txt_joined(lookup.records.front()), about);
    // What is left of a roll-over: nobody need sign with it.
    bool retired = guessed_ && lookup.records.size() == 1 && read.key && read.key->revoked;
    if (retired) return;
    found_ = true;
    result_.judgement.raise(State::works);
    if (lookup.records.size() > 1)
      return add("dkim-several-records", about,
                 {{"count", static_cast<std::int64_t>(lookup.records.size())}});
    for (auto& finding : read.findings) result_.judgement.add(std::move(finding));
    if (!read.key) return;
    read.key->selector = selector;
    read.key->guessed = guessed_;
    result_.keys.push_back(std::move(*read.key));
  }

  Records& records_;
  std::optional<dns::Name> parent_;
  bool guessed_;
  bool found_ = false;
  Dkim result_;
};

}  // namespace

std::vector<std::string_view> common_dkim_selectors() {
  std::vector<std::string_view> selectors;
  for (const auto& row : common) selectors.push_back(row[0]);
  return selectors;
}

Dkim dkim(Records& records, const dns::Name& domain, std::span<const std::string> selectors) {
  if (!selectors.empty()) return DkimJudge(records, domain, false).judge(selectors);
  auto guesses = common_dkim_selectors();
  return DkimJudge(records, domain, true).judge(std::vector<std::string>(guesses.begin(), guesses.end()));
}

}  // namespace edig::services
