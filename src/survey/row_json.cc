#include "survey/row_json.h"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

#include "ede/printable.h"
#include "survey/preflight.h"
#include "survey/row_members.h"
#include "survey/row_values.h"

namespace edig::survey {
namespace {

bool is_ascii(std::string_view text) {
  unsigned seen = 0;
  for (char character : text) seen |= static_cast<unsigned char>(character);
  return seen < 0x80;
}

template <typename Number>
bool put_number(Number& number, double value) {
  bool fits = value >= 0 && value <= static_cast<double>(std::numeric_limits<Number>::max());
  number = fits ? static_cast<Number>(value) : Number{};
  return fits;
}

}  // namespace

/// What RapidJSON calls; false ends the reading.
struct JsonRowReader::Events : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Events> {
  static constexpr std::size_t deepest = 32;

  rapidjson::Reader reader;
  TypeMemo types;
  std::vector<ExtendedError> errors;
  std::vector<Application> applications;
  std::vector<Cause> failures;
  Cause service_finding;  // that is open
  Row row;
  bool has_line, has_name, replied, has_error;
  std::string wrong;
  // The members that are open. An element of an array stands for the array itself.
  std::array<Member, deepest> open;
  std::array<bool, deepest> is_array;
  std::size_t depth;
  Member member;  // whose value comes next
  std::size_t findings;
  std::string_view status;
  bool has_code;  // the extended error that is open

  void begin() {
    errors.clear();
    applications.clear();
    failures.clear();
    row = {};
    has_line = has_name = replied = has_error = false;
    wrong.clear();
    depth = findings = 0;
    member = Member::other;
    status = {};
  }

  bool Default() { return true; }

  bool Key(const char* key, rapidjson::SizeType length, bool) {
    std::string_view name(key, length);
    auto within = open[depth - 1];
    member = Member::other;
    if (name.empty() || (within == Member::other && depth > 1)) return true;
    for (const auto& place : places)
      if (place.within == within && place.name[0] == name[0] && place.name == name) {
        member = place.member;
        break;
      }
    return true;
  }

  bool StartObject() { return push(false); }
  bool StartArray() { return push(true); }
  // One that was malformed has no INFO-CODE.
  bool EndObject(rapidjson::SizeType) {
    if (open[depth - 1] == Member::extended_errors && !has_code) errors.pop_back();
    if (open[depth - 1] == Member::service_findings) take_service_finding();
    return pop();
  }
  // The final one is not among the attempts.
  bool EndArray(rapidjson::SizeType count) {
    if (open[depth - 1] == Member::attempts) put_number(row.attempts, count + 1.0);
    return pop();
  }

  bool push(bool array) {
    if (depth == deepest) return fails("it is nested too deeply");
    if (depth == 0 && array) return fails("it is no object");
    open[depth] = depth == 0 ? Member::other : target();
    is_array[depth++] = array;
    if (!array) begin_object(open[depth - 1]);
    return true;
  }

  void begin_object(Member of) {
    if (of == Member::extended_errors) {
      errors.emplace_back();
      has_code = false;
    }
    if (of == Member::findings && ++findings == 1) row.cause.emplace();
    if (of == Member::services) row.services.emplace();
    if (of == Member::applications) applications.emplace_back();
    if (of == Member::service_findings) service_finding = {};
    if (of == Member::failures) failures.emplace_back();
    has_error |= of == Member::error;
  }

  // The first of the kind that the application has as its cause.
  void take_service_finding() {
    if (applications.empty()) return;
    auto& cause = applications.back().cause;
    if (cause.kind == service_finding.kind && cause.fault.empty()) cause = service_finding;
  }

  bool pop() {
    --depth;
    member = Member::other;
    return true;
  }

  // Of a value: the member, or the array that it is an element of.
  Member target() const { return depth > 0 && is_array[depth - 1] ? open[depth - 1] : member; }

  bool String(const char* text, rapidjson::SizeType length, bool) {
    if (depth == 0) return fails("it is no object");
    return take(std::string_view(text, length));
  }
  bool Bool(bool value) {
    if (target() == Member::recovered) row.recovered = value;
    if (target() == Member::doubtful) row.doubtful = value;
    if (target() == Member::dnssec_ok) row.dnssec_ok = value;
    return true;
  }
  bool Int(int value) { return take(double{static_cast<double>(value)}); }
  bool Uint(unsigned value) { return take(static_cast<double>(value)); }
  bool Int64(std::int64_t value) { return take(static_cast<double>(value)); }
  bool Uint64(std::uint64_t value) { return take(static_cast<double>(value)); }
  bool Double(double value) { return take(value); }

