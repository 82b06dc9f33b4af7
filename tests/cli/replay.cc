// Prints a recorded reply as edig would: `replay CASE [+option...]`. Only for tests.
//
// A case is a file of "key: value" lines:
//
//   question: www.broken.example. A           class as a third word where it is not IN
//   server: 192.0.2.53 53 udp dns.example     address, port, transport, name where there is one
//   ms: 12.4 35                               exchange, connection
//   at: 1795370400                            when the reply came, Unix time
//   reply: 1a2b8182...                        the message in hexadecimal; or, instead:
//   error: timeout | what failed | what to try
//   attempt: udp truncated 1.9 192.0.2.53 53  any number of them
//   tls: TLSv1.3 TLS_AES_256_GCM_SHA384 verified      or the reason why not
//   http: 200
//   dropped: 2
//   traffic: 2 106 1                          packets, octets and connections
//   without_edns: yes
//   sent: 1a2b...                             the query, for +qr; its cookie is the one that was sent

#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "dns/types.h"
#include "report/format.h"

namespace {

using namespace edig;

using Fields = std::multimap<std::string, std::string>;

[[noreturn]] void die(const std::string& why) { throw std::runtime_error(why); }

Fields read_case(const std::string& path) {
  std::ifstream file(path);
  if (!file) die("cannot read " + path);
  Fields fields;
  for (std::string line; std::getline(file, line);) {
    auto colon = line.find(": ");
    if (!line.starts_with('#') && colon != line.npos)
      fields.emplace(line.substr(0, colon), line.substr(colon + 2));
  }
  return fields;
}

std::string value(const Fields& fields, const std::string& key, const std::string& otherwise = {}) {
  auto found = fields.find(key);
  return found == fields.end() ? otherwise : found->second;
}

std::istringstream words(const Fields& fields, const std::string& key, const std::string& otherwise = {}) {
  return std::istringstream(value(fields, key, otherwise));
}

transport::Protocol protocol(const std::string& text) {
  for (auto protocol : {transport::Protocol::udp, transport::Protocol::tcp, transport::Protocol::tls,
                        transport::Protocol::https})
    if (name(protocol) == text) return protocol;
  die("no transport: " + text);
}

Error::Kind kind(const std::string& text) {
  for (int i = 0; i <= static_cast<int>(Error::Kind::internal); ++i)
    if (name(static_cast<Error::Kind>(i)) == text) return static_cast<Error::Kind>(i);
  die("no kind of error: " + text);
}

dns::Message parse(const std::string& hex) {
  auto bytes = from_hex(hex);
  if (!bytes) die("no hexadecimal: " + hex.substr(0, 40));
  auto message = dns::Message::parse(*bytes);
  if (!message) die(message.error().text);
  return std::move(*message);
}

dns::Query query(const Fields& fields) {
  auto line = words(fields, "question");
  std::string owner, type, cls = "IN";
  line >> owner >> type >> cls;
  dns::Query query;
  query.question = {dns::Name::parse(owner).value(), dns::parse_type(type).value(),
                    dns::parse_class(cls).value()};
  if (fields.contains("sent")) query.edns = parse(value(fields, "sent")).edns;
  return query;
}

Error error(const std::string& line) {
  auto first = line.find(" | "), second = line.find(" | ", first + 3);
  if (second == line.npos) die("error: kind | text | hint");
  return {kind(line.substr(0, first)), line.substr(first + 3, second - first - 3), line.substr(second + 3)};
}

Result<transport::Reply> reply(const Fields& fields) {
  if (fields.contains("error")) return std::unexpected(error(value(fields, "error")));
  auto hex = value(fields, "reply");
  return transport::Reply{parse(hex), from_hex(hex).value(), fields.contains("without_edns")};
}

std::optional<transport::TlsInfo> tls(const Fields& fields) {
  if (!fields.contains("tls")) return std::nullopt;
  transport::TlsInfo info;
  auto line = words(fields, "tls");
  line >> info.version >> info.cipher >> std::ws;
  std::getline(line, info.verify_error);
  info.verified = info.verify_error == "verified";
  if (info.verified) info.verify_error.clear();
  return info;
}

std::vector<transport::Attempt> attempts(const Fields& fields) {
  std::vector<transport::Attempt> attempts;
  for (auto [at, end] = fields.equal_range("attempt"); at != end; ++at) {
    std::istringstream line(at->second);
    std::string transport;
    transport::Attempt attempt;
    line >> transport >> attempt.outcome >> attempt.ms >> attempt.address >> attempt.port;
    attempt.protocol = protocol(transport);
    attempts.push_back(attempt);
  }
  return attempts;
}

transport::Exchange exchange(const Fields& fields) {
  transport::Exchange exchange{.peer = {},
                               .reply = reply(fields),
                               .sent = {},
                               .at = {},
                               .tls = tls(fields),
                               .http = {},
                               .attempts = attempts(fields)};
  std::string transport;
  words(fields, "server", "192.0.2.53 53 udp") >> exchange.peer.address >> exchange.peer.port >> transport >>
      exchange.peer.name;
  exchange.peer.protocol = protocol(transport);
  if (exchange.peer.address == "-") exchange.peer.address.clear();
  words(fields, "ms", "12") >> exchange.ms >> exchange.connect_ms;
  std::time_t at = 0;
  words(fields, "at", "1795370400") >> at;
  exchange.at = std::chrono::system_clock::from_time_t(at);
  if (fields.contains("http")) exchange.http = transport::HttpInfo{"2", std::stoi(value(fields, "http"))};
  exchange.dropped = static_cast<unsigned>(std::stoul(value(fields, "dropped", "0")));
  exchange.sent = from_hex(value(fields, "sent")).value();
  return exchange;
}

void set_all(report::Style& style, bool on) {
  for (auto member :
       {&report::Style::command, &report::Style::comments, &report::Style::question, &report::Style::answer,
        &report::Style::authority, &report::Style::additional, &report::Style::stats})
    style.*member = on;
  style.all_sections = on;
}

void set(report::Style& style, std::string_view option) {
  static const std::map<std::string_view, report::Format> formats = {{"text", report::Format::text},
                                                                     {"dig", report::Format::dig},
                                                                     {"short", report::Format::short_},
                                                                     {"json", report::Format::json},
                                                                     {"yaml", report::Format::yaml}};
  static const std::map<std::string_view, bool report::Style::*> switches = {
      {"colour", &report::Style::colour},
      {"cmd", &report::Style::command},
      {"comments", &report::Style::comments},
      {"question", &report::Style::question},
      {"answer", &report::Style::answer},
      {"authority", &report::Style::authority},
      {"additional", &report::Style::additional},
      {"stats", &report::Style::stats},
      {"qr", &report::Style::sent_query},
      {"header", &report::Style::header},
      {"ttlid", &report::Style::ttl},
      {"class", &report::Style::cls},
      {"ttlunits", &report::Style::ttl_units},
      {"crypto", &report::Style::crypto},
      {"multiline", &report::Style::multiline},
      {"identify", &report::Style::identify},
      {"onesoa", &report::Style::onesoa},
      {"idn", &report::Style::idn},
      {"unknownformat", &report::Style::unknown_format},
      {"compact", &report::Style::compact}};
  if (!option.starts_with('+')) die("no option: " + std::string(option));
  option.remove_prefix(1);
  bool on = !option.starts_with("no");
  auto key = on ? option : option.substr(2);
  if (auto found = formats.find(key); found != formats.end()) {
    style.format = found->second;
  } else if (key == "all") {
    set_all(style, on);
  } else if (key == "rrcomments") {
    style.rr_comments = on;
  } else if (key.starts_with("lang=")) {
    style.language = ede::Language::find(key.substr(5)).value();
  } else if (key.starts_with("explain=")) {
    style.explain = explain::parse_audience(key.substr(8)).value();
  } else if (key.starts_with("columns=")) {
    style.columns = std::stoul(std::string(key.substr(8)));
  } else if (auto flag = switches.find(key); flag != switches.end()) {
    style.*flag->second = on;
    if (key == "stats") style.asked_stats = on;
    if (key == "authority") style.asked_authority = on;
    if (key == "additional") style.asked_additional = on;
  } else {
    die("no option: +" + std::string(option));
  }
}

int replay(int argc, char** argv) {
  if (argc < 2) die("usage: replay CASE [+option...]");
  auto fields = read_case(argv[1]);
  report::Style style;
  style.command_line = value(fields, "question");
  style.server_named = style.cookie_given = true;
  for (int i = 2; i < argc; ++i) set(style, argv[i]);
  auto report = report::make_report(query(fields), exchange(fields));
  auto& traffic = report.traffic;
  words(fields, "traffic", "0 0 0") >> traffic.packets >> traffic.octets >> traffic.connections;
  std::cout << report::format(report, style);
  std::cerr << report::failure_line(report, style);
  return report::exit_status(report);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return replay(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "replay: " << error.what() << '\n';
    return 99;
  }
}
