#include "services/report.h"

#include <algorithm>
#include <set>

namespace edig::services {
namespace {

const Judgement not_evaluated{.state = State::not_evaluated};

Judgement together(Judgement first, const Judgement& second) {
  first.add(second);
  return first;
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

State Application::counted() const {
  return judgement.has("dkim-unknown") ? State::not_used : judgement.state;
}

State Report::state() const {
  auto worst = State::not_used;
  for (const auto& application : applications) worst = std::max(worst, application.counted());
  return worst;
}

const Finding* Report::cause() const {
  auto worst = state();
  for (const auto& application : applications)
    if (const auto* cause = application.cause(); cause && application.judgement.state == worst) return cause;
  return nullptr;
}

Report judge(const Request& request, Records& records) {
  Report report{.domain = request.domain};
  const auto& rules = report.rules = evaluate_rules(records, request.domain, request.selectors);
  report.applications = {{"mx", rules.mail.judgement},
                         {"dane", rules.mail_dane.judgement},
                         {"mta-sts", rules.mta_sts.judgement},
                         {"tls-rpt", rules.tls_rpt.judgement},
                         {"spf", judge_spf(report, request, records)},
                         {"dkim", rules.dkim.judgement},
                         {"dmarc", judge_dmarc(report, request, records)},
                         {"caa", rules.caa.judgement},
                         {"https", together(rules.https.judgement, rules.www_https.judgement)},
                         {"dane-https", rules.web_dane.judgement},
                         {"resolver", rules.resolver.judgement}};
  for (auto& application : report.applications) place(application.judgement.findings, records);
  return report;
}

void add(Report& report, Connection connection, Records& records) {
  auto& applications = report.applications;
  auto at = [&](std::string_view name) { return std::ranges::find(applications, name, &Application::name); };
  at("dane")->judgement.add(std::move(connection.mail_dane));
  at("mta-sts")->judgement.add(std::move(connection.mta_sts));
  at("dane-https")->judgement.add(std::move(connection.web_dane));
  at("resolver")->judgement.add(std::move(connection.resolver));
  applications.insert(at("dane"), {"mail-tls", std::move(connection.mail_tls)});
  applications.insert(at("dane-https"), {"web-tls", std::move(connection.web_tls)});
  for (auto& application : applications) place(application.judgement.findings, records);
  report.connection = std::move(connection);
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
