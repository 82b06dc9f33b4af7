#include "services/spf_tree.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/ascii.h"
#include "dns/types.h"
#include "services/spf.h"
#include "services/txt.h"

namespace edig::services::spf {
namespace {

using Kind = TreeFinding::Kind;

constexpr std::size_t max_records = 32, max_looked_up = 3 * max_lookups, advised_octets = 450;

// It is meant to be an SPF record, and is none.
bool resembles_record(std::string_view text) {
  if (is_record(text)) return false;
  auto begin = std::min(text.find_first_not_of(" \t\r\n\"'"), text.size());
  return ascii::lower(text.substr(begin)).starts_with("v=spf1");
}

class Walk {
 public:
  explicit Walk(Records& records) : records_(records) {}

  std::optional<Tree> run(const dns::Name& domain) {
    visit(domain, {}, 0, true);
    if (!complete_) return std::nullopt;
    judge_counts(plain(domain));
    return std::move(tree_);
  }

 private:
  const Lookup* find(const dns::Name& name, std::uint16_t type) {
    const auto* lookup = records_.find(name, type);
    complete_ &= lookup != nullptr;
    return lookup;
  }

  // Once, though the same record may be included again.
  void tell(TreeFinding finding) {
    bool told = std::ranges::any_of(tree_.findings, [&](const TreeFinding& other) {
      return other.kind == finding.kind && other.domain == finding.domain && other.term == finding.term;
    });
    if (!told) tree_.findings.push_back(std::move(finding));
  }

  // Whether there is a record. `decides`: what it ends with is the end of the whole.
  bool visit(const dns::Name& name, const std::string& through, unsigned depth, bool decides) {
    auto domain = plain(name);
    tree_.nodes.push_back({.depth = depth, .through = through, .domain = domain});
    auto node = tree_.nodes.size() - 1;
    const auto* lookup = find(name, dns::type::txt);
    if (!lookup) return true;
    tree_.nodes[node].status = lookup->status;
    if (lookup->outcome == Lookup::Outcome::failed) {
      tell_failed(domain, through, {name, dns::type::txt}, *lookup);
      return true;
    }
    auto texts = record_texts(*lookup);
    if (texts.size() == 1) {
      tree_.nodes[node].record = texts.front();
      read(name, texts.front(), depth, decides);
      return true;
    }
    for (const auto& record : lookup->records)
      if (auto text = txt_joined(record); texts.empty() && resembles_record(text))
        tell({.kind = Kind::resembling_record, .domain = domain, .text = text});
    if (texts.size() > 1) tell({.kind = Kind::several_records, .domain = domain, .count = texts.size()});
    if (texts.empty() && depth == 0) tell({.kind = Kind::no_record, .domain = domain});
    return !texts.empty();
  }

  void tell_failed(const std::string& domain, const std::string& term, const dns::Question& question,
                   const Lookup& lookup) {
    tell({.kind = Kind::lookup_failed,
          .domain = domain,
          .term = term,
          .question = question,
          .failure = lookup.failure});
  }

  void read(const dns::Name& name, const std::string& text, unsigned depth, bool decides) {
    auto domain = plain(name);
    if (text.size() > advised_octets)
      tell({.kind = Kind::long_record, .domain = domain, .count = text.size()});
    auto record = parse_record(text);
    if (!record)
      return tell({.kind = Kind::syntax, .domain = domain, .syntax = record.error(), .text = text});
    path_.push_back(name);
    bool ended = false;
    for (const auto& term : record->terms) {
      bool reached =
          term.kind == Term::Kind::redirect ? record->redirect() == &term : !ended || term.is_modifier();
      if (!reached)
        tell({.kind = Kind::never_reached, .domain = domain, .term = term.text});
      else
        judge(term, name, depth, decides);
      ended |= term.kind == Term::Kind::all;
    }
    path_.pop_back();
    if (!ended && decides && !record->redirect()) tell({.kind = Kind::no_end, .domain = domain});
  }

  void judge(const Term& term, const dns::Name& name, unsigned depth, bool decides) {
    auto domain = plain(name);
    if (term.domain && term.domain->has('p'))
      tell({.kind = Kind::pointer_macro, .domain = domain, .term = term.text});
    if (term.kind == Term::Kind::ptr) tell({.kind = Kind::pointers, .domain = domain, .term = term.text});
    if (term.kind == Term::Kind::all) judge_end(term, domain, decides);
    if (!term.costs_lookup()) return;
    ++tree_.lookups;
    bool known = !term.domain || !term.domain->has_macros();
    if (!known || term.kind == Term::Kind::ptr) {
      tree_.needs_sender = true;
      return;
    }
    auto spelled = term.domain ? term.domain->expand([](char) { return std::string(); }).value() : domain;
    if (auto target = name_of(spelled)) look_up(term, name, *target, depth, decides);
  }

