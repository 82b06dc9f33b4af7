// Reports made of values, for the tests of the formats.
#pragma once

#include <string>
#include <vector>

#include "dns/types.h"
#include "report/format.h"

namespace edig::report::fixture {

inline Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

inline dns::Option extended_error(std::uint16_t info_code, std::string_view extra_text = {}) {
  dns::Option option{.code = dns::option::extended_error, .data = {}};
  option.data = {static_cast<std::uint8_t>(info_code >> 8), static_cast<std::uint8_t>(info_code)};
  option.data.insert(option.data.end(), extra_text.begin(), extra_text.end());
  return option;
}

inline dns::Query query(std::string_view name = "www.example.", std::uint16_t type = dns::type::a) {
  dns::Query query;
  query.question = {dns::Name::parse(name).value(), type, dns::cls::in};
  return query;
}

/// A reply over UDP from 192.0.2.53 after 12 ms.
struct Reply {
  std::uint16_t rcode = dns::rcode::noerror;
  std::vector<std::string> answer = {}, authority = {}, additional = {};
  std::vector<dns::Option> options = {};
};

inline std::vector<dns::Record> records(const std::vector<std::string>& lines) {
  std::vector<dns::Record> records;
  for (const auto& line : lines) records.push_back(dns::parse_record(line).value());
  return records;
}

inline dns::Message message(const Reply& reply) {
  dns::Message message;
  message.header.id = 0x1a2b;
  message.header.qr = message.header.rd = message.header.ra = true;
  message.header.rcode = static_cast<std::uint8_t>(reply.rcode & 15);
  message.rcode = reply.rcode;
  message.questions = {query().question};
  message.answer = records(reply.answer);
  message.authority = records(reply.authority);
  message.additional = records(reply.additional);
  message.edns = dns::Edns{};
  message.edns->options = reply.options;
  message.size = 100;
  return message;
}

inline transport::Exchange exchange(const Reply& reply) {
  transport::Exchange exchange{};
  exchange.peer = {.address = "192.0.2.53", .port = 53, .name = {}, .protocol = transport::Protocol::udp};
  exchange.reply = transport::Reply{message(reply), {}, false};
  exchange.ms = 12;
  exchange.at = std::chrono::system_clock::from_time_t(1795370400);
  return exchange;
}

inline Report report(const Reply& reply) { return make_report(query(), exchange(reply)); }

inline Report unanswered(Error error) {
  auto failed = exchange({});
  failed.reply = std::unexpected(std::move(error));
  return make_report(query(), std::move(failed));
}

inline void encrypt(transport::Exchange& exchange, bool verified) {
  exchange.peer.protocol = transport::Protocol::tls;
  exchange.peer.port = 853;
  exchange.tls = transport::TlsInfo{.version = "TLSv1.3",
                                    .cipher = "TLS_AES_256_GCM_SHA384",
                                    .verified = verified,
                                    .verify_error = verified ? "" : "self-signed certificate",
                                    .spki_pin = {}};
}

inline bool holds(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

inline std::size_t count(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

}  // namespace edig::report::fixture
