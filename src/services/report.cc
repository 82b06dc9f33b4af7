#include "services/report.h"

#include <algorithm>
#include <set>

#include "dns/types.h"
#include "services/caa.h"
#include "services/dane.h"
#include "services/dkim.h"
#include "services/mail_exchangers.h"
#include "services/mta_sts.h"
#include "services/public_resolver.h"
#include "services/service_bindings.h"
#include "services/tls_rpt.h"

namespace edig::services {
namespace {

const Judgement not_evaluated{.state = State::not_evaluated};

Judgement judge_web(const Request& request, Records& records) {
  std::vector<dns::Name> hosts = {request.domain};
  if (auto www = request.domain.child("www")) hosts.push_back(*www);
  return web_dane(records, request.domain, hosts).judgement;
}

Judgement judge_spf(Report& report, const Request& request, Records& records) {
  report.spf = spf::read_tree(request.domain, records);
  if (request.client) report.check = spf::check_host(*request.client, records);
  if (!report.spf || (request.client && !report.check)) return not_evaluated;
  auto judgement = report.spf->judgement;
  const auto* fault = report.check && report.check->fault ? &*report.check->fault : nullptr;
  bool told = fault && std::ranges::any_of(judgement.findings, [&](const Finding& finding) {
                return finding.kind == fault->kind && finding.about == fault->about;
              });
  if (fault && !told) judgement.add(*fault);
  return judgement;
}

Judgement judge_dmarc(Report& report, const Request& request, Records& records) {
  report.dmarc = dmarc::discover(request.domain, records);
  return report.dmarc ? report.dmarc->judgement : not_evaluated;
}

}  // namespace

const Finding* Application::cause() const {
  auto worst = std::ranges::min_element(judgement.findings, {}, &Finding::severity);
  bool wrong = worst != judgement.findings.end() && worst->severity() != Severity::note;
  return wrong ? &*worst : nullptr;
}

State Report::state() const {
  auto worst = State::not_used;
  for (const auto& application : applications) worst = std::max(worst, application.judgement.state);
  return worst;
}

Report judge(const Request& request, Records& records) {
  Report report{.domain = request.domain};
  const auto& domain = request.domain;
  auto mail = mail_exchangers(records, domain);
  report.applications = {{"mx", mail.judgement},
                         {"dane", mail_dane(records, domain, mail).judgement},
                         {"mta-sts", mta_sts(records, domain).judgement},
                         {"tls-rpt", tls_rpt(records, domain).judgement},
                         {"spf", judge_spf(report, request, records)},
                         {"dkim", dkim(records, domain, request.selectors).judgement},
                         {"dmarc", judge_dmarc(report, request, records)},
                         {"caa", caa(records, domain).judgement},
                         {"https", service_bindings(records, domain, dns::type::https).judgement},
                         {"dane-https", judge_web(request, records)},
                         {"resolver", public_resolver(records, domain).judgement}};
  for (auto& application : report.applications) place(application.judgement.findings, records);
  return report;
}

std::vector<dns::Question> failures(const Report& report, const Records& records) {
  std::vector<dns::Question> questions;
  std::set<dns::Name> zones;
  for (const auto& application : report.applications)
    for (const auto& finding : application.judgement.findings) {
      const auto* lookup = records.known(finding.about);
      if (!lookup || lookup->outcome != Lookup::Outcome::failed) continue;
      if (zones.insert(lookup->zone.value_or(finding.about.name)).second) questions.push_back(finding.about);
    }
  return questions;
}

}  // namespace edig::services
