#include "desk/question.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "desk/accepted_language.h"
#include "dns/types.h"
#include "ede/printable.h"
#include "run/complain.h"

namespace edig::desk {
namespace {

std::unexpected<Problem> bad_parameter(std::string detail) {
  return std::unexpected(Problem{.detail = std::move(detail)});
}

// Records have types below 128 and above 255 (RFC 6895 section 3.1); OPT is none.
bool is_of_records(std::uint16_t type) {
  return type != 0 && type != dns::type::opt && (type < dns::type::nxname || type > dns::type::any);
}

bool is_control(char character) { return static_cast<unsigned char>(character) < 0x20 || character == 0x7f; }

std::unexpected<std::pair<Wrong, std::string>> wrong(Wrong what, std::string text) {
  return std::unexpected(std::pair(what, std::move(text)));
}

}  // namespace

std::expected<Parameters, Problem> read_parameters(const Fields& fields) {
  constexpr std::size_t longest = 2048;
  Parameters parameters;
  bool seen[3] = {};
  std::pair<std::string_view, std::string*> known[] = {
      {"name", &parameters.name}, {"type", &parameters.type}, {"lang", &parameters.lang}};
  for (const auto& [name, value] : fields) {
    std::size_t place = 0;
    while (place < std::size(known) && known[place].first != name) ++place;
    if (place == std::size(known))
      return bad_parameter("there is no parameter '" + ede::printable(name, 40) + "'");
    if (std::exchange(seen[place], true)) return bad_parameter("the parameter '" + name + "' is there twice");
    if (value.size() > longest || !ede::is_utf8(value) || std::ranges::any_of(value, is_control))
      return bad_parameter("the value of '" + name + "' is not text of at most 2048 octets in UTF-8");
    *known[place].second = value;
  }
  return parameters;
}

std::expected<ede::Language, Problem> language_of(const Parameters& parameters, const HttpRequest& request) {
  if (parameters.lang.empty()) return accepted_language(header(request, "accept-language"));
  if (auto language = ede::Language::find(parameters.lang)) return *language;
  return bad_parameter("'lang' is none of " + ede::language_codes(", "));
}

std::expected<Asked, std::pair<Wrong, std::string>> read_question(const Parameters& parameters,
                                                                  const Settings& settings) {
  auto question = settings.question;
  question.name = parameters.name;
  if (!parameters.type.empty()) {
    question.type = dns::parse_type(parameters.type);
    if (!question.type || !is_of_records(*question.type))
      return wrong(Wrong::type, "'" + ede::printable(parameters.type, 40) + "' is no type of records");
  }
  cli::Common common{
      .environment = {.variable = [](const std::string&) { return std::optional<std::string>(); }},
      .default_servers = {},
      .command_line = {}};
  auto request = cli::make_request(common, settings.line, question);
  if (!request) {
    bool of_file = request.error().kind == Error::Kind::file;
    return wrong(of_file ? Wrong::resolver : Wrong::name, run::shown(request.error().text));
  }
  auto key = ascii::lower(request->names.front().text()) + ' ' + dns::type_text(request->query.question.type);
  bool read = !request->warnings.empty();
  return Asked{std::move(*request), std::move(key), read};
}

}  // namespace edig::desk
