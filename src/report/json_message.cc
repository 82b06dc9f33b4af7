#include "report/json_message.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "dns/types.h"
#include "report/spelling.h"

namespace edig::report {
namespace {

using Json = nlohmann::ordered_json;

std::string upper_hex(ByteView bytes) {
  auto hex = to_hex(bytes);
  std::ranges::transform(hex, hex.begin(),
                         [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  return hex;
}

void put_rdata(Json& object, const Bytes& octets) {
  object["RDLENGTH"] = octets.size();
  if (!octets.empty()) object["RDATAHEX"] = upper_hex(octets);
}

Json rr(const dns::Record& record) {
  auto type = dns::type_text(record.type);
  Json object{{"NAME", record.owner.text()},
              {"TYPE", record.type},
              {"TYPEname", type},
              {"CLASS", record.cls},
              {"CLASSname", dns::class_text(record.cls)},
              {"TTL", record.ttl}};
  if (record.parsed && !type.starts_with("TYPE")) object["rdata" + type] = rdata_text(record);
  put_rdata(object, record.octets());
  return object;
}

Bytes opt_octets(const dns::Edns& edns) {
  Bytes octets;
  for (const auto& option : edns.options) {
    append_u16(octets, option.code);
    append_u16(octets, option.data.size());
    append(octets, option.data);
  }
  return octets;
}

// RFC 6891 section 6.1.2: CLASS holds the UDP payload size, TTL the upper RCODE, version and flags.
Json opt(const dns::Edns& edns, std::uint16_t rcode) {
  constexpr std::uint32_t dnssec_ok = 0x8000;
  std::uint32_t ttl = static_cast<std::uint32_t>(rcode >> 4) << 24 |
                      static_cast<std::uint32_t>(edns.version) << 16 | (edns.dnssec_ok ? dnssec_ok : 0) |
                      edns.z;
  Json object{
      {"NAME", "."}, {"TYPE", dns::type::opt}, {"TYPEname", "OPT"}, {"CLASS", edns.udp_size}, {"TTL", ttl}};
  put_rdata(object, opt_octets(edns));
  return object;
}

void put_header(Json& object, const dns::Header& header) {
  object["ID"] = header.id;
  object["QR"] = int{header.qr};
  object["Opcode"] = header.opcode;
  object["AA"] = int{header.aa};
  object["TC"] = int{header.tc};
  object["RD"] = int{header.rd};
  object["RA"] = int{header.ra};
  object["AD"] = int{header.ad};
  object["CD"] = int{header.cd};
  object["RCODE"] = header.rcode;
  object["QDCOUNT"] = header.question_count;
  object["ANCOUNT"] = header.answer_count;
  object["NSCOUNT"] = header.authority_count;
  object["ARCOUNT"] = header.additional_count;
}

void put_question(Json& object, const dns::Question& question) {
  object["QNAME"] = question.name.text();
  object["QTYPE"] = question.type;
  object["QTYPEname"] = dns::type_text(question.type);
  object["QCLASS"] = question.cls;
  object["QCLASSname"] = dns::class_text(question.cls);
}

void put_section(Json& object, const char* key, const std::vector<dns::Record>& section) {
  for (const auto& record : section) object[key].push_back(rr(record));
}

}  // namespace

Json json_message(const dns::Message& message, std::chrono::system_clock::time_point at) {
  auto seconds = std::chrono::system_clock::to_time_t(at);
  Json object{{"dateString", fmt::format("{:%Y-%m-%dT%H:%M:%S+0000}", fmt::gmtime(seconds))},
              {"dateSeconds", seconds},
              {"msgLength", message.size}};
  put_header(object, message.header);
  if (!message.questions.empty()) put_question(object, message.questions.front());
  put_section(object, "answerRRs", message.answer);
  put_section(object, "authorityRRs", message.authority);
  put_section(object, "additionalRRs", message.additional);
  if (message.edns) object["additionalRRs"].push_back(opt(*message.edns, message.rcode));
  return object;
}

}  // namespace edig::report
