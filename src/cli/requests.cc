#include "cli/requests.h"

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/idna.h"
#include "base/read_file.h"
#include "cli/consistency.h"
#include "cli/style.h"
#include "dns/pasted_name.h"
#include "dns/types.h"
#include "transport/cookies.h"

namespace edig::cli {
namespace {

using transport::Family;
using transport::Protocol;

constexpr std::uint16_t encrypted_padding_block = 128;  // RFC 8467 section 4.1

bool is_encrypted(const transport::Server& server) { return transport::is_encrypted(server.protocol); }

ServerSpec plain_server(std::string host) {
  ServerSpec spec;
  spec.host = std::move(host);
  return spec;
}

Family wanted_family(const LineSettings& line) {
  if (line.family != Family::any || line.source_address.empty()) return line.family;
  return address_family(line.source_address) == AddressFamily::v4 ? Family::v4 : Family::v6;
}

// Of one question.
class Maker {
 public:
  Maker(Common& common, const LineSettings& line, const QuestionSettings& question)
      : common_(common), line_(line), question_(question), family_(wanted_family(line)) {}

  Result<run::Request> make() {
    if (auto read = read_resolv_conf(); !read) return std::unexpected(read.error());
    run::Request request;
    auto names = make_names();
    if (!names) return std::unexpected(names.error());
    request.names = std::move(*names);
    auto servers = make_servers();
    if (!servers) return std::unexpected(servers.error());
    request.servers = std::move(*servers);
    request.tactics = make_tactics();
    request.why = question_.why;
    request.why.udp_size = question_.edns.udp_size;
    request.why.on = question_.why_asked.value_or(draws() || question_.style.explain || plans());
    request.services = question_.services;
    request.services.ca_file = question_.tls.ca_file;
    request.error_reporting = question_.error_reporting;
    request.follow_up.kind = question_.follow_up;
    request.style = make_style(common_, line_, question_);
    request.show_search = line_.show_search;
    if (question_.discover) request.discover = question_.tls;
    request.warnings = std::exchange(common_.warnings, {});
    if (auto fits = check_consistency(line_, question_, request); !fits) return std::unexpected(fits.error());
    if (question_.compare) return side_by_side(request);
    complete(request);
    auto begun = request.follow_up ? begin_with_name_servers(request) : Result<void>();
    if (!begun) return std::unexpected(begun.error());
    return request;
  }

 private:
  bool plans() const { return question_.why.plan.given(); }
  bool draws() const { return !line_.html_file.empty() || !line_.svg_file.empty(); }

  const std::vector<ServerSpec>& specs() const {
    return question_.servers.empty() ? common_.default_servers : question_.servers;
  }

  // "Is it only my resolver?": where sets alone are named, what would be asked without them is held against
  // them.
  bool compares_with_set() const {
    return question_.compare && !question_.servers.empty() &&
           std::ranges::none_of(question_.servers, &std::string::empty, &ServerSpec::set);
  }

  std::string variable(const char* name) const { return common_.environment.variable(name).value_or(""); }

  // Only where something depends on it; once for all questions.
  Result<void> read_resolv_conf() {
    if (!specs().empty() && !line_.search && !compares_with_set()) return {};
    auto conf = system_conf();
    if (!conf) return std::unexpected(conf.error());
    conf_ = *conf;
    return {};
  }

  Result<ResolvConf> system_conf() {
    if (common_.resolv_conf) return *common_.resolv_conf;
    auto path = line_.resolv_conf.empty() ? variable("EDIG_RESOLV_CONF") : line_.resolv_conf;
    auto read = path.empty() ? read_system_resolv_conf() : read_file(path);
    if (!read) return std::unexpected(read.error());
    common_.resolv_conf = parse_resolv_conf(*read);
    return *common_.resolv_conf;
  }

  // There need not be one.
  static Result<std::string> read_system_resolv_conf() {
    constexpr const char* path = "/etc/resolv.conf";
    return access(path, F_OK) == 0 ? read_file(path) : Result<std::string>();
  }

  // One request for each server: to each its own cookie, and padding only where it is encrypted.
  run::Request side_by_side(const run::Request& request) {
    std::vector<run::Request> sides;
    for (const auto& server : request.servers) {
      auto& side = sides.emplace_back(request);
      side.servers = {server};
      complete(side);
    }
    auto first = std::move(sides.front());
    first.beside.assign(std::make_move_iterator(sides.begin() + 1), std::make_move_iterator(sides.end()));
    return first;
  }

  bool transfers() const { return asks_for_transfer(question_); }

  // dig's +trace asks for the root's, +nssearch for those of the name.
  Result<void> begin_with_name_servers(run::Request& request) {
    auto conf = system_conf();
    if (!conf) return std::unexpected(conf.error());
    for (const auto& address : system_servers(*conf))
      request.follow_up.resolvers.push_back({.host = address, .tls = {}, .http = {}});
    request.follow_up.question = request.query.question;
    request.follow_up.port = line_.port.value_or(transport::default_port(Protocol::udp));
    request.query.question.type = dns::type::ns;
    if (request.follow_up.kind == run::FollowUp::Kind::trace) request.query.question.name = dns::Name();
    request.names = {request.query.question.name};
    return {};
  }

