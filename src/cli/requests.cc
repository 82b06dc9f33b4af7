#include "cli/requests.h"

#include <sys/random.h>

#include <algorithm>

#include "cli/config_file.h"
#include "cli/idn.h"
#include "cli/resolv_conf.h"
#include "dns/types.h"

namespace edig::cli {
namespace {

using transport::Family;
using transport::Protocol;

constexpr std::uint16_t encrypted_padding_block = 128;  // RFC 8467 section 4.1

bool is_encrypted(const transport::Server& server) {
  return server.protocol == Protocol::tls || server.protocol == Protocol::https;
}

bool fits(std::string_view host, Family family) {
  auto kind = address_family(host);
  return family == Family::any || kind == AddressFamily::none ||
         (kind == AddressFamily::v4) == (family == Family::v4);
}

ServerSpec plain(std::string host) {
  ServerSpec spec;
  spec.host = std::move(host);
  return spec;
}

Family wanted_family(const LineSettings& line) {
  if (line.family != Family::any || line.source_address.empty()) return line.family;
  return address_family(line.source_address) == AddressFamily::v4 ? Family::v4 : Family::v6;
}

class Maker {
 public:
  Maker(const Settings& settings, const Environment& environment)
      : settings_(settings), environment_(environment), family_(wanted_family(settings.line)) {}

  Result<std::vector<Request>> run() {
    if (auto drawn = check_drawing(); !drawn) return std::unexpected(drawn.error());
    if (auto read = read_resolv_conf(); !read) return std::unexpected(read.error());
    std::vector<Request> requests;
    for (const auto& question : settings_.questions) {
      auto request = make(question);
      if (!request) return std::unexpected(request.error());
      requests.push_back(std::move(*request));
    }
    requests.front().style.command = settings_.line.command;
    return requests;
  }

 private:
  const LineSettings& line() const { return settings_.line; }
  bool draws() const { return !line().html_file.empty() || !line().svg_file.empty(); }

  // One drawing of one chain: several questions have a page (+html).
  Result<void> check_drawing() const {
    if (line().svg_file.empty()) return {};
    if (settings_.questions.size() > 1)
      return fail(Error::Kind::usage,
                  "+svg draws one question, not " + std::to_string(settings_.questions.size()),
                  "+html makes a page of several");
    if (!settings_.questions.front().why_asked.value_or(true))
      return fail(Error::Kind::usage, "+svg draws what +why finds out", "leave out +nowhy");
    return {};
  }

  const std::vector<ServerSpec>& specs(const QuestionSettings& question) const {
    return question.servers.empty() ? settings_.default_servers : question.servers;
  }

  std::string variable(const char* name) const { return environment_.variable(name).value_or(""); }

  Result<void> read_resolv_conf() {
    bool servers =
        std::ranges::any_of(settings_.questions, [&](auto& question) { return specs(question).empty(); });
    if (!servers && !line().search) return {};
    auto path = line().resolv_conf.empty() ? variable("EDIG_RESOLV_CONF") : line().resolv_conf;
    auto text = read_file(path.empty() ? "/etc/resolv.conf" : path);
    if (!text && !path.empty()) return std::unexpected(text.error());
    if (text) conf_ = parse_resolv_conf(*text);
    return {};
  }

  Result<Request> make(const QuestionSettings& question) {
    Request request;
    auto names = make_names(question);
    if (!names) return std::unexpected(names.error());
    request.names = std::move(*names);
    auto servers = make_servers(question);
    if (!servers) return std::unexpected(servers.error());
    request.servers = std::move(*servers);
    request.tactics = make_tactics(question);
    request.why = question.why;
    request.why.on = question.why_asked.value_or(draws() || question.style.explain.has_value());
    request.error_reporting = question.error_reporting;
    request.style = make_style(question);
    if (question.compare) return side_by_side(question, std::move(request));
    request.query = make_query(question, request);
    return request;
  }

