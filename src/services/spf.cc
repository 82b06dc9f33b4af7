#include "services/spf.h"

#include <algorithm>

#include "dns/types.h"
#include "services/spf_finding.h"
#include "services/txt.h"

namespace edig::services::spf {
namespace {

using TermKind = Term::Kind;

enum class Match { yes, no, pending, temperror, permerror };

// The name at `offset` of the RDATA of an MX or PTR record.
std::optional<dns::Name> name_in(const dns::Record& record, std::size_t offset) {
  auto octets = record.octets();
  return dns::Name::from_wire(ByteView(octets).subspan(std::min(offset, octets.size())));
}

bool in_network(ByteView address, ByteView network, unsigned length) {
  if (address.size() != network.size()) return false;
  for (std::size_t i = 0; i < address.size() && length > 0; ++i) {
    unsigned bits = std::min(length, 8U);
    if ((address[i] ^ network[i]) >> (8 - bits)) return false;
    length -= bits;
  }
  return true;
}

class Check {
 public:
  Check(const Client& client, Records& records)
      : client_(client), records_(records), root_(name_of(client.domain()).value_or(dns::Name())) {}

  std::optional<Evaluation> run() {
    auto outcome = evaluate(client_.domain(), {}, 0);
    if (!outcome) return std::nullopt;
    result_.outcome = *outcome;
    if (*outcome == Outcome::fail && !explain()) return std::nullopt;
    return std::move(result_);
  }

 private:
  // Of the record that is evaluated: its domain, and its place among the visits.
  struct Here {
    std::string domain;
    unsigned depth;
    std::size_t visit;
  };

  std::optional<Outcome> evaluate(const std::string& domain, const std::string& through, unsigned depth) {
    Here here{domain, depth, result_.visits.size()};
    result_.visits.push_back({.depth = depth, .through = through, .domain = domain});
    auto outcome = read_and_evaluate(here);
    result_.visits[here.visit].outcome = outcome;
    return outcome;
  }

  std::optional<Outcome> read_and_evaluate(Here& here) {
    auto name = name_of(here.domain);
    if (!name || name->label_count() < 2) return Outcome::none;
    here.domain = result_.visits[here.visit].domain = plain(*name);
    const auto* lookup = records_.find(*name, dns::type::txt);
    if (!lookup) return std::nullopt;
    if (lookup->outcome == Lookup::Outcome::failed) {
      failed({*name, dns::type::txt}, *lookup);
      return Outcome::temperror;
    }
    auto texts = record_texts(*lookup);
    if (texts.empty()) return Outcome::none;
    auto count = static_cast<std::int64_t>(texts.size());
    if (count > 1) return broken(here, {}, finding(here, "spf-several", {{"count", count}}));
    result_.visits[here.visit].record = texts.front();
    auto record = parse_record(texts.front());
    if (!record) return broken(here, {}, finding_in(*name, root_, record.error(), texts.front()));
    return evaluate(*record, here);
  }

  std::optional<Outcome> evaluate(const Record& record, const Here& here) {
    for (std::size_t i = 0; i < record.terms.size(); ++i) {
      const auto& term = record.terms[i];
      if (term.is_modifier()) continue;
      result_.visits[here.visit].tried.push_back(term.text);
      switch (match(term, here)) {
        case Match::yes:
          decide(here, record, term.text);
          return term.outcome;
        case Match::no:
          break;
        case Match::pending:
          look_ahead(record, i + 1, here.domain);
          return std::nullopt;
        case Match::temperror:
          return Outcome::temperror;
        case Match::permerror:
          return Outcome::permerror;
      }
    }
    decide(here, record, {});
    const auto* redirect = record.redirect();
    return redirect ? follow(*redirect, here) : Outcome::neutral;
  }

  // Section 6.1.
  std::optional<Outcome> follow(const Term& redirect, const Here& here) {
    result_.visits[here.visit].tried.push_back(redirect.text);
    if (!count(redirect, here)) return Outcome::permerror;
    auto target = redirect.domain->expand(values_in(here.domain));
    if (!target) return std::nullopt;
    auto outcome = evaluate(*target, redirect.text, here.depth + 1);
    if (outcome != Outcome::none) return outcome;
    return broken(here, redirect.text, finding(here, "spf-include-none", {{"term", redirect.text}}));
  }

  void decide(const Here& here, const Record& record, const std::string& term) {
    result_.domain = here.domain;
    result_.term = term;
    const auto* exp = record.find(TermKind::exp);
    explanation_ = exp ? exp->domain : std::nullopt;
  }

  Finding finding(const Here& here, Kind kind, Values values) const {
    return finding_in(name_of(here.domain).value(), root_, kind, std::move(values));
  }

