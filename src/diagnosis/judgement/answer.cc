#include "diagnosis/judgement/answer.h"

#include <algorithm>

#include "diagnosis/judgement/findings.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "diagnosis/validation/algorithms.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using AnswerKind = AnswerVerdict::Kind;

// The name under a DNAME's target (RFC 6672 section 2.2).
std::optional<dns::Name> redirect(const dns::Name& name, const dns::Record& dname) {
  auto result = dns::read_target(dname);
  auto labels = name.labels();
  for (auto at = labels.size() - dname.owner.label_count(); at > 0 && result; --at)
    result = result->child(labels[at - 1]);
  return result;
}

const RRset* find_dname(const std::vector<RRset>& sets, const dns::Name& name) {
  auto found = std::ranges::find_if(sets, [&](const RRset& set) {
    return set.type == dns::type::dname && name != set.owner && name.is_within(set.owner);
  });
  return found == sets.end() ? nullptr : &*found;
}

// The DS records of the zone name algorithms; each is to sign every RRset (RFC 4035 section 2.2), and
// validators should not insist (RFC 6840 section 5.11), though some do.
std::optional<Finding> algorithm_gap(const RRset& set, const ZoneTrust& trust) {
  for (const auto& anchor : trust.anchors) {
    auto ds = dns::read_ds(anchor);
    if (!ds || trust.anchored || !verified(algorithm_support(ds->algorithm))) continue;
    bool there = std::ranges::any_of(set.signatures, [&](const dns::Record& record) {
      auto rrsig = dns::read_rrsig(record);
      return rrsig && rrsig->algorithm == ds->algorithm;
    });
    bool key_there = std::ranges::any_of(trust.keys.records, [&](const dns::Record& record) {
      auto key = dns::read_dnskey(record);
      return key && key->algorithm == ds->algorithm;
    });
    if (there || !key_there) continue;
    auto finding = tell(
        "algorithm-incomplete", "",
        {{"rrset", set.text()}, {"algorithm", algorithm_text(ds->algorithm)}, {"zone", trust.zone.text()}});
    finding.info_code = 10;
    finding.severity = Severity::warning;
    finding.zone = trust.zone;
    finding.rrset = set.text();
    finding.evidence = {{"algorithm", static_cast<std::int64_t>(ds->algorithm)}};
    return finding;
  }
  return std::nullopt;
}

class AnswerJudge {
 public:
  AnswerJudge(const dns::Question& question, const dns::Message& message, const ZoneTrust& trust,
              const Context& context)
      : question_(question),
        message_(message),
        trust_(trust),
        context_(context),
        answer_(rrsets(message, Section::answer)),
        authority_(rrsets(message, Section::authority)) {}

  AnswerVerdict run() {
    // What a zone that counts as unsigned says is taken as it is.
    verdict_.status = trust_.has_keys() ? Status::secure : trust_.status;
    if (question_.type == dns::type::rrsig)
      take_signatures();
    else if (!judge_records() && !judge_alias())
      judge_nothing();
    cover_others();
    if (trust_.broken) verdict_.status = Status::bogus;
    return std::move(verdict_);
  }

 private:
  // Nothing signs the signatures (RFC 4035 section 2.2).
  void take_signatures() {
    verdict_.kind = AnswerKind::records;
    verdict_.covered.emplace_back(question_.name, dns::type::rrsig);
    if (verdict_.status == Status::secure) verdict_.status = Status::insecure;
  }

  bool judge_records() {
    bool any = false;
    for (const auto& set : answer_) {
      bool asked = question_.type == dns::type::any || set.type == question_.type;
      if (set.owner != question_.name || !asked) continue;
      if (set.type == dns::type::cname && judge_dname()) return true;
      any = true;
      judge_set(set);
    }
    if (!any) return false;
    verdict_.kind = AnswerKind::records;
    if (has_alias_beside()) verdict_.findings.push_back(cname_and_other_data(question_.name, trust_.zone));
    return true;
  }

