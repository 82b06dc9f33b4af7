#include "services/spf_tree.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <tuple>
#include <utility>

#include "base/ascii.h"
#include "dns/types.h"
#include "services/spf.h"
#include "services/spf_finding.h"
#include "services/txt.h"

namespace edig::services::spf {
namespace {

constexpr std::size_t max_records = 32, max_looked_up = 3 * max_lookups, advised_octets = 450;

// It is meant to be an SPF record, and is none.
bool resembles_spf(std::string_view text) {
  auto begin = std::min(text.find_first_not_of(" \t\r\n\"'"), text.size());
  return !is_record(text) && ascii::lower(text.substr(begin)).starts_with("v=spf1");
}

class Walk {
 public:
  Walk(const dns::Name& domain, Records& records) : domain_(domain), records_(records) {}

  std::optional<Tree> run() {
    visit({domain_, 0, true}, {});
    if (!complete_) return std::nullopt;
    if (tree_.published()) tree_.judgement.raise(State::works);
    if (tree_.lookups > max_lookups)
      tell(domain_, "spf-lookups", {}, {{"count", std::int64_t{tree_.lookups}}});
    if (tree_.void_lookups > max_void_lookups)
      tell(domain_, "spf-void-lookups", {}, {{"count", std::int64_t{tree_.void_lookups}}});
    return std::move(tree_);
  }

 private:
  struct Here {
    dns::Name name;
    unsigned depth;
    bool decides;  // what it ends with is the end of the whole
  };

  const Lookup* find(const dns::Question& question) {
    const auto* lookup = records_.find(question.name, question.type);
    complete_ &= lookup != nullptr;
    return lookup;
  }

  // Once, though the same record may be included again.
  void tell(const dns::Name& name, Kind kind, const std::string& term, Values values = {}) {
    if (!told_.emplace(kind.word(), name, term).second) return;
    if (!term.empty()) values.emplace_back("term", term);
    tree_.judgement.add(finding_in(name, domain_, kind, std::move(values)));
  }

  void tell_failed(const dns::Question& question, const Lookup& lookup) {
    if (told_.emplace("spf-failed", question.name, std::to_string(question.type)).second)
      add_failure(tree_.judgement, domain_, question, lookup);
  }

  // Whether there is a record.
  bool visit(const Here& here, const std::string& through) {
    tree_.nodes.push_back({.depth = here.depth, .through = through, .domain = plain(here.name)});
    auto node = tree_.nodes.size() - 1;
    dns::Question question{here.name, dns::type::txt};
    const auto* lookup = find(question);
    if (!lookup) return true;
    tree_.nodes[node].status = lookup->status;
    if (lookup->outcome == Lookup::Outcome::failed) {
      tell_failed(question, *lookup);
      return true;
    }
    auto texts = record_texts(*lookup);
    if (texts.size() == 1) {
      tree_.nodes[node].record = texts.front();
      read(here, texts.front());
    } else if (texts.size() > 1) {
      tell(here.name, "spf-several", {}, {{"count", std::ssize(texts)}});
    } else {
      tell_none(here, *lookup);
    }
    return !texts.empty();
  }

  void tell_none(const Here& here, const Lookup& lookup) {
    for (const auto& record : lookup.records)
      if (auto text = txt_joined(record); resembles_spf(text))
        tell(here.name, "spf-resembling", {}, {{"text", text}});
    if (here.depth == 0) tell(here.name, "spf-none", {});
  }

  void read(const Here& here, const std::string& text) {
    if (text.size() > advised_octets) tell(here.name, "spf-long", {}, {{"count", std::ssize(text)}});
    auto record = parse_record(text);
    if (!record) {
      if (told_.emplace(record.error().kind.word(), here.name, text).second)
        tree_.judgement.add(finding_in(here.name, domain_, record.error(), text));
      return;
    }
    path_.push_back(here.name);
    bool ended = false;
    for (const auto& term : record->terms) {
      bool reached =
          term.kind == Term::Kind::redirect ? record->redirect() == &term : !ended || term.is_modifier();
      if (reached)
        judge(term, here);
      else
        tell(here.name, "spf-never-reached", term.text);
      ended |= term.kind == Term::Kind::all;
    }
    path_.pop_back();
    if (!ended && here.decides && !record->redirect()) tell(here.name, "spf-no-end", {});
  }

