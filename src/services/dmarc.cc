#include "services/dmarc.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "dns/types.h"
#include "services/tag_list.h"
#include "services/txt.h"

namespace edig::services::dmarc {
namespace {

// It is meant to be a DMARC record, and is none.
bool resembles_dmarc(std::string_view text) {
  if (is_record(text)) return false;
  auto list = TagList::parse(text);
  auto begin = text.substr(std::min(text.find_first_not_of(" \t\r\n\"'"), text.size()));
  return ascii::lower(begin).starts_with("v=dmarc") || std::ranges::any_of(list.tags, [](const auto& tag) {
           return ascii::lower(tag.name) == "v" && ascii::lower(tag.value) == "dmarc1";
         });
}

class Discover {
 public:
  Discover(const dns::Name& domain, Records& records) : domain_(domain), records_(records) {}

  std::optional<Discovery> run() {
    const auto* addresses = records_.find(domain_, dns::type::a);
    const auto* own_txt = records_.find(domain_, dns::type::txt);
    auto walk = walk_tree(domain_, records_);
    if (!walk || !addresses || !own_txt) return std::nullopt;
    result_.walk = std::move(*walk);
    // NXDOMAIN behind an alias is about another name (RFC 6604 section 3).
    result_.exists = addresses->outcome != Lookup::Outcome::no_name || !addresses->aliases.empty();
    result_.organizational_domain = result_.walk.organizational_domain();
    tell_steps();
    const auto* step = result_.walk.policy();
    if (!step) {
      tell_none(*own_txt);
      return std::move(result_);
    }
    apply(*step);
    judge(*step);
    return judge_reports(*step) ? std::optional(std::move(result_)) : std::nullopt;
  }

 private:
  void tell(Kind kind, const dns::Name& domain, Values values = {}) {
    values.emplace_back("domain", domain);
    result_.judgement.add({.kind = kind,
                           .about = question_at(domain),
                           .values = std::move(values),
                           .turn = turn_of(domain, domain_)});
  }
  void tell(const Remark& remark, const dns::Name& domain) {
    tell(remark.kind, domain, {{"tag", remark.tag}, {"value", remark.value}});
  }

  static dns::Question question_at(const dns::Name& domain) {
    return {domain.child("_dmarc").value_or(domain), dns::type::txt};
  }

  void tell_steps() {
    for (const auto& step : result_.walk.steps) {
      if (step.outcome == Step::Outcome::several)
        tell("dmarc-several", step.domain, {{"count", std::ssize(step.texts)}});
      // Where the domain's own record applies, those above tell of the organization alone.
      if (step.outcome == Step::Outcome::failed && result_.walk.failure()) {
        auto asked = question_at(step.domain);
        result_.judgement.add_failure("dmarc-failed", asked, *records_.known(asked));
      }
      if (step.outcome == Step::Outcome::invalid)
        for (const auto& remark : step.remarks) tell(remark, step.domain);
    }
  }

  void tell_none(const Lookup& own_txt) {
    if (const auto* lookup = records_.known(question_at(domain_)))
      for (const auto& record : lookup->records)
        if (auto text = txt_joined(record); resembles_dmarc(text))
          tell("dmarc-resembling", domain_, {{"text", text}});
    if (!record_texts(own_txt).empty()) tell("dmarc-misplaced", domain_);
    if (!result_.walk.failure()) tell("dmarc-none", domain_);
  }

  void apply(const Step& step) {
    bool subdomain = step.domain != domain_;
    result_.policy_domain = step.domain;
    result_.tag = step.record->asking_tag(subdomain, result_.exists);
    result_.asked = step.record->asked(subdomain, result_.exists);
    result_.policy = step.record->policy(subdomain, result_.exists);
  }

  void judge(const Step& step) {
    result_.judgement.raise(State::works);
    for (const auto& remark : step.remarks) tell(remark, step.domain);
    if (!result_.policy) tell("dmarc-no-processing", step.domain);
    if (result_.asked == Policy::none)
      tell("dmarc-policy-none", step.domain, {{"tag", result_.tag.empty() ? "p" : result_.tag}});
    if (result_.asked != result_.policy)
      tell("dmarc-testing", step.domain, {{"policy", std::string(name(*result_.policy))}});
    if (step.record->rua.empty()) tell("dmarc-no-reports", step.domain);
    if (step.record->policy_valid) judge_subdomains(step);
  }

  void judge_subdomains(const Step& step) {
    const auto& record = *step.record;
    bool counts =
        !result_.organizational_domain || result_.organizational_domain == step.domain || record.psd == 'y';
    for (const auto& [tag, policy] : {std::pair("sp", record.sp), std::pair("np", record.np)}) {
      if (!policy || (counts && *policy >= *record.p)) continue;
      tell(counts ? Kind("dmarc-weaker-subdomains") : Kind("dmarc-subdomain-tag-ignored"), step.domain,
           {{"tag", tag}, {"policy", std::string(name(*policy))}});
    }
  }

  // RFC 9990 section 4. Whether no record is missing.
  bool judge_reports(const Step& step) {
    bool complete = true;
    for (const auto& [tag, uris] : {std::pair("rua", step.record->rua), std::pair("ruf", step.record->ruf)})
      for (const auto& uri : uris)
        if (auto host = destination_host(uri)) complete &= judge_report(step, tag, uri, *host);
    return complete;
  }

  bool judge_report(const Step& step, const char* tag, const std::string& uri, const dns::Name& host) {
    auto there = walk_tree(host, records_);
    auto asked = authorization_at(step.domain, host);
    const auto* lookup = asked ? records_.find(asked->name, asked->type) : nullptr;
    if (!there || (asked && !lookup)) return false;
    auto theirs = there->organizational_domain();
    if (theirs && theirs == result_.organizational_domain) return true;
    if (lookup && record_texts(*lookup).size() == 1) return true;
    Values values = {
        {"domain", step.domain}, {"tag", tag}, {"uri", uri}, {"record", asked ? asked->name : host}};
    if (lookup && lookup->outcome == Lookup::Outcome::failed) {
      values.emplace_back("failure", lookup->failure);
      tell_reports("dmarc-reports-unknown", host, *lookup, std::move(values));
    } else if (lookup && theirs && result_.organizational_domain) {
      tell_reports("dmarc-reports-unauthorized", host, *lookup, std::move(values));
    }
    return true;
  }

  // About the host that reports go to, by what was looked up there.
  void tell_reports(Kind kind, const dns::Name& host, const Lookup& lookup, Values values) {
    result_.judgement.add({.kind = kind,
                           .about = {host, dns::type::txt},
                           .values = std::move(values),
                           .turn = Turn::third_party,
                           .zone = lookup.zone});
  }

  // "example.com._report._dmarc.host"; nothing where that is too long.
  static std::optional<dns::Question> authorization_at(const dns::Name& domain, const dns::Name& host) {
    auto below = host.child("_dmarc");
    if (below) below = below->child("_report");
    auto name = below ? domain.under(*below) : std::nullopt;
    return name ? std::optional(dns::Question{*name, dns::type::txt}) : std::nullopt;
  }

  const dns::Name& domain_;
  Records& records_;
  Discovery result_;
};

}  // namespace

std::optional<Discovery> discover(const dns::Name& domain, Records& records) {
  return Discover(domain, records).run();
}

}  // namespace edig::services::dmarc
