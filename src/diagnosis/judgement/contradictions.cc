#include "diagnosis/judgement/contradictions.h"

#include <algorithm>

#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

constexpr std::uint16_t types_on_the_way[] = {dns::type::ds, dns::type::ns, dns::type::dnskey};

class Search {
 public:
  Search(const dns::Question& question, const ZoneTrust& trust, Source& source, const Context& context)
      : question_(question), trust_(trust), source_(source), context_(context) {}

  Contradictions run() {
    for (auto name = question_.name; name != trust_.zone && !name.is_root(); name = name.parent())
      look_at(name);
    return std::move(found_);
  }

 private:
  void look_at(const dns::Name& name) {
    for (auto type : types_on_the_way) {
      dns::Question asked{name, type, dns::cls::in};
      if (!source_.asked(asked)) continue;
      auto reply = source_.get(asked);
      if (!reply || has_alias(*reply.message)) continue;
      if (trust_.has_keys() && disproves(*reply.message)) add("denial-contradicts-data", asked);
      if (reply.message->rcode != dns::rcode::nxdomain) continue;
      if (reply.server.empty()) {
        found_.by_hearsay = true;
        continue;
      }
      bool above = name != question_.name;
      add(above ? FindingKind("empty-non-terminal-denied") : "name-denied-for-other-types", asked);
    }
  }

  // What it says is of another name then.
  static bool has_alias(const dns::Message& message) {
    return std::ranges::any_of(message.answer, [](const auto& record) {
      return record.type == dns::type::cname || record.type == dns::type::dname;
    });
  }

  // Whoever keeps the proofs of this reply can deny the question from them.
  bool disproves(const dns::Message& message) const {
    return std::ranges::any_of(std::initializer_list<Denies>{Denies::type, Denies::name}, [&](Denies what) {
      DenialQuestion question{.what = what, .name = question_.name, .type = question_.type};
      return judge_denial(question, message, trust_.keys, context_.now, *context_.budget).proven();
    });
  }

  void add(FindingKind kind, const dns::Question& asked) {
    if (std::ranges::find(found_.findings, kind, &Finding::kind) != found_.findings.end()) return;
    auto text = question_text(asked);
    auto finding = tell(kind, "",
                        {{"who", servers_of(trust_.zone)},
                         {"asked", text},
                         {"subject", question_text(question_)},
                         {"name", question_.name.text()}});
    finding.zone = trust_.zone;
    finding.rrset = text;
    finding.severity = Severity::warning;
    found_.findings.push_back(std::move(finding));
  }

  const dns::Question& question_;
  const ZoneTrust& trust_;
  Source& source_;
  const Context& context_;
  Contradictions found_;
};

}  // namespace

std::optional<Finding> denied_apex(const dns::Message& message, const ZoneTrust& trust,
                                   const Context& context) {
  for (auto type : {dns::type::soa, dns::type::ns, dns::type::dnskey}) {
    DenialQuestion question{.what = Denies::type, .name = trust.zone, .type = type};
    if (!judge_denial(question, message, trust.keys, context.now, *context.budget).proven()) continue;
    auto subject = trust.zone.text() + " " + dns::type_text(type);
    auto finding = tell("denial-contradicts-data", "apex", {{"subject", subject}});
    finding.severity = Severity::warning;
    finding.zone = trust.zone;
    finding.rrset = subject;
    return finding;
  }
  return std::nullopt;
}

Contradictions contradictions(const dns::Question& question, const ZoneTrust& trust, Source& source,
                              const Context& context) {
  if (trust.status != Status::secure && trust.status != Status::insecure) return {};
  return Search(question, trust, source, context).run();
}

}  // namespace edig::diagnosis