  bool take(std::string_view text) {
    switch (target()) {
      case Member::name:
        row.name = text;
        has_name = true;
        break;
      case Member::type: {
        auto type = types.read(text);
        if (!type) return fails("its type is none");
        row.type = *type;
        break;
      }
      case Member::address:
        row.server = text;
        break;
      case Member::transport:
        row.transport = text;
        break;
      case Member::time:
        row.at = read_time(text).value_or(0);
        break;
      case Member::flags:
        for (const auto& flag : header_flags)
          if (flag.name == text) row.flags |= flag.bit;
        break;
      case Member::extra_text:
        if (!errors.empty()) errors.back().extra_text = text;
        break;
      case Member::verdict: {
        auto verdict = verdict_of(text);
        if (!verdict) return fails("its verdict is none");
        row.preflight.emplace().verdict = *verdict;
        break;
      }
      default:
        return take_word(text);
    }
    return true;
  }

  // Of the object that is open.
  bool take_word(std::string_view text) {
    auto within = open[depth - 1];
    if (is_array[depth - 1]) return true;
    if (within == Member::error && member == Member::kind) row.outcome = read_kind(text);
    if (within == Member::error && member == Member::text) row.error = text;
    if (within == Member::diagnosis && member == Member::status) status = text;
    if (within == Member::services && member == Member::state && !text.empty()) row.services->state = text;
    if (within == Member::applications) take_of_application(text);
    if (auto* cause = open_finding()) take_of_finding(*cause, text);
    return true;
  }

  void take_of_application(std::string_view text) {
    auto& application = applications.back();
    if (member == Member::application) application.name = text;
    if (member == Member::state) application.state = text;
    if (member == Member::cause) application.cause.kind = text;
  }

  void take_of_finding(Cause& cause, std::string_view text) const {
    if (member == Member::kind) cause.kind = text;
    if (member == Member::zone) cause.zone = text;
    if (member == Member::fault) cause.fault = text;
    if (member == Member::status) cause.status = text;
    if (member == Member::text) cause.text = text;
  }

  // As far as it is kept.

  Cause* open_finding() {
    switch (open[depth - 1]) {
      case Member::findings:
        return findings == 1 ? &*row.cause : nullptr;
      case Member::service_findings:
        return &service_finding;
      case Member::failures:
        return &failures.back();
      default:
        return nullptr;
    }
  }

  bool take(double value) {
    if (depth == 0) return fails("it is no object");
    switch (target()) {
      case Member::schema:
        return value == 1 || fails("its schema is newer than this edig");
      case Member::line:
        has_line = put_number(row.line, value) && row.line > 0;
        return has_line || fails("its line is no number from 1 on");
      case Member::ms:
        row.ms = value;
        break;
      case Member::weight:
        if (!(value >= 0)) return fails("its weight is below 0");
        row.weight = value;
        break;
      case Member::attempts:
        put_number(row.attempts, value);
        break;
      case Member::servers:
        put_number(row.servers, value);
        break;
      case Member::port:
        put_number(row.port, value);
        break;
      case Member::udp_size:
        put_number(row.udp_size, value);
        break;
      case Member::value:
        replied = put_number(row.rcode, value);
        return replied || fails("its RCODE is none");
      case Member::info_code:
        has_code = !errors.empty() && put_number(errors.back().info_code, value);
        return has_code || fails("its INFO-CODE is none");
      default:
        break;
    }
    return true;
  }

  bool fails(std::string reason) {
    wrong = std::move(reason);
    return false;
  }
};

JsonRowReader::JsonRowReader() : events_(std::make_unique<Events>()) {}
JsonRowReader::~JsonRowReader() = default;
JsonRowReader::JsonRowReader(JsonRowReader&&) noexcept = default;

Result<Row> JsonRowReader::read(std::string& line) {
  auto no_row = [](std::string reason) { return fail(Error::Kind::file, std::move(reason)); };
  if (line.find('\0') != line.npos) return no_row("it holds a NUL byte");
  if (!is_ascii(line) && !ede::is_utf8(line)) return no_row("it is no UTF-8");
  auto& events = *events_;
  events.begin();
  rapidjson::InsituStringStream stream(line.data());
  auto result = events.reader.Parse<rapidjson::kParseInsituFlag>(stream, events);
  if (result.IsError() && events.wrong.empty())
    return no_row("it is no JSON: " + std::string(rapidjson::GetParseError_En(result.Code())));
  if (result.IsError()) return no_row(events.wrong);
  if (!events.has_line || !events.has_name) return no_row("it has no line or no name");
  if (events.replied == events.has_error) return no_row("it has neither an RCODE nor an error, or both");
  events.row.errors = events.errors;
  if (events.row.cause) events.row.cause->status = events.status;
  if (!events.row.services) return events.row;
  auto& services = *events.row.services;
  services.applications = events.applications;
  services.failures = events.failures;
  if (const auto* cause = services.cause()) events.row.cause = *cause;
  return events.row;
}

}  // namespace edig::survey
