#include "cli/setters.h"

#include <array>

#include "base/read_file.h"
#include "cli/mnemonics.h"
#include "cli/values.h"

namespace edig::cli {
namespace {

using transport::Family;
using transport::Protocol;

constexpr std::uint16_t co_flag = 0x4000;

// Puts a parsed value where it belongs, or hands the error on.
template <typename To, typename From>
Result<void> store(To& target, const Result<From>& value) {
  if (!value) return std::unexpected(value.error());
  target = static_cast<To>(*value);
  return {};
}

Result<void> store_number(auto& target, const Given& given, std::uint32_t least, std::uint32_t most) {
  return store(target, parse_number(*given.value, least, most, given.spelling));
}

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

Result<void> set_server(LineSettings&, QuestionSettings& question, const Given& given) {
  auto server = parse_server(*given.value);
  if (!server) return std::unexpected(server.error());
  question.servers.push_back(*server);
  return {};
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
  verify_as_dig(line, question);
  return store(question.tls.hostname, parse_host(*given.value, given.spelling + " '" + *given.value + "'"));
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

Result<void> set_type(LineSettings&, QuestionSettings& question, const Given& given) {
  auto type = read_type(*given.value);
  if (!type) return std::unexpected(type.error());
  question.type = type->type;
  question.serial = type->serial;
  return {};
}

Result<void> set_class(LineSettings&, QuestionSettings& question, const Given& given) {
  auto cls = read_class(*given.value);
  if (!cls) return std::unexpected(cls.error());
  question.cls = *cls;
  return {};
}

Result<void> set_batch_file(LineSettings& line, QuestionSettings&, const Given& given) {
  line.batch_file = *given.value;
  return {};
}

Result<void> set_opcode(LineSettings&, QuestionSettings& question, const Given& given) {
  if (!given.on) {
    question.header.opcode = 0;
    return {};
  }
  return store(question.header.opcode, read_opcode(*given.value));
}

Result<void> set_qid(LineSettings&, QuestionSettings& question, const Given& given) {
  question.id.reset();
  return given.on ? store_number(question.id, given, 0, 65535) : Result<void>();
}

// The whole question is given: the name that only NAT64 has AAAA records of (RFC 7050 section 3).
Result<void> set_nat64_prefixes(LineSettings& line, QuestionSettings& question, const Given& given) {
  question.style.prefixes = given.on;
  if (given.on) line.format = report::Format::short_;
  return {};
}

Result<void> set_show_search(LineSettings& line, QuestionSettings&, const Given& given) {
  line.show_search = line.search = given.on;
  return {};
}

Result<void> set_edns(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.on = given.on;
  if (!given.on) return {};
  question.edns.version = 0;
  return given.value ? store_number(question.edns.version, given, 0, 255) : Result<void>();
}

Result<void> set_bufsize(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.udp_size = EdnsSettings().udp_size;
  return given.value ? store_number(question.edns.udp_size, given, 0, 65535) : Result<void>();
}

Result<void> set_cookie(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.on |= given.on;
  question.edns.cookie = given.on;
  question.edns.cookie_value.reset();
  if (!given.on || !given.value) return {};
  auto cookie = parse_cookie(*given.value);
  if (!cookie) return std::unexpected(cookie.error());
  question.edns.cookie_value = *cookie;
  return {};
}

Result<void> set_subnet(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.client_subnet.reset();
  if (!given.on) return {};
  question.edns.on = true;
  auto subnet = parse_client_subnet(*given.value);
  if (!subnet) return std::unexpected(subnet.error());
  question.edns.client_subnet = *subnet;
  return {};
}

Result<void> set_padding(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.on |= given.on;
  std::uint16_t block = 0;
  auto stored = given.on ? store_number(block, given, 0, 512) : Result<void>();
  question.edns.padding_block = block;
  return stored;
}

Result<void> set_ednsopt(LineSettings&, QuestionSettings& question, const Given& given) {
  if (!given.on) {
    question.edns.others.clear();
    return {};
  }
  auto option = parse_edns_option(*given.value);
  if (!option) return std::unexpected(option.error());
  question.edns.on = true;
  question.edns.others.push_back(*option);
  return {};
}

Result<void> set_ednsflags(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.flags = 0;
  if (!given.on || !given.value) return {};
  question.edns.on = true;
  std::uint16_t flags = 0;
  auto stored = store_number(flags, given, 0, 0xffff);
  constexpr std::uint16_t dnssec_ok = 0x8000;
  question.edns.dnssec_ok |= (flags & dnssec_ok) != 0;
  question.edns.flags = flags & ~dnssec_ok & 0xffff;
  return stored;
}

Result<void> set_compact_ok(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.on |= given.on;
  question.edns.flags =
      static_cast<std::uint16_t>((question.edns.flags & ~co_flag) | (given.on ? co_flag : 0));
  return {};
}

Result<void> set_domain(LineSettings& line, QuestionSettings&, const Given& given) {
  line.domain = *given.value;
  line.search = true;
  return {};
}

Result<void> set_ndots(LineSettings& line, QuestionSettings&, const Given& given) {
  int ndots = 0;
  auto stored = store_number(ndots, given, 0, 65535);
  line.ndots = ndots;
  return stored;
}

Result<void> set_idn(LineSettings&, QuestionSettings& question, const Given& given) {
  question.idn_in = question.style.idn = given.on;
  return {};
}

namespace {

// What a file holds, as Anchors or RootHints.
template <typename T>
Result<void> store_file(std::optional<T>& target, const Given& given) {
  auto text = read_file(*given.value);
  if (!text) return std::unexpected(text.error());
  auto parsed = T::parse(*text);
  if (!parsed) return fail(Error::Kind::file, *given.value + ": " + parsed.error().text, parsed.error().hint);
  target = std::move(*parsed);
  return {};
}

}  // namespace

Result<void> set_why(LineSettings&, QuestionSettings& question, const Given& given) {
  question.why_asked = given.on;
  return {};
}

Result<void> set_explain(LineSettings&, QuestionSettings& question, const Given& given) {
  question.style.explain.reset();
  if (!given.on) return {};
  auto whom = given.value.value_or("user");
  question.style.explanation_short = whom == "short";
  question.style.explain = explain::parse_audience(whom == "short" ? "user" : whom);
  if (question.style.explain) return {};
  return fail(Error::Kind::usage, given.spelling + " is user, short, operator or owner, not '" + whom + "'");
}

Result<void> set_trust_anchor(LineSettings&, QuestionSettings& question, const Given& given) {
  return store_file(question.why.anchors, given);
}

Result<void> set_root_hints(LineSettings&, QuestionSettings& question, const Given& given) {
  return store_file(question.why.hints, given);
}

Result<void> set_at(LineSettings&, QuestionSettings& question, const Given& given) {
  auto at = parse_time(*given.value, given.spelling);
  if (!at) return std::unexpected(at.error());
  question.why.at = *at;
  return {};
}

Result<void> set_deadline(LineSettings&, QuestionSettings& question, const Given& given) {
  auto deadline = parse_seconds(*given.value, given.spelling);
  if (!deadline) return std::unexpected(deadline.error());
  question.why.deadline = *deadline;
  question.why.more_time = {};
  return {};
}

Result<void> set_watch(LineSettings& line, QuestionSettings&, const Given& given) {
  constexpr std::chrono::seconds shortest{1};  // a failure is cached for that long (RFC 9520 section 3.2)
  line.watch = given.on;
  line.watch_interval.reset();
  if (!given.value) return {};
  auto interval = parse_seconds(*given.value, given.spelling);
  if (!interval) return std::unexpected(interval.error());
  if (*interval < shortest)
    return fail(Error::Kind::usage, given.spelling + " is 1 second at the least, not '" + *given.value + "'");
  line.watch_interval = *interval;
  return {};
}

Result<void> set_error_reporting(LineSettings&, QuestionSettings& question, const Given& given) {
  question.error_reporting = given.on ? ErrorReporting::show : ErrorReporting::none;
  if (!given.value) return {};
  if (*given.value != "send")
    return fail(Error::Kind::usage, given.spelling + " takes send or nothing, not '" + *given.value + "'",
                given.spelling + " shows the report, " + given.spelling + "=send sends it");
  question.error_reporting = ErrorReporting::send;
  return {};
}

Result<void> warn_obsolete(LineSettings& line, QuestionSettings&, const Given& given) {
  line.warnings.push_back(given.spelling + " is obsolete and has no effect");
  return {};
}

Result<void> ignore(LineSettings&, QuestionSettings&, const Given&) { return {}; }

}  // namespace edig::cli