  // What follows from the rest of it.
  void complete(run::Request& request) {
    request.query = make_query(request);
    bool own_patience = line_.timeout || question_.tries;
    if ((request.why.on || compares_with_set()) && !own_patience)
      request.tactics = run::with_short_tries(request.why, request.servers, request.tactics);
  }

  Result<std::vector<dns::Name>> make_names() {
    auto text = question_.idn_in ? to_ascii(*question_.name) : *question_.name;
    if (!text) return std::unexpected(text.error());
    auto name = dns::Name::parse(*text);
    if (!name) return no_name(name.error());
    bool absolute = text->ends_with('.') && !text->ends_with("\\.");
    if (absolute || !line_.search) return std::vector{*name};
    return searched(*name);
  }

  // dig's exit status of a name that is none is 10.
  std::unexpected<Error> no_name(Error error) const {
    if (!line_.like_dig) return std::unexpected(std::move(error));
    error.kind = Error::Kind::internal;
    return std::unexpected(std::move(error));
  }

  // As resolv.conf(5) has it: with enough dots as it is first, else last.
  Result<std::vector<dns::Name>> searched(const dns::Name& name) {
    auto suffixes = line_.domain.empty() ? conf_.search : std::vector{line_.domain};
    std::vector<dns::Name> names;
    for (const auto& suffix : suffixes) {
      auto ascii = to_ascii(suffix);
      auto origin = ascii ? dns::Name::parse(*ascii) : std::unexpected(ascii.error());
      if (!origin) return std::unexpected(origin.error());
      if (auto whole = name.under(*origin)) names.push_back(*whole);
    }
    auto ndots = static_cast<std::size_t>(line_.ndots.value_or(conf_.ndots));
    names.insert(name.label_count() > ndots ? names.begin() : names.end(), name);
    return names;
  }

  Result<std::vector<transport::Server>> make_servers() const {
    if (specs().empty()) return own_resolvers();
    std::vector<transport::Server> servers;
    if (compares_with_set()) servers = own_resolvers();
    bool some = false;
    for (const auto& spec : specs()) {
      if (!transport::fits(host_of(spec, family_), family_)) continue;
      some = true;
      auto server = make_server(spec);
      if (!compares_with_set() || std::ranges::find(servers, server) == servers.end())
        servers.push_back(server);
    }
    if (!some) return wrong_family(specs().front().host);
    return servers;
  }

  // Those of the environment or the configuration, else the system's.
  std::vector<transport::Server> own_resolvers() const {
    std::vector<transport::Server> servers;
    for (const auto& spec : common_.default_servers)
      if (transport::fits(spec.host, family_)) servers.push_back(make_server(spec));
    if (!servers.empty()) return servers;
    for (const auto& address : system_servers(conf_)) servers.push_back(make_server(plain_server(address)));
    return servers;
  }

  std::vector<std::string> system_servers(const ResolvConf& conf) const {
    std::vector<std::string> addresses;
    std::ranges::copy_if(conf.nameservers, std::back_inserter(addresses),
                         [&](const auto& address) { return transport::fits(address, family_); });
    if (!addresses.empty()) return addresses;
    for (const auto* loopback : {"127.0.0.1", "::1"})
      if (transport::fits(loopback, family_)) addresses.emplace_back(loopback);
    return addresses;
  }

  std::unexpected<Error> wrong_family(const std::string& host) const {
    auto allowed = family_ == Family::v4 ? "IPv4" : "IPv6", other = family_ == Family::v4 ? "IPv6" : "IPv4";
    auto because =
        line_.source_address.empty() ? (family_ == Family::v4 ? "-4" : "-6") : "the source address";
    return fail(Error::Kind::usage, "the server '" + host + "' is an " + other + " address, but " + because +
                                        " allows only " + allowed + ": address family not supported");
  }

  transport::TlsPolicy tls_policy(const ServerSpec& spec) const {
    auto policy = question_.tls;
    if (policy.hostname.empty()) policy.hostname = spec.tls_name;
    policy.certificate_hashes = spec.certificate_hashes;
    return policy;
  }

  transport::Server make_server(const ServerSpec& spec) const {
    transport::Server server;
    server.host = host_of(spec, family_);
    server.protocol = spec.protocol.value_or(question_.protocol);
    bool large =
        (question_.type == dns::type::any || transfers()) && !question_.protocol_given && !spec.protocol;
    bool whole_zone = question_.type == dns::type::axfr && server.protocol == Protocol::udp;
    if (large || whole_zone) server.protocol = Protocol::tcp;
    server.port = spec.port.value_or(line_.port.value_or(transport::default_port(server.protocol)));
    server.proxy = question_.proxy;
    if (is_encrypted(server)) server.tls = tls_policy(spec);
    if (!is_http(server.protocol)) return server;
    server.http = question_.http;
    if (!spec.path.empty()) server.http.path = spec.path;
    return server;
  }