  void judge_end(const Term& term, const std::string& domain, bool decides) {
    if (term.outcome == Outcome::pass) tell({.kind = Kind::passes_all, .domain = domain, .term = term.text});
    if (term.outcome == Outcome::neutral && decides)
      tell({.kind = Kind::neutral_end, .domain = domain, .term = term.text});
  }

  void look_up(const Term& term, const dns::Name& name, const dns::Name& target, unsigned depth,
               bool decides) {
    if (term.kind == Term::Kind::include || term.kind == Term::Kind::redirect)
      return include(term, name, target, depth, decides && term.kind == Term::Kind::redirect);
    if (tree_.lookups > max_looked_up) return tell_too_large(term, name);
    switch (term.kind) {
      case Term::Kind::mx:
        return exchanges(term, name, target);
      case Term::Kind::exists:
        return addresses(term, name, target, {dns::type::a});
      default:
        return addresses(term, name, target, {dns::type::a, dns::type::aaaa});
    }
  }

  void include(const Term& term, const dns::Name& name, const dns::Name& target, unsigned depth,
               bool decides) {
    auto domain = plain(name);
    if (std::ranges::find(path_, target) != path_.end())
      return tell({.kind = Kind::loop, .domain = domain, .term = term.text});
    if (tree_.nodes.size() >= max_records) return tell_too_large(term, name);
    if (!visit(target, term.text, depth + 1, decides))
      tell({.kind = Kind::no_included_record,
            .domain = domain,
            .term = term.text,
            .question = dns::Question{target, dns::type::txt}});
  }

  void tell_too_large(const Term& term, const dns::Name& name) {
    if (!std::exchange(too_large_, true))
      tell({.kind = Kind::tree_too_large, .domain = plain(name), .term = term.text});
  }

  void exchanges(const Term& term, const dns::Name& name, const dns::Name& target) {
    const auto* lookup = answered(term, name, {target, dns::type::mx});
    if (!lookup) return;
    if (lookup->denied()) tell_void(term, name, {target, dns::type::mx});
    if (lookup->records.size() > max_exchanges)
      tell({.kind = Kind::exchanges,
            .domain = plain(name),
            .term = term.text,
            .count = lookup->records.size()});
  }

  void addresses(const Term& term, const dns::Name& name, const dns::Name& target,
                 std::initializer_list<std::uint16_t> types) {
    bool denied = true;
    for (auto type : types) {
      const auto* lookup = answered(term, name, {target, type});
      denied &= lookup && lookup->denied();
    }
    if (denied) tell_void(term, name, {target, *types.begin()});
  }

  // Null: it is missing, or failed, which is told.
  const Lookup* answered(const Term& term, const dns::Name& name, const dns::Question& question) {
    const auto* lookup = find(question.name, question.type);
    if (!lookup || lookup->outcome != Lookup::Outcome::failed) return lookup;
    tell_failed(plain(name), term.text, question, *lookup);
    return nullptr;
  }

  void tell_void(const Term& term, const dns::Name& name, const dns::Question& question) {
    ++tree_.void_lookups;
    tell({.kind = Kind::void_lookup, .domain = plain(name), .term = term.text, .question = question});
  }

  void judge_counts(const std::string& domain) {
    if (tree_.lookups > max_lookups) tell({.kind = Kind::lookups, .domain = domain, .count = tree_.lookups});
    if (tree_.void_lookups > max_void_lookups)
      tell({.kind = Kind::void_lookups, .domain = domain, .count = tree_.void_lookups});
  }

  Records& records_;
  Tree tree_;
  std::vector<dns::Name> path_;  // the records that are being read, from the domain's own
  bool complete_ = true, too_large_ = false;
};

}  // namespace

bool breaks(TreeFinding::Kind kind) {
  switch (kind) {
    case Kind::several_records:
    case Kind::syntax:
    case Kind::lookup_failed:
    case Kind::no_included_record:
    case Kind::loop:
    case Kind::lookups:
    case Kind::void_lookups:
    case Kind::exchanges:
      return true;
    default:
      return false;
  }
}

std::optional<Tree> read_tree(const dns::Name& domain, Records& records) { return Walk(records).run(domain); }

}  // namespace edig::services::spf