  // One request for each server: to each its own cookie, and padding only where it is encrypted.
  Result<Request> side_by_side(const QuestionSettings& question, Request request) {
    if (question.style.explain)
      return fail(Error::Kind::usage, "+explain is about one server, +compare about several",
                  "compare first, then explain what one of them says");
    if (request.servers.size() < 2)
      return fail(Error::Kind::usage, "+compare needs two or more servers",
                  "name them, as in +compare @192.0.2.1 @tls://dns.example");
    std::vector<Request> sides;
    for (const auto& server : request.servers) {
      auto& side = sides.emplace_back(request);
      side.servers = {server};
      side.query = make_query(question, side);
    }
    auto first = std::move(sides.front());
    first.beside.assign(std::make_move_iterator(sides.begin() + 1), std::make_move_iterator(sides.end()));
    return first;
  }

  Result<std::vector<dns::Name>> make_names(const QuestionSettings& question) {
    auto text = question.idn_in ? to_ascii(*question.name) : *question.name;
    if (!text) return std::unexpected(text.error());
    auto name = dns::Name::parse(*text);
    if (!name) return std::unexpected(name.error());
    bool absolute = text->ends_with('.') && !text->ends_with("\\.");
    if (absolute || !line().search) return std::vector{*name};
    return searched(*name);
  }

  // As resolv.conf(5) has it: with enough dots as it is first, else last.
  Result<std::vector<dns::Name>> searched(const dns::Name& name) {
    auto suffixes = line().domain.empty() ? conf_.search : std::vector{line().domain};
    std::vector<dns::Name> names;
    for (const auto& suffix : suffixes) {
      auto ascii = to_ascii(suffix);
      auto origin = ascii ? dns::Name::parse(*ascii) : std::unexpected(ascii.error());
      if (!origin) return std::unexpected(origin.error());
      if (auto whole = name.under(*origin)) names.push_back(*whole);
    }
    auto ndots = static_cast<std::size_t>(line().ndots.value_or(conf_.ndots));
    names.insert(name.label_count() > ndots ? names.begin() : names.end(), name);
    return names;
  }

  Result<std::vector<transport::Server>> make_servers(const QuestionSettings& question) const {
    std::vector<transport::Server> servers;
    for (const auto& spec : specs(question))
      if (fits(spec.host, family_)) servers.push_back(make_server(spec, question));
    if (!specs(question).empty()) {
      if (servers.empty()) return wrong_family(specs(question).front().host);
      return servers;
    }
    for (const auto& address : conf_.nameservers)
      if (fits(address, family_)) servers.push_back(make_server(plain(address), question));
    if (!servers.empty()) return servers;
    for (const auto* loopback : {"127.0.0.1", "::1"})
      if (fits(loopback, family_)) servers.push_back(make_server(plain(loopback), question));
    return servers;
  }

  std::unexpected<Error> wrong_family(const std::string& host) const {
    auto allowed = family_ == Family::v4 ? "IPv4" : "IPv6", other = family_ == Family::v4 ? "IPv6" : "IPv4";
    auto because =
        line().source_address.empty() ? (family_ == Family::v4 ? "-4" : "-6") : "the source address";
    return fail(Error::Kind::usage, "the server '" + host + "' is an " + other + " address, but " + because +
                                        " allows only " + allowed);
  }

  transport::Server make_server(const ServerSpec& spec, const QuestionSettings& question) const {
    transport::Server server;
    server.host = spec.host;
    server.protocol = spec.protocol.value_or(question.protocol);
    bool large = question.type == dns::type::any && !question.protocol_given && !spec.protocol;
    if (large) server.protocol = Protocol::tcp;
    server.port = spec.port.value_or(line().port.value_or(transport::default_port(server.protocol)));
    if (!is_encrypted(server)) return server;
    server.tls = question.tls;
    if (server.protocol != Protocol::https) return server;
    server.http = question.http;
    if (!spec.path.empty()) server.http.path = spec.path;
    return server;
  }