  Outcome broken(const Here& here, const std::string& term, Finding fault) {
    result_.domain = here.domain;
    result_.term = term;
    result_.fault = std::move(fault);
    return Outcome::permerror;
  }

  Match impossible(Kind kind, const Term& term, const Here& here, Values values = {}) {
    values.emplace_back("term", term.text);
    broken(here, term.text, finding(here, kind, std::move(values)));
    return Match::permerror;
  }

  void failed(const dns::Question& question, const Lookup& lookup) {
    Judgement judgement;
    add_failure(judgement, root_, question, lookup);
    result_.fault = std::move(judgement.findings.front());
  }

  Match failed(const Term& term, const Here& here, const dns::Question& question, const Lookup& lookup) {
    result_.domain = here.domain;
    result_.term = term.text;
    failed(question, lookup);
    return Match::temperror;
  }

  bool count(const Term& term, const Here& here) {
    if (++result_.lookups <= max_lookups) return true;
    impossible("spf-lookups", term, here, {{"count", std::int64_t{result_.lookups}}});
    return false;
  }

  Match match(const Term& term, const Here& here) {
    if (term.kind == TermKind::all) return Match::yes;
    if (term.kind == TermKind::ip4 || term.kind == TermKind::ip6) return is_match(within(term, term.network));
    if (!count(term, here)) return Match::permerror;
    auto target = term.domain ? term.domain->expand(values_in(here.domain)) : here.domain;
    if (!target) return Match::pending;
    if (term.kind == TermKind::include) return match_include(term, here, *target);
    auto name = name_of(*target);
    if (!name) return Match::no;
    if (term.kind == TermKind::mx) return match_mx(term, here, *name);
    if (term.kind == TermKind::ptr) return match_ptr(term, here, *name);
    auto type = term.kind == TermKind::exists ? dns::type::a : address_type();
    const Lookup* lookup = nullptr;
    auto there = ask(term, here, {*name, type}, lookup);
    return there == Match::yes && term.kind == TermKind::a ? is_match(any_within(term, *lookup)) : there;
  }

  static Match is_match(bool matches) { return matches ? Match::yes : Match::no; }

  // Section 5.2.
  Match match_include(const Term& term, const Here& here, const std::string& target) {
    auto outcome = evaluate(target, term.text, here.depth + 1);
    if (!outcome) return Match::pending;
    switch (*outcome) {
      case Outcome::pass:
        return Match::yes;
      case Outcome::temperror:
        return Match::temperror;
      case Outcome::permerror:
        return Match::permerror;
      case Outcome::none:
        return impossible("spf-include-none", term, here);
      default:
        return Match::no;
    }
  }

  // Section 5.4.
  Match match_mx(const Term& term, const Here& here, const dns::Name& name) {
    const Lookup* lookup = nullptr;
    auto there = ask(term, here, {name, dns::type::mx}, lookup);
    if (there != Match::yes) return there;
    auto count = static_cast<std::int64_t>(lookup->records.size());
    if (count > max_exchanges) return impossible("spf-exchanges", term, here, {{"count", count}});
    auto result = Match::no;
    for (const auto& record : lookup->records) {
      auto exchange = name_in(record, 2);
      if (!exchange || exchange->is_root()) continue;
      const auto* addresses = records_.find(*exchange, address_type());
      if (!addresses || result == Match::pending) {
        result = Match::pending;
      } else if (addresses->outcome == Lookup::Outcome::failed) {
        return failed(term, here, {*exchange, address_type()}, *addresses);
      } else if (any_within(term, *addresses)) {
        return Match::yes;
      }
    }
    return result;
  }

  // Section 5.5: what cannot be looked up does not match.
  Match match_ptr(const Term& term, const Here& here, const dns::Name& name) {
    const auto* pointers = records_.find(client_.reverse_name(), dns::type::ptr);
    if (!pointers) return Match::pending;
    if (pointers->outcome == Lookup::Outcome::failed) return Match::no;
    const Lookup* lookup = nullptr;
    auto there = ask(term, here, {client_.reverse_name(), dns::type::ptr}, lookup);
    if (there != Match::yes) return there;
    auto names = validated();
    if (!names) return Match::pending;
    return is_match(std::ranges::any_of(*names, [&](const dns::Name& one) { return one.is_within(name); }));
  }

  // The names of the client's address that lead back to it; nothing while records are missing.
  std::optional<std::vector<dns::Name>> validated() {
    std::vector<dns::Name> names;
    const auto* pointers = records_.find(client_.reverse_name(), dns::type::ptr);
    if (!pointers) return std::nullopt;
    bool complete = true;
    for (std::size_t i = 0; i < std::min<std::size_t>(pointers->records.size(), max_pointers); ++i) {
      auto name = name_in(pointers->records[i], 0);
      if (!name) continue;
      const auto* addresses = records_.find(*name, address_type());
      complete &= addresses != nullptr;
      if (addresses && any_within({}, *addresses)) names.push_back(*name);
    }
    return complete ? std::optional(std::move(names)) : std::nullopt;
  }

