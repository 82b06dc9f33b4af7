#include "desk/desk.h"

#include <algorithm>
#include <utility>

#include "base/ip_address.h"
#include "desk/accepted_language.h"
#include "desk/metrics.h"
#include "desk/route.h"
#include "ede/printable.h"
#include "embedded/edig_schema_json.h"
#include "embedded/openapi_json.h"
#include "explain/explain.h"

namespace edig::desk {
namespace {

using std::chrono::seconds;

// How long the page waits for an answer before it says what is being looked at.
constexpr std::chrono::milliseconds patience_of_page{1500};

HttpResponse file(std::string_view type, std::string_view body) {
  return {.content_type = std::string(type),
          .body = std::string(body),
          .headers = {{"Cache-Control", "max-age=3600"}}};
}

std::string plain(std::string_view what) { return std::string(what) + "; charset=utf-8"; }

std::string_view key_of(Wrong what) {
  if (what == Wrong::type) return "bad-type";
  return what == Wrong::name ? "bad-name" : "no-resolver";
}

// What of the given was taken for a name.
std::string taken(const Call& call) {
  if (!call.asked.read) return {};
  const auto& question = call.asked.request.query.question;
  explain::Subject subject;
  subject.question = question;
  return explain::taken_from(ede::printable(call.visit.parameters.name, 200), subject, call.visit.language);
}

Problem refusal(const Standing& standing) {
  if (standing.kind == Standing::Kind::too_many)
    return {.status = 429, .detail = "too many names in a minute", .retry_after = standing.wait};
  return {.status = 503, .detail = "too many questions wait", .retry_after = standing.wait};
}

const Problem nothing_came{
    .status = 500, .detail = "nothing came of the check: it was ended at a limit, or edig has a fault"};

}  // namespace

Desk::Desk(Settings settings, std::string resolvers)
    : settings_(std::move(settings)), resolvers_(std::move(resolvers)), counter_(settings_.limits) {}

std::variant<HttpResponse, Call> Desk::take(const HttpRequest& request, Clock::time_point now) {
  auto way = route(request, settings_.hosts);
  if (!way) return problem_response(way.error());
  switch (*way) {
    case Route::page:
      return take_question(request, false, now);
    case Route::why:
      return take_question(request, true, now);
    case Route::openapi:
      return with_origin(file("application/json", embedded::openapi_json));
    case Route::schema:
      return with_origin(file("application/schema+json", embedded::edig_schema_json));
    case Route::style:
      return file(plain("text/css"), style_sheet());
    case Route::script:
      return file(plain("text/javascript"), script());
    case Route::health:
      return HttpResponse{.content_type = plain("text/plain"), .body = "ok\n"};
    case Route::metrics:
      return HttpResponse{.content_type = plain("text/plain; version=0.0.4"), .body = metrics()};
  }
  return problem_response({.status = 404});
}

std::variant<HttpResponse, Call> Desk::take_question(const HttpRequest& request, bool of_program,
                                                     Clock::time_point now) {
  Visit visit{.resolvers = resolvers_};
  auto refuse = [&](const Problem& problem, std::string_view key, const std::string& value = {}) {
    if (of_program) return with_origin(problem_response(problem));
    return problem_page(visit, problem, key, value);
  };
  visit.language = accepted_language(header(request, "accept-language"));
  auto parameters = read_parameters(request.parameters);
  if (!parameters) return refuse(parameters.error(), "bad-request");
  auto language = language_of(*parameters, request);
  if (!language) return refuse(language.error(), "bad-request");
  visit.language = *language;
  visit.parameters = std::move(*parameters);
  bool asks = !visit.parameters.name.empty();
  if (!asks && of_program) return refuse({.detail = "the parameter 'name' is missing"}, {});
  if (!asks) return start_page(visit);
  auto asked = read_question(visit.parameters, settings_);
  if (!asked) {
    const auto& [what, detail] = asked.error();
    bool ours = what == Wrong::resolver;
    return refuse({.status = ours ? 500 : 400, .detail = ours ? "" : detail}, key_of(what),
                  what == Wrong::type ? visit.parameters.type : visit.parameters.name);
  }
  return Call{std::move(visit), std::move(*asked), visitor_at(asker(request)), of_program, now};
}

std::optional<HttpResponse> Desk::look(const Call& call, Clock::time_point now) {
  auto standing = counter_.ask(call.asked.key, call.visitor, now);
  if (standing.kind == Standing::Kind::waiting) waiting_.try_emplace(call.asked.key, call.asked.request);
  return call.of_program ? look_for_program(call, standing) : look_for_page(call, standing, now);
}

std::optional<HttpResponse> Desk::look_for_page(const Call& call, const Standing& standing,
                                                Clock::time_point now) const {
  using enum Standing::Kind;
  auto wait = std::to_string(standing.wait.count());
  switch (standing.kind) {
    case answered:
      if (!standing.answer) return problem_page(call.visit, nothing_came, "failed");
      return answer_page(call.visit, *standing.answer, taken(call));
    case too_many:
      return problem_page(call.visit, refusal(standing), "too-many", wait);
    case full:
      return problem_page(call.visit, refusal(standing), "full", wait);
    case under_way:
    case waiting:
      break;
  }
  if (now - call.since < patience_of_page) return std::nullopt;
  return working_page(call.visit, standing);
}

std::optional<HttpResponse> Desk::look_for_program(const Call& call, const Standing& standing) const {
  using enum Standing::Kind;
  if (standing.kind == under_way || standing.kind == waiting) return std::nullopt;
  if (standing.kind != answered) return with_origin(problem_response(refusal(standing)));
  if (!standing.answer) return with_origin(problem_response(nothing_came));
  return with_origin(
      {.content_type = "application/json", .body = standing.answer->views[call.visit.language.place()].json});
}

HttpResponse Desk::with_origin(HttpResponse response) const {
  if (settings_.allowed_origin.empty()) return response;
  response.headers.emplace_back("Access-Control-Allow-Origin", settings_.allowed_origin);
  response.headers.emplace_back("Vary", "Origin");
  return response;
}

std::string Desk::asker(const HttpRequest& request) const {
  if (std::ranges::find(settings_.proxies, request.peer) == settings_.proxies.end()) return request.peer;
  auto named = header(request, "x-forwarded-for");
  named.remove_prefix(std::min(named.find_last_of(", ") + 1, named.size()));
  return family_of_address(named) == AddressFamily::none ? request.peer : std::string(named);
}

void Desk::tend(Clock::time_point now) {
  for (auto entry = workers_.begin(); entry != workers_.end();) {
    auto& [key, worker] = *entry;
    auto news = worker.read();
    if (news.look) counter_.looks(key, std::move(*news.look));
    if (news.over)
      counter_.answered(key, news.answer ? std::make_shared<const Answer>(std::move(*news.answer)) : nullptr,
                        now);
    entry = news.over ? workers_.erase(entry) : std::next(entry);
  }
  begin(now);
}

void Desk::begin(Clock::time_point now) {
  while (auto key = counter_.begin(now)) {
    auto worker = Worker::start(waiting_.at(*key));
    waiting_.erase(*key);
    if (worker)
      workers_.emplace(*key, std::move(*worker));
    else
      counter_.answered(*key, nullptr, now);
  }
}

std::vector<int> Desk::descriptors() const {
  std::vector<int> all;
  for (const auto& [key, worker] : workers_) all.push_back(worker.descriptor());
  return all;
}

std::string Desk::metrics() const { return metrics_text(counter_, responses_); }

}  // namespace edig::desk
