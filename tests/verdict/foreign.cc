#include "foreign.h"

#include <array>

#include "dns/types.h"

namespace edig::verdict {
namespace {

const Bytes evil = {4, 'e', 'v', 'i', 'l', 0};  // evil.
const Bytes address = {203, 0, 113, 9};

Rr other_data(Rr record) {
  if (record.rdata.empty()) record.rdata.push_back(0);
  record.rdata.back() ^= 1;
  return record;
}

Rr with(const Rr& record, std::uint16_t type, Bytes rdata) {
  auto made = record;
  made.type = type, made.rdata = std::move(rdata);
  return made;
}

Rr above(Rr record) {
  if (record.owner.size() > 1)
    record.owner.erase(record.owner.begin(), record.owner.begin() + record.owner[0] + 1);
  return record;
}

// An RRSIG over the record's type with nothing behind the first fields.
Bytes stump(const Rr& record) {
  return {static_cast<std::uint8_t>(record.type >> 8), static_cast<std::uint8_t>(record.type), 13, 2, 0, 0};
}

struct Recipe {
  const char* text;
  Rr (*make)(const Rr& record);
};

const std::array<Recipe, foreign_records> recipes = {{
    {"one of the same type with one octet of RDATA", [](const Rr& r) { return with(r, r.type, {1}); }},
    {"one of the same type without RDATA", [](const Rr& r) { return with(r, r.type, {}); }},
    {"one of the same type with other data", [](const Rr& r) { return other_data(r); }},
    {"one of the same type that is an octet longer",
     [](const Rr& r) {
       auto made = r;
       return made.rdata.push_back(0), made;
     }},
    {"the same of class CH",
     [](const Rr& r) {
       auto made = r;
       return made.cls = dns::cls::ch, made;
     }},
    {"the same with a higher TTL",
     [](const Rr& r) {
       auto made = r;
       return made.ttl = 0x7fffffff, made;
     }},
    {"the same with TTL 0",
     [](const Rr& r) {
       auto made = r;
       return made.ttl = 0, made;
     }},
    {"an A of 3 octets",
     [](const Rr& r) {
       return with(r, dns::type::a, {203, 0, 113});
     }},
    {"an A", [](const Rr& r) { return with(r, dns::type::a, address); }},
    {"an NSEC of one octet", [](const Rr& r) { return with(r, dns::type::nsec, {1}); }},
    {"a DS of one octet", [](const Rr& r) { return with(r, dns::type::ds, {1}); }},
    {"a DNSKEY of one octet", [](const Rr& r) { return with(r, dns::type::dnskey, {1}); }},
    {"a CNAME that points beyond the message",
     [](const Rr& r) {
       return with(r, dns::type::cname, {0xff, 0xff});
     }},
    {"a CNAME", [](const Rr& r) { return with(r, dns::type::cname, evil); }},
    {"a DNAME of one octet at the name above",
     [](const Rr& r) { return with(above(r), dns::type::dname, {1}); }},
    {"a DNAME at the name above", [](const Rr& r) { return with(above(r), dns::type::dname, evil); }},
    {"an RRSIG of one octet", [](const Rr& r) { return with(r, dns::type::rrsig, {1}); }},
    {"the stump of an RRSIG over it", [](const Rr& r) { return with(r, dns::type::rrsig, stump(r)); }},
    {"an A of evil.",
     [](const Rr& r) {
       auto made = with(r, dns::type::a, address);
       return made.owner = evil, made;
     }},
    {"an NS of the same name", [](const Rr& r) { return with(r, dns::type::ns, evil); }},
}};

}  // namespace

Rr foreign(const Rr& record, std::size_t number) { return recipes.at(number).make(record); }
std::string foreign_text(std::size_t number) { return recipes.at(number).text; }

}  // namespace edig::verdict
