// What the options of the group `server` do to the settings.
#include "base/read_file.h"
#include "cli/setters.h"
#include "cli/store.h"
#include "cli/values.h"

namespace edig::cli {
namespace {

using transport::Family;
using transport::Protocol;

Result<void> restrict_family(LineSettings& line, Family family) {
  if (line.family != Family::any && line.family != family)
    return fail(Error::Kind::usage, "only one of -4 and -6 allowed");
  line.family = family;
  return {};
}

Result<void> need_address(std::string_view what, std::string_view text) {
  if (address_family(text) != AddressFamily::none) return {};
  return fail(Error::Kind::usage, std::string(what) + " is an address, not '" + std::string(text) + "'");
}

Result<void> http(QuestionSettings& question, const Given& given, Protocol protocol, bool get) {
  question.http = {};
  if (given.on && given.value)
    if (auto stored = store(question.http.path, parse_path(*given.value, given.spelling)); !stored)
      return stored;
  question.http.get = given.on && get;
  if (given.on)
    question.protocol = protocol;
  else if (question.protocol == protocol)
    question.protocol = Protocol::udp;
  question.protocol_given = true;
  return {};
}

Result<void> set_readable(std::string& file, const Given& given, std::size_t most) {
  file = given.on ? given.value.value_or("") : "";
  if (file.empty()) return {};
  auto readable = can_read(file, most);
  return readable ? Result<void>() : fail(Error::Kind::file, given.spelling + ": " + readable.error().text);
}

// dig verifies the server where an option says how, and only there.
void verify_as_dig(const LineSettings& line, QuestionSettings& question) {
  if (line.like_dig) question.tls.insecure = false;
}

}  // namespace

Result<void> set_server(LineSettings& line, QuestionSettings& question, const Given& given) {
  if (auto set = find_server_set(line.sets, *given.value); !set.empty()) {
    question.servers.insert(question.servers.end(), set.begin(), set.end());
    return {};
  }
  auto server = parse_server(*given.value);
  if (!server) return std::unexpected(server.error());
  question.servers.push_back(*server);
  return {};
}

Result<void> set_server_set(LineSettings& line, QuestionSettings&, const Given& given) {
  return add_server_set(line.sets, *given.value, given.spelling);
}

Result<void> set_port(LineSettings& line, QuestionSettings&, const Given& given) {
  auto port = parse_number(*given.value, 1, 65535, "-p");
  if (!port) return std::unexpected(port.error());
  line.port = static_cast<std::uint16_t>(*port);
  return {};
}

Result<void> set_ipv4(LineSettings& line, QuestionSettings&, const Given&) {
  return restrict_family(line, Family::v4);
}
Result<void> set_ipv6(LineSettings& line, QuestionSettings&, const Given&) {
  return restrict_family(line, Family::v6);
}

Result<void> set_source(LineSettings& line, QuestionSettings&, const Given& given) {
  auto hash = std::min(given.value->find('#'), given.value->size());
  line.source_address = given.value->substr(0, hash);
  if (auto is_address = need_address("-b", line.source_address); !is_address) return is_address;
  line.source_port = 0;
  if (hash == given.value->size()) return {};
  return store(line.source_port, parse_number(given.value->substr(hash + 1), 0, 65535, "the port of -b"));
}

Result<void> set_tls_ca(LineSettings& line, QuestionSettings& question, const Given& given) {
  verify_as_dig(line, question);
  return set_readable(question.tls.ca_file, given, max_ca_file);
}

Result<void> set_tls_certificate(LineSettings& line, QuestionSettings& question, const Given& given) {
  verify_as_dig(line, question);
  return set_readable(question.tls.certificate_file, given, max_ca_file);
}
Result<void> set_tls_key(LineSettings& line, QuestionSettings& question, const Given& given) {
  verify_as_dig(line, question);
  return set_readable(question.tls.key_file, given, max_ca_file);
}

Result<void> set_tls_hostname(LineSettings& line, QuestionSettings& question, const Given& given) {
  question.tls.hostname.clear();
  if (!given.on) return {};
  verify_as_dig(line, question);
  return store(question.tls.hostname, parse_host(*given.value, given.spelling + " '" + *given.value + "'"));
}

// RFC 6066 section 3: a host name without its final dot, and no address.
Result<void> set_tls_sni(LineSettings&, QuestionSettings& question, const Given& given) {
  question.tls.sni.clear();
  if (!given.on) return {};
  auto what = given.spelling + " '" + *given.value + "'";
  if (auto stored = store(question.tls.sni, parse_host(*given.value, what)); !stored) return stored;
  if (address_family(question.tls.sni) != AddressFamily::none)
    return fail(Error::Kind::usage, what + " is an address, and SNI is a host name");
  if (question.tls.sni.ends_with('.')) question.tls.sni.pop_back();
  return {};
}

Result<void> set_tls_pin(LineSettings&, QuestionSettings& question, const Given& given) {
  auto pin = parse_pin(*given.value);
  if (!pin) return std::unexpected(pin.error());
  question.tls.spki_pins.push_back(*pin);
  return {};
}

Result<void> set_https(LineSettings&, QuestionSettings& question, const Given& given) {
  return http(question, given, Protocol::https, question.http.get);
}
Result<void> set_https_get(LineSettings&, QuestionSettings& question, const Given& given) {
  return http(question, given, Protocol::https, true);
}
Result<void> set_https_post(LineSettings&, QuestionSettings& question, const Given& given) {
  return http(question, given, Protocol::https, false);
}
Result<void> set_http_plain(LineSettings&, QuestionSettings& question, const Given& given) {
  return http(question, given, Protocol::http, false);
}
Result<void> set_http_plain_get(LineSettings&, QuestionSettings& question, const Given& given) {
  return http(question, given, Protocol::http, true);
}

Result<void> set_bootstrap(LineSettings&, QuestionSettings& question, const Given& given) {
  question.bootstrap = *given.value;
  return need_address(given.spelling, question.bootstrap);
}

Result<void> set_timeout(LineSettings& line, QuestionSettings&, const Given& given) {
  auto timeout = parse_seconds(*given.value, given.spelling);
  if (!timeout) return std::unexpected(timeout.error());
  line.timeout = *timeout;
  return {};
}

Result<void> set_tries(LineSettings&, QuestionSettings& question, const Given& given) {
  int tries = 0;
  auto stored = store_number(tries, given, 0, 100);
  question.tries = std::max(tries, 1);
  return stored;
}

Result<void> set_retry(LineSettings&, QuestionSettings& question, const Given& given) {
  int retries = 0;
  auto stored = store_number(retries, given, 0, 99);
  question.tries = retries + 1;
  return stored;
}

Result<void> set_resolv_conf(LineSettings& line, QuestionSettings&, const Given& given) {
  line.resolv_conf = *given.value;
  return {};
}
}  // namespace edig::cli