  // What a term asks for itself. `yes`: there are records.
  Match ask(const Term& term, const Here& here, const dns::Question& question, const Lookup*& lookup) {
    lookup = records_.find(question.name, question.type);
    if (!lookup) return Match::pending;
    if (lookup->outcome == Lookup::Outcome::failed) return failed(term, here, question, *lookup);
    if (!lookup->records.empty()) return Match::yes;
    if (++result_.void_lookups > max_void_lookups)
      return impossible("spf-void-lookups", term, here, {{"count", std::int64_t{result_.void_lookups}}});
    return Match::no;
  }

  std::uint16_t address_type() const { return client_.is_ip4() ? dns::type::a : dns::type::aaaa; }

  bool within(const Term& term, ByteView network) const {
    return in_network(client_.address, network, client_.is_ip4() ? term.ip4_length : term.ip6_length);
  }
  bool any_within(const Term& term, const Lookup& addresses) const {
    return std::ranges::any_of(addresses.records,
                               [&](const auto& record) { return within(term, record.raw); });
  }

  // Section 7.3. Nothing while what it takes is missing.
  std::optional<std::string> validated_name(const std::string& domain) {
    auto names = validated();
    auto own = name_of(domain);
    if (!names || !own) return std::nullopt;
    auto rank = [&](const dns::Name& name) { return name == *own ? 0 : name.is_within(*own) ? 1 : 2; };
    auto best = std::ranges::min_element(*names, {}, rank);
    return best == names->end() ? "unknown" : plain(*best);
  }

  MacroString::ValueOf values_in(const std::string& domain) {
    return [this, domain](char letter) -> std::optional<std::string> {
      if (letter == 'd') return domain;
      return letter == 'p' ? validated_name(domain) : std::optional(client_.macro_value(letter));
    };
  }

  // Section 6.2. Whether no record is missing.
  bool explain() {
    if (!explanation_) return true;
    auto values = values_in(result_.domain);
    auto target = explanation_->expand(values);
    if (!target) return false;
    auto name = name_of(*target);
    if (!name) return true;
    const auto* lookup = records_.find(*name, dns::type::txt);
    if (!lookup) return false;
    if (lookup->records.size() != 1) return true;
    auto text = MacroString::parse(txt_joined(lookup->records.front()), MacroString::Use::explanation);
    if (!text) return true;
    auto expanded = text->expand(values);
    if (expanded) result_.explanation = std::move(*expanded);
    return expanded.has_value();
  }

  // Notes what the terms from `first` on will need, should it come to them: so that it is asked for together.
  void look_ahead(const Record& record, std::size_t first, const std::string& domain) {
    for (std::size_t i = first; i < record.terms.size() && ahead_ < max_lookups; ++i) {
      const auto& term = record.terms[i];
      if (!term.costs_lookup()) continue;
      ++ahead_;
      auto target = term.domain ? term.domain->expand(values_in(domain)) : domain;
      auto name = target ? name_of(*target) : std::nullopt;
      if (name) look_ahead(term, *name);
    }
  }

  void look_ahead(const Term& term, const dns::Name& name) {
    switch (term.kind) {
      case TermKind::a:
        records_.find(name, address_type());
        return;
      case TermKind::exists:
        records_.find(name, dns::type::a);
        return;
      case TermKind::ptr:
        validated();
        return;
      case TermKind::mx: {
        const auto* lookup = records_.find(name, dns::type::mx);
        if (!lookup || lookup->records.size() > max_exchanges) return;
        for (const auto& record : lookup->records)
          if (auto exchange = name_in(record, 2); exchange && !exchange->is_root())
            records_.find(*exchange, address_type());
        return;
      }
      default: {
        const auto* lookup = records_.find(name, dns::type::txt);
        auto texts = lookup ? record_texts(*lookup) : std::vector<std::string>();
        if (texts.size() != 1) return;
        if (auto record = parse_record(texts.front())) look_ahead(*record, 0, plain(name));
      }
    }
  }

  const Client& client_;
  Records& records_;
  dns::Name root_;
  Evaluation result_;
  std::optional<MacroString> explanation_;  // of the record in which the decision fell
  unsigned ahead_ = 0;                      // terms that were looked ahead to
};

}  // namespace

std::optional<Evaluation> check_host(const Client& client, Records& records) {
  return Check(client, records).run();
}

}  // namespace edig::services::spf