  // An alias has its NSEC and signatures, and no other records (RFC 2181 section 10.1).
  bool has_alias_beside() const {
    bool belongs = question_.type == dns::type::cname || question_.type == dns::type::nsec ||
                   question_.type == dns::type::any;
    return !belongs && find(answer_, question_.name, dns::type::cname) != nullptr;
  }

  bool judge_alias() {
    if (judge_dname()) {
      verdict_.kind = AnswerKind::alias;
      return true;
    }
    const auto* cname = find(answer_, question_.name, dns::type::cname);
    if (!cname) return false;
    verdict_.kind = AnswerKind::alias;
    verdict_.target = dns::read_target(cname->records[0]);
    judge_set(*cname);
    return true;
  }

  // The CNAME that comes with a DNAME says what the DNAME does, and is not signed (RFC 6672 section 3.1); one
  // that says something else is a CNAME like any other.
  bool judge_dname() {
    const auto* dname = find_dname(answer_, question_.name);
    if (!dname) return false;
    verdict_.kind = AnswerKind::records;
    verdict_.target = redirect(question_.name, dname->records[0]);
    const auto* cname = find(answer_, question_.name, dns::type::cname);
    bool other = cname && dns::read_target(cname->records[0]) != verdict_.target;
    judge_set(other ? *cname : *dname);
    if (!other && verdict_.target) synthesize(dname->records[0].ttl);
    return true;
  }

  // As the DNAME makes it, whatever stands beside it in the reply.
  void synthesize(std::uint32_t ttl) {
    auto made = dns::parse_record(question_.name.text() + " " + std::to_string(ttl) + " IN CNAME " +
                                  verdict_.target->text());
    if (made) verdict_.synthesized = std::move(*made);
  }

  // What else is said of the name, and was not asked for: a part of what is proven where it is as good.
  void cover_others() {
    for (const auto& set : answer_) {
      bool other = set.owner == question_.name && set.type != dns::type::rrsig;
      if (!other || is_covered(set)) continue;
      if (!trust_.has_keys() || judge(set, trust_.keys, context_.now, *context_.budget).secure())
        verdict_.covered.emplace_back(set.owner, set.type);
    }
  }

  bool is_covered(const RRset& set) const {
    return std::ranges::find(verdict_.covered, std::pair(set.owner, set.type)) != verdict_.covered.end();
  }

  void judge_set(const RRset& set) {
    verdict_.covered.emplace_back(set.owner, set.type);
    if (!trust_.has_keys()) return;
    auto verdict = judge(set, trust_.keys, context_.now, *context_.budget);
    verdict_.rrsets.push_back(verdict);
    verdict_.text = short_text(verdict);
    if (verdict.unknown()) return leaves_open();
    if (!verdict.secure()) return fails(rrset_finding(verdict, trust_.zone, Fault::zone, context_.now));
    if (auto gap = algorithm_gap(set, trust_)) verdict_.findings.push_back(*gap);
    if (auto soon = expiry_warning(verdict, trust_.zone, context_.now)) verdict_.findings.push_back(*soon);
    if (auto labels = verdict.wildcard_labels())
      judge_proof(
          {.what = Denies::wildcard, .name = set.owner, .type = set.type, .encloser_labels = *labels});
  }

  void judge_nothing() {
    bool name_error = message_.rcode == dns::rcode::nxdomain;
    verdict_.kind = name_error ? AnswerKind::name_error : AnswerKind::nothing;
    if (!trust_.has_keys()) return;
    if (!name_error || !exists_all_the_same())
      judge_proof({name_error ? Denies::name : Denies::type, question_.name, question_.type});
    judge_soa();
  }

  // The proof may show that the name is there and has nothing of the type. Validators take it for what it
  // proves, and others take NXDOMAIN at its word (RFC 8020).
  bool exists_all_the_same() {
    auto proof = [&](Denies what) {
      return judge_denial({what, question_.name, question_.type}, message_, trust_.keys, context_.now,
                          *context_.budget);
    };
    if (proof(Denies::name).state != DenialState::incomplete) return false;
    auto verdict = proof(Denies::type);
    if (!verdict.proven()) return false;
    verdict_.name_exists = true;
    verdict_.text = text_of(verdict);
    verdict_.findings.push_back(name_exists_finding(question_.name, trust_.zone));
    return true;
  }

