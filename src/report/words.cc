#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/shell_word.h"
#include "diagnosis/judgement/spoken.h"
#include "dns/types.h"
#include "ede/printable.h"
#include "report/phrases.h"
#include "report/tsig_words.h"

namespace edig::report {
namespace {

void add_trust(std::vector<std::string>& words, const transport::TlsPolicy& tls) {
  if (tls.insecure) words.emplace_back("+tls-insecure");
  if (!tls.ca_file.empty()) words.push_back("+tls-ca=" + tls.ca_file);
  if (!tls.hostname.empty()) words.push_back("+tls-hostname=" + tls.hostname);
  if (!tls.certificate_file.empty()) words.push_back("+tls-certfile=" + tls.certificate_file);
  if (!tls.key_file.empty()) words.push_back("+tls-keyfile=" + tls.key_file);
  for (const auto& pin : tls.spki_pins) words.push_back("+tls-pin=" + pin);
}

// "+proxy=192.0.2.1#4321-192.0.2.53#53"
std::string proxy_word(const transport::Proxy& proxy) {
  std::string word = proxy.before_tls ? "+proxy-plain" : "+proxy";
  if (!proxy.ends) return word;
  const auto& [source, destination] = *proxy.ends;
  return word +
         fmt::format("={}#{}-{}#{}", source.address, source.port, destination.address, destination.port);
}

}  // namespace

std::string_view status_word(const diagnosis::Link& link) {
  return link.unverified() ? "unverified" : name(link.status);
}

std::string_view status_word(const diagnosis::Diagnosis& diagnosis) {
  return diagnosis.unverified() ? "unverified" : name(diagnosis.status);
}

std::string_view transport_word(transport::Protocol protocol) {
  constexpr std::string_view words[] = {"UDP", "TCP", "TLS", "HTTPS", "HTTP"};
  return words[static_cast<std::size_t>(protocol)];
}

std::string duration(double ms) {
  if (ms < 9.95) return fmt::format("{:.1f} ms", ms);
  if (ms < 999.5) return fmt::format("{:.0f} ms", ms);
  auto tenths = static_cast<long>(ms / 100 + 0.5);
  return tenths % 10 == 0 ? fmt::format("{} s", tenths / 10)
                          : fmt::format("{}.{} s", tenths / 10, tenths % 10);
}

std::string address_word(const std::string& address, std::uint16_t port, transport::Protocol protocol) {
  if (port == 0 || port == transport::default_port(protocol)) return address;
  return fmt::format("{}#{}", address, port);
}

std::string server_word(const transport::Peer& peer, ede::Language language,
                        const std::vector<std::string>& details) {
  auto host = peer.name.empty() ? peer.address : ede::printable(peer.name, 255);
  bool resolved = !peer.name.empty() && !peer.address.empty();
  auto address = address_word(resolved ? peer.address : host, peer.port, peer.protocol);
  std::string more = resolved ? address : "";
  ede::add_item(more, transport_word(peer.protocol), language);
  for (const auto& detail : details) ede::add_item(more, detail, language);
  return (resolved ? host : address) + ede::bracketed(more, language);
}

std::string server_words(const transport::Peer& peer) {
  using transport::Protocol;
  bool by_http = peer.protocol == Protocol::http || peer.protocol == Protocol::https;
  bool is_safe = peer.protocol == Protocol::https || peer.protocol == Protocol::tls,
       by_url = by_http || is_safe;
  bool has_port = peer.port != transport::default_port(peer.protocol);
  auto server = peer.name.empty() ? peer.address : peer.name;
  if ((has_port || by_url) && server.find(':') != server.npos) server = '[' + server + ']';
  if (by_url) server = fmt::format("{}://{}", transport::name(peer.protocol), server);
  if (has_port) server += fmt::format(":{}", peer.port);
  if (by_http && peer.http.path != transport::HttpPolicy{}.path) server += peer.http.path;

  std::vector<std::string> words;
  if (by_http && peer.http.get) words.emplace_back(is_safe ? "+https-get" : "+http-plain-get");
  if (is_safe) add_trust(words, peer.tls);
  if (peer.proxy) words.push_back(proxy_word(*peer.proxy));
  words.push_back('@' + server);
  for (auto& word : words) word = shell_word(ede::printable(word));
  return fmt::format("{}", fmt::join(words, " "));
}

std::string trouble_text(const Trouble& trouble, ede::Language language) {
  std::vector<std::string> values;
  for (const auto& value : trouble.values)
    values.push_back(diagnosis::spoken(ede::printable(value), language));
  values.resize(3);
  return say(language, "trace-" + std::string(name(trouble.kind)), {values[0], values[1], values[2]});
}

std::string places_word(const ede::Reading& claimed, ede::Language language) {
  std::string places;
  auto add = [&](std::string_view key, const std::string& value) {
    if (value.empty()) return;
    ede::add_item(places, say(language, key, {diagnosis::spoken(ede::printable(value), language)}), language);
  };
  if (claimed.zone == ".")
    places = diagnosis::spoken(claimed.zone, language);
  else
    add("where-zone", claimed.zone);
  add("where-server", claimed.server);
  add("names-rcode", claimed.rcode);
  add("names-key", claimed.key_tag ? std::to_string(*claimed.key_tag) : "");
  return places.empty() ? places : say(language, "names", {places});
}

bool has_client_cookie(const dns::Option& received, const dns::Query& query) {
  constexpr std::size_t client_size = 8;
  const auto* sent = query.edns ? query.edns->find(dns::option::cookie) : nullptr;
  return sent && sent->data.size() >= client_size && received.data.size() >= client_size &&
         std::equal(sent->data.begin(), sent->data.begin() + client_size, received.data.begin());
}

bool forged_all_the_same(const ede::ExtendedError& error, const dns::Query& query) {
  constexpr std::uint16_t forged_answer = 4;
  return error.info_code == forged_answer && query.edns && query.edns->find(dns::option::structured_error);
}

namespace {

// The name as people type it.
std::string question_words(const dns::Question& question) {
  auto name = question.name.text();
  if (!question.name.is_root()) name.pop_back();
  auto words =
      (std::string_view("-+@").find(name.front()) != std::string_view::npos ? "-q " : "") + shell_word(name);
  return question.type == dns::type::a ? words : words + ' ' + dns::type_text(question.type);
}

// Of what another try may mend.
bool has_failed(const Report& report) {
  auto outcome = report.services ? status_of_reply(report) : exit_status(report);
  return outcome == status::failure || outcome == status::doubt || outcome == status::no_reply;
}

}  // namespace

std::string why_command(const Report& report) {
  const auto& query = report.query;
  bool followed =
      query.opcode == 0 && query.question.cls == dns::cls::in && !dns::is_transfer(query.question);
  if (!followed || !has_failed(report) || is_doubtful(report.tsig)) return {};
  const auto& asked = report.trace ? report.trace->reports.front() : report;
  return fmt::format("edig +why {} {}", server_words(asked.exchange.peer), question_words(query.question));
}

}  // namespace edig::report