  void judge(const Term& term, const Here& here) {
    if (term.domain && term.domain->has('p')) tell(here.name, "spf-ptr-macro", term.text);
    if (term.kind == Term::Kind::ptr) tell(here.name, "spf-ptr", term.text);
    if (term.kind == Term::Kind::all && term.outcome == Outcome::pass)
      tell(here.name, "spf-passes-all", term.text);
    if (term.kind == Term::Kind::all && term.outcome == Outcome::neutral && here.decides)
      tell(here.name, "spf-neutral-end", term.text);
    if (!term.costs_lookup()) return;
    ++tree_.lookups;
    auto spelled = target_of(term, here);
    if (!spelled) tree_.needs_sender = true;
    auto target = spelled ? name_of(*spelled) : std::nullopt;
    if (target) look_up(term, here, *target);
  }

  // Nothing where it depends on who sends.
  static std::optional<std::string> target_of(const Term& term, const Here& here) {
    auto domain = plain(here.name);
    if (term.kind == Term::Kind::ptr) return std::nullopt;
    if (!term.domain) return domain;
    return term.domain->expand(
        [&](char letter) { return letter == 'd' ? std::optional(domain) : std::nullopt; });
  }

  void look_up(const Term& term, const Here& here, const dns::Name& target) {
    bool is_record = term.kind == Term::Kind::include || term.kind == Term::Kind::redirect;
    if (is_record) return include(term, here, target);
    if (tree_.lookups > max_looked_up) return tell(domain_, "spf-too-large", {});
    if (term.kind == Term::Kind::mx) return exchanges(term, here, {target, dns::type::mx});
    if (term.kind == Term::Kind::exists) return addresses(term, here, target, {dns::type::a});
    addresses(term, here, target, {dns::type::a, dns::type::aaaa});
  }

  void include(const Term& term, const Here& here, const dns::Name& target) {
    if (std::ranges::find(path_, target) != path_.end()) return tell(here.name, "spf-loop", term.text);
    if (tree_.nodes.size() >= max_records) return tell(domain_, "spf-too-large", {});
    bool decides = here.decides && term.kind == Term::Kind::redirect;
    if (!visit({target, here.depth + 1, decides}, term.text)) tell(here.name, "spf-include-none", term.text);
  }

  void exchanges(const Term& term, const Here& here, const dns::Question& question) {
    const auto* lookup = answered(question);
    if (!lookup) return;
    if (lookup->denied()) tell_void(term, here);
    if (lookup->records.size() > max_exchanges)
      tell(here.name, "spf-exchanges", term.text, {{"count", std::ssize(lookup->records)}});
  }

  void addresses(const Term& term, const Here& here, const dns::Name& target,
                 std::initializer_list<std::uint16_t> types) {
    bool denied = true;
    for (auto type : types) {
      const auto* lookup = answered({target, type});
      denied &= lookup && lookup->denied();
    }
    if (denied) tell_void(term, here);
  }

  // Null: it is missing, or failed, which is told.
  const Lookup* answered(const dns::Question& question) {
    const auto* lookup = find(question);
    if (!lookup || lookup->outcome != Lookup::Outcome::failed) return lookup;
    tell_failed(question, *lookup);
    return nullptr;
  }

  void tell_void(const Term& term, const Here& here) {
    ++tree_.void_lookups;
    tell(here.name, "spf-void-lookup", term.text);
  }

  const dns::Name& domain_;
  Records& records_;
  Tree tree_;
  std::vector<dns::Name> path_;  // the records that are being read, from the domain's own
  std::set<std::tuple<std::string_view, dns::Name, std::string>> told_;
  bool complete_ = true;
};

}  // namespace

std::optional<Tree> read_tree(const dns::Name& domain, Records& records) {
  return Walk(domain, records).run();
}

}  // namespace edig::services::spf