  void judge_proof(const DenialQuestion& denial) {
    auto verdict = judge_denial(denial, message_, trust_.keys, context_.now, *context_.budget);
    if (auto note = iterations_note(verdict, trust_.zone)) verdict_.findings.push_back(*note);
    if (denial.what != Denies::wildcard) verdict_.text = text_of(verdict);
    verdict_.rrsets.insert(verdict_.rrsets.end(), verdict.records.begin(), verdict.records.end());
    if (verdict.proven()) return take_compact(verdict);
    if (verdict.unknown()) return leaves_open();
    if (verdict.counts_as_unsigned()) {
      if (verdict_.status == Status::secure) verdict_.status = Status::insecure;
      return;
    }
    fails(denial_finding(verdict, denial, trust_.zone, Fault::zone, context_.now));
  }

  void take_compact(const DenialVerdict& verdict) {
    if (!verdict.compact) return;
    verdict_.compact = true;
    verdict_.findings.push_back(compact_denial_note(question_.name, trust_.zone));
  }

  static Wording text_of(const DenialVerdict& verdict) {
    if (verdict.proven() && verdict.compact) return word("result-compact-denial");
    if (verdict.proven()) return word(verdict.nsec3 ? Word("result-nsec3") : "result-nsec");
    if (verdict.state == DenialState::opt_out) return word("result-opt-out");
    if (verdict.state == DenialState::iterations) return word("result-iterations");
    return verdict.bad ? short_text(*verdict.bad) : word("result-not-proved");
  }

  // Half of the validators insist on the SOA's signature in a negative answer (RFC 4035 section 3.1.3).
  void judge_soa() {
    const auto* soa = find(authority_, trust_.zone, dns::type::soa);
    if (!soa || verdict_.status == Status::bogus) return;
    auto verdict = judge(*soa, trust_.keys, context_.now, *context_.budget);
    verdict_.rrsets.push_back(verdict);
    if (verdict.unknown()) return leaves_open();
    if (!verdict.secure()) return fails(rrset_finding(verdict, trust_.zone, Fault::zone, context_.now));
    if (auto soon = expiry_warning(verdict, trust_.zone, context_.now)) verdict_.findings.push_back(*soon);
  }

  void leaves_open() {
    verdict_.not_carried |= !message_.could_carry_dnssec();
    if (verdict_.status != Status::bogus) verdict_.status = Status::indeterminate;
  }

  void fails(Finding finding) {
    verdict_.status = Status::bogus;
    verdict_.findings.push_back(std::move(finding));
  }

  const dns::Question& question_;
  const dns::Message& message_;
  const ZoneTrust& trust_;
  const Context& context_;
  std::vector<RRset> answer_, authority_;
  AnswerVerdict verdict_;
};

}  // namespace

AnswerVerdict judge_answer(const dns::Question& question, const dns::Message& message, const ZoneTrust& trust,
                           const Context& context) {
  return AnswerJudge(question, message, trust, context).run();
}

std::optional<dns::Name> alias_target(const dns::Message& message, const dns::Name& name) {
  for (const auto& record : message.answer)
    if (record.type == dns::type::dname && record.owner != name && name.is_within(record.owner))
      return redirect(name, record);
  auto cnames = dns::select(message.answer, name, dns::type::cname);
  return cnames.empty() ? std::nullopt : dns::read_target(*cnames[0]);
}

bool speaks_of(const dns::Message& message, const dns::Name& name, std::uint16_t type) {
  if (alias_target(message, name)) return true;
  return std::ranges::any_of(message.answer, [&](const dns::Record& record) {
    return record.owner == name && (record.type == type || type == dns::type::any);
  });
}

}  // namespace edig::diagnosis