  dns::Query make_query(const run::Request& request) {
    dns::Query query;
    auto usual_type = question_.address ? dns::type::ptr : dns::type::a;
    query.question = {request.names.front(), question_.type.value_or(usual_type),
                      question_.cls.value_or(dns::cls::in)};
    const auto& header = question_.header;
    query.serial = question_.serial;
    query.tsig_key = line_.tsig_key;
    query.signing_time = line_.signing_time;
    query.opcode = header.opcode;
    // None in a transfer (RFC 5936 section 2.1.1); dig sets AD in that of a whole zone.
    query.rd = header.rd && !transfers();
    query.ad = header.ad && (!transfers() || (line_.like_dig && question_.type == dns::type::axfr));
    query.cd = header.cd;
    query.aa = header.aa;
    query.tc = header.tc;
    query.ra = header.ra;
    query.z = header.z;
    query.header_only = question_.header_only;
    query.id = question_.id;
    query.edns = make_edns(question_.edns, request.servers);
    bool encrypted = question_.discover || std::ranges::any_of(request.servers, is_encrypted);
    query.padding_block =
        question_.edns.padding_block.value_or(encrypted ? encrypted_padding_block : std::uint16_t{0});
    return query;
  }

  std::optional<dns::Edns> make_edns(const EdnsSettings& settings,
                                     const std::vector<transport::Server>& servers) {
    bool needed = line_.like_dig && settings.dnssec_ok;  // to dig +noedns does not undo +dnssec
    if (!settings.on && !needed) return std::nullopt;
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
    // Over TLS it proves nothing more, and it is for the server that is yet to be discovered.
    if (settings.cookie && (settings.cookie_value || !question_.discover))
      add(true, option::cookie, settings.cookie_value ? *settings.cookie_value : client_cookie(servers));
    add(settings.expire, option::expire);
    add(settings.keepalive, option::keepalive);
    add(settings.zone_version, option::zone_version);
    add(settings.structured_error, option::structured_error);
    edns.options.insert(edns.options.end(), settings.others.begin(), settings.others.end());
    return edns;
  }

  // One for every set of servers (RFC 7873 section 4.1: it must not tell one server what another one knows).
  Bytes client_cookie(const std::vector<transport::Server>& servers) {
    constexpr std::size_t max_known = 64;
    for (const auto& [known, cookie] : common_.cookies)
      if (known == servers) return cookie;
    auto cookie = transport::new_client_cookie();
    if (common_.cookies.size() == max_known) common_.cookies.clear();
    common_.cookies.emplace_back(servers, cookie);
    return cookie;
  }

  transport::Tactics make_tactics() const {
    transport::Tactics tactics;
    if (conf_.timeout) tactics.timeout = std::chrono::seconds(*conf_.timeout);
    tactics.timeout = line_.timeout.value_or(tactics.timeout);
    set_tries(tactics);
    tactics.ignore_tc = question_.ignore_tc;
    tactics.next_server_on_servfail = question_.next_server_on_servfail;
    tactics.edns_fallback = question_.edns_fallback && !line_.like_dig;
    tactics.version_fallback = question_.edns_fallback;
    tactics.cookie_fallback = question_.cookie_fallback;
    tactics.family = family_;
    tactics.source_address = line_.source_address;
    tactics.source_port = line_.source_port;
    tactics.bootstrap = question_.bootstrap;
    return tactics;
  }

  void set_tries(transport::Tactics& tactics) const {
    tactics.tries = question_.tries.value_or(conf_.attempts.value_or(tactics.tries));
    tactics.exact_tries = question_.tries.has_value();
    if (question_.tries || line_.like_dig) tactics.connection_tries = tactics.tries;
    tactics.try_like_dig = line_.like_dig;
    tactics.edns_silence_fallback = !line_.like_dig;
  }

  Common& common_;
  const LineSettings& line_;
  const QuestionSettings& question_;
  Family family_;
  ResolvConf conf_;
};

}  // namespace

Result<run::Request> make_request(Common& common, const LineSettings& line,
                                  const QuestionSettings& question) {
  bool as_it_is = question.address || question.literal || line.like_dig;
  if (as_it_is) return Maker(common, line, question).make();
  auto pasted = dns::read_pasted_name(*question.name);
  if (!pasted) return std::unexpected(pasted.error());
  if (!*pasted) return Maker(common, line, question).make();
  auto meant = question;
  meant.name = (*pasted)->name;
  if (!meant.type) meant.type = (*pasted)->type;
  if (question.style.explain) meant.style.pasted = *question.name;
  auto request = Maker(common, line, meant).make();
  bool told = question.style.explain || common.told == (*pasted)->note;
  if (request && !told) request->warnings.push_back(common.told = (*pasted)->note);
  return request;
}

}  // namespace edig::cli