  dns::Query make_query(const QuestionSettings& question, const Request& request) {
    dns::Query query;
    auto usual_type = question.address ? dns::type::ptr : dns::type::a;
    query.question = {request.names.front(), question.type.value_or(usual_type),
                      question.cls.value_or(dns::cls::in)};
    const auto& header = question.header;
    query.opcode = header.opcode;
    query.rd = header.rd;
    query.ad = header.ad;
    query.cd = header.cd;
    query.aa = header.aa;
    query.tc = header.tc;
    query.ra = header.ra;
    query.z = header.z;
    query.edns = make_edns(question.edns, request.servers);
    bool encrypted = std::ranges::any_of(request.servers, is_encrypted);
    query.padding_block =
        question.edns.padding_block.value_or(encrypted ? encrypted_padding_block : std::uint16_t{0});
    return query;
  }

  std::optional<dns::Edns> make_edns(const EdnsSettings& settings,
                                     const std::vector<transport::Server>& servers) {
    if (!settings.on) return std::nullopt;
    dns::Edns edns{.version = settings.version,
                   .udp_size = settings.udp_size,
                   .dnssec_ok = settings.dnssec_ok,
                   .z = settings.flags,
                   .options = {}};
    auto add = [&](bool wanted, std::uint16_t code, Bytes data = {}) {
      if (wanted) edns.options.push_back({.code = code, .data = std::move(data), .truncated = false});
    };
    namespace option = dns::option;
    add(settings.nsid, option::nsid);
    add(settings.client_subnet.has_value(), option::client_subnet, settings.client_subnet.value_or(Bytes()));
    add(settings.expire, option::expire);
    if (settings.cookie)
      add(true, option::cookie, settings.cookie_value ? *settings.cookie_value : client_cookie(servers));
    add(settings.keepalive, option::keepalive);
    add(settings.zone_version, option::zone_version);
    add(settings.structured_error, option::structured_error);
    edns.options.insert(edns.options.end(), settings.others.begin(), settings.others.end());
    return edns;
  }

  // One for every set of servers (RFC 7873 section 4.1: it must not tell one server what another one knows).
  Bytes client_cookie(const std::vector<transport::Server>& servers) {
    for (const auto& [known, cookie] : cookies_)
      if (known == servers) return cookie;
    Bytes cookie(8);
    if (getrandom(cookie.data(), cookie.size(), 0) < 0) cookie.assign(8, 0);
    cookies_.emplace_back(servers, cookie);
    return cookie;
  }

  transport::Tactics make_tactics(const QuestionSettings& question) const {
    transport::Tactics tactics;
    if (conf_.timeout) tactics.timeout = std::chrono::seconds(*conf_.timeout);
    tactics.timeout = line().timeout.value_or(tactics.timeout);
    tactics.tries = question.tries.value_or(conf_.attempts.value_or(tactics.tries));
    tactics.ignore_tc = question.ignore_tc;
    tactics.next_server_on_servfail = question.next_server_on_servfail;
    tactics.edns_fallback = question.edns_fallback;
    tactics.family = family_;
    tactics.source_address = line().source_address;
    tactics.source_port = line().source_port;
    tactics.bootstrap = question.bootstrap;
    return tactics;
  }

  report::Style make_style(const QuestionSettings& question) const {
    auto style = question.style;
    style.format = line().format;
    style.language = line().language.value_or(locale_language());
    style.colour =
        environment_.stdout_is_terminal && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
    style.columns = environment_.columns;
    style.command = false;
    style.explanation_alone = !question.why_asked.value_or(false);
    style.compact = settings_.questions.size() > 1;
    style.command_line = settings_.command_line;
    return style;
  }

  ede::Language locale_language() const {
    for (const auto* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
      if (auto locale = variable(name); !locale.empty())
        return locale.starts_with("ja") ? ede::Language::ja : ede::Language::en;
    return ede::Language::en;
  }

  const Settings& settings_;
  const Environment& environment_;
  Family family_;
  ResolvConf conf_;
  std::vector<std::pair<std::vector<transport::Server>, Bytes>> cookies_;
};

}  // namespace

Result<std::vector<Request>> make_requests(const Settings& settings, const Environment& environment) {
  return Maker(settings, environment).run();
}

}  // namespace edig::cli
