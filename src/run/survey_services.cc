#include "run/survey_services.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <thread>

#include "report/json_services.h"
#include "report/json_text.h"
#include "services/report.h"
#include "survey/packed_row.h"

namespace edig::run {
namespace {

// What is read back is never longer (survey/output_reader.h), whatever a domain has in its records.
std::string json_of(const services::Report& report) {
  constexpr std::size_t longest = 512 << 10, most_findings = 50;
  auto object = report::json_services(report);
  auto json = report::json_text(object.dump());
  if (json.size() <= longest) return json;
  nlohmann::ordered_json rest;
  for (const char* member : {"domain", "state", "applications", "causes"})
    if (object.contains(member)) rest[member] = std::move(object[member]);
  for (auto& application : rest["applications"])
    if (auto& findings = application["findings"]; findings.size() > most_findings)
      findings.erase(findings.begin() + most_findings, findings.end());
  rest["bounded"] = true;
  rest["cost"] = std::move(object["cost"]);
  return report::json_text(rest.dump());
}

// What a row says of a domain, with its texts.
class Told {
 public:
  Told(const services::Report& report, ede::Language language) : language_(language) {
    json_ = json_of(report);
    for (const auto& application : report.applications) add(application);
    for (const auto& cause : report.causes) add(cause.diagnosis);
    services_ = {
        .state = name(report.state()), .applications = applications_, .failures = failures_, .json = json_};
  }

  const survey::Services& services() const { return services_; }

 private:
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  void add(const services::Application& application) {
    auto& told = applications_.emplace_back(application.name, name(application.judgement.state));
    const auto* cause = application.cause();
    if (!cause) return;
    told.cause = {.kind = cause->kind.word(),
                  .zone = cause->zone ? keep(cause->zone->text()) : std::string_view(),
                  .fault = name(cause->turn),
                  .status = {},
                  .text = keep(cause->text().in(language_)),
                  .severity = cause->kind.severity_word()};
  }

  void add(const diagnosis::Diagnosis& diagnosis) {
    if (diagnosis.findings.empty()) return;
    const auto& root = diagnosis.findings.front();
    failures_.push_back({.kind = root.kind.text(),
                         .zone = keep(root.zone.text()),
                         .fault = name(root.fault),
                         .status = name(diagnosis.status),
                         .text = keep(root.text.in(language_))});
  }

  ede::Language language_;
  std::deque<std::string> texts_;
  std::vector<survey::Application> applications_;
  std::vector<survey::Cause> failures_;
  std::string json_;
  survey::Services services_;
};

void put(survey::Row& row, const survey::Services& services) {
  row.services = services;
  if (const auto* cause = services.cause()) row.cause = *cause;
}

}  // namespace

SurveyServices::SurveyServices(transport::Client& client, const Request& request, const survey::Pace& pace,
                               Done done)
    : client_(client),
      request_(request),
      rate_(pace.rate),
      done_(std::move(done)),
      domains_(std::min(pace.parallel, most_domains)),
      inquiries_(client, std::max<std::size_t>(std::min(pace.parallel, most_questions) / domains_, 1)) {}

bool SurveyServices::has_room() const {
  return inquiries_.under_way() < domains_ && (rate_ == 0 || Clock::now() >= due_);
}

std::string SurveyServices::view_of(const transport::Server& server) {
  auto known = std::ranges::find(views_, server);
  if (known == views_.end()) known = views_.insert(known, server);
  return std::to_string(known - views_.begin());
}

void SurveyServices::look_at(const survey::Row& row, const transport::Server& server) {
  auto packed = std::make_shared<survey::PackedRow>();
  packed->pack(row);
  auto begun = inquiries_.begin([this, packed, server](Inquiry& inquiry) {
    auto own = packed->row();
    look(inquiry, own, server);
  });
  if (begun) return;
  auto left = packed->row();
  left.doubtful = true;
  put(left, {});
  done_(left);
}

void SurveyServices::look(Inquiry& inquiry, survey::Row& row, const transport::Server& server) {
  std::optional<Told> told;
  try {
    auto domain = dns::Name::parse(row.name).value();
    auto tactics = with_short_tries(request_.why, {server}, request_.tactics);
    InquiryFetcher own(inquiry, client_, server, tactics, request_.why.udp_size);
    evidence_.begin_another();
    SharingFetcher fetcher(evidence_, view_of(server), inquiry, own, domain);
    auto begun = Clock::now();
    auto report =
        look_at_services(request_.services, request_.why, domain, begun + request_.why.deadline, fetcher);
    due_ = std::max(due_, begun) + std::chrono::round<Clock::duration>(std::chrono::duration<double>(
                                       rate_ == 0 ? 0 : static_cast<double>(own.traffic().packets) / rate_));
    if (!inquiry.given_up()) told.emplace(report, request_.style.language);
  } catch (const std::exception&) {
    // Its row says so.
  }
  row.doubtful |= !told.has_value();
  put(row, told ? told->services() : survey::Services());
  done_(row);
}

void SurveyServices::carry_on(Clock::time_point until) {
  if (inquiries_.under_way() == 0) return std::this_thread::sleep_until(std::min(until, due_));
  bool waits = inquiries_.under_way() < domains_ && due_ > Clock::now();
  inquiries_.carry_on(waits ? std::min(until, due_) : until);
}

}  // namespace edig::run
