#include "dns/dnssec.h"

#include <algorithm>

#include "dns/ldns.h"
#include "dns/rdata_names.h"
#include "dns/types.h"

namespace edig::dns {
namespace {

const ldns_rr* parsed(const Record& record, std::uint16_t type, std::size_t fields) {
  const auto* rr = record.parsed.get();
  return rr && record.type == type && ldns_rr_rd_count(rr) >= fields ? rr : nullptr;
}

ByteView rdata_field(const ldns_rr* rr, std::size_t index) {
  const auto* rdf = ldns_rr_rdf(rr, index);
  return {ldns_rdf_data(rdf), ldns_rdf_size(rdf)};
}

std::uint32_t rdata_number(const ldns_rr* rr, std::size_t index) {
  std::uint32_t value = 0;
  for (auto byte : rdata_field(rr, index)) value = value << 8 | byte;
  return value;
}

template <typename T>
T small(const ldns_rr* rr, std::size_t index) {
  return static_cast<T>(rdata_number(rr, index));
}

Bytes copy(ByteView view) { return {view.begin(), view.end()}; }

// A field whose first octet is its own length, without it.
Bytes counted(const ldns_rr* rr, std::size_t index) {
  auto view = rdata_field(rr, index);
  return view.empty() ? Bytes() : copy(view.subspan(1));
}

// RFC 4034 section 4.1.2: windows of up to 32 octets.
TypeBitmap read_bitmap(ByteView view) {
  TypeBitmap bitmap;
  Reader reader(view);
  while (auto window = reader.u8()) {
    auto length = reader.u8();
    auto octets = length ? reader.take(*length) : std::nullopt;
    if (!octets) break;
    for (std::size_t i = 0; i < octets->size() && i < 32; ++i)
      for (unsigned bit = 0; bit < 8; ++bit)
        if ((*octets)[i] & (0x80u >> bit))
          bitmap.types.push_back(static_cast<std::uint16_t>(*window * std::size_t{256} + i * 8 + bit));
  }
  std::ranges::sort(bitmap.types);
  return bitmap;
}

// An exponent behind its length, in one octet or three, and a modulus.
bool is_rsa(ByteView key) {
  Reader reader(key);
  auto length = reader.u8();
  std::optional<std::size_t> exponent = length;
  if (length && *length == 0) exponent = reader.u16();
  return exponent && *exponent > 0 && reader.take(*exponent) && reader.remaining() > 0;
}

TypeBitmap bitmap_field(const ldns_rr* rr, std::size_t index) {
  return index < ldns_rr_rd_count(rr) ? read_bitmap(rdata_field(rr, index)) : TypeBitmap();
}

}  // namespace

bool TypeBitmap::has(std::uint16_t type) const { return std::ranges::binary_search(types, type); }

std::optional<Rrsig> read_rrsig(const Record& record) {
  const auto* rr = parsed(record, type::rrsig, 9);
  if (!rr) return std::nullopt;
  return Rrsig{.covered = small<std::uint16_t>(rr, 0),
               .algorithm = small<std::uint8_t>(rr, 1),
               .labels = small<std::uint8_t>(rr, 2),
               .original_ttl = rdata_number(rr, 3),
               .expiration = rdata_number(rr, 4),
               .inception = rdata_number(rr, 5),
               .key_tag = small<std::uint16_t>(rr, 6),
               .signer = Name::from(ldns_rr_rdf(rr, 7)),
               .signature = copy(rdata_field(rr, 8))};
}

std::optional<Dnskey> read_dnskey(const Record& record) {
  const auto* rr = parsed(record, type::dnskey, 4);
  if (!rr) return std::nullopt;
  return Dnskey{.flags = small<std::uint16_t>(rr, 0),
                .protocol = small<std::uint8_t>(rr, 1),
                .algorithm = small<std::uint8_t>(rr, 2),
                .key_tag = ldns_calc_keytag(rr),
                .key = copy(rdata_field(rr, 3))};
}

std::optional<Ds> read_ds(const Record& record) {
  const auto* rr = parsed(record, type::ds, 4);
  if (!rr) return std::nullopt;
  return Ds{.key_tag = small<std::uint16_t>(rr, 0),
            .algorithm = small<std::uint8_t>(rr, 1),
            .digest_type = small<std::uint8_t>(rr, 2),
            .digest = copy(rdata_field(rr, 3))};
}

std::optional<Nsec> read_nsec(const Record& record) {
  const auto* rr = parsed(record, type::nsec, 1);
  if (!rr) return std::nullopt;
  return Nsec{Name::from(ldns_rr_rdf(rr, 0)), bitmap_field(rr, 1)};
}

std::optional<Nsec3> read_nsec3(const Record& record) {
  const auto* rr = parsed(record, type::nsec3, 5);
  if (!rr) return std::nullopt;
  return Nsec3{.hash_algorithm = small<std::uint8_t>(rr, 0),
               .flags = small<std::uint8_t>(rr, 1),
               .iterations = small<std::uint16_t>(rr, 2),
               .salt = counted(rr, 3),
               .next_hash = counted(rr, 4),
               .types = bitmap_field(rr, 5)};
}

std::optional<Name> read_target(const Record& record) {
  const auto* rr = record.parsed.get();
  if (!rr || ldns_rr_rd_count(rr) == 0) return std::nullopt;
  const auto* rdf = ldns_rr_rdf(rr, 0);
  if (ldns_rdf_get_type(rdf) != LDNS_RDF_TYPE_DNAME) return std::nullopt;
  return Name::from(rdf);
}

std::optional<std::uint32_t> read_serial(const Record& record) {
  const auto* rr = parsed(record, type::soa, 7);
  return rr ? std::optional(rdata_number(rr, 2)) : std::nullopt;
}

std::optional<SoaTimes> read_soa_times(const Record& record) {
  const auto* rr = parsed(record, type::soa, 7);
  if (!rr) return std::nullopt;
  return SoaTimes{.refresh = rdata_number(rr, 3),
                  .retry = rdata_number(rr, 4),
                  .expire = rdata_number(rr, 5),
                  .minimum = rdata_number(rr, 6)};
}

std::optional<Record> make_ds(const Record& dnskey, std::uint8_t digest_type) {
  constexpr std::pair<std::uint8_t, ldns_hash> hashes[] = {
      {1, LDNS_SHA1}, {2, LDNS_SHA256}, {4, LDNS_SHA384}};
  auto hash = std::ranges::find(hashes, digest_type, &std::pair<std::uint8_t, ldns_hash>::first);
  if (hash == std::end(hashes) || !dnskey.parsed) return std::nullopt;
  RrPtr made(ldns_key_rr2ds(dnskey.parsed.get(), hash->second));
  return made ? std::optional(make_record(made.get())) : std::nullopt;
}

std::optional<Name> read_contact(const Record& record) {
  const auto* rr = parsed(record, type::soa, 7);
  return rr ? std::optional(Name::from(ldns_rr_rdf(rr, 1))) : std::nullopt;
}

std::optional<std::string> read_address(const Record& record) {
  if (record.type != type::a && record.type != type::aaaa) return std::nullopt;
  return record.parsed ? std::optional(record.rdata()) : std::nullopt;
}

Record dnskey_with_flags(const Record& dnskey, std::uint16_t flags) {
  RrPtr rr(ldns_rr_clone(dnskey.parsed.get()));
  ldns_rdf_deep_free(ldns_rr_set_rdf(rr.get(), ldns_native2rdf_int16(LDNS_RDF_TYPE_INT16, flags), 0));
  return make_record(rr.get());
}

bool is_well_formed(const Dnskey& key) {
  switch (key.algorithm) {
    case 5:
    case 7:
    case 8:
    case 10:
      return is_rsa(key.key);
    case 13:
      return key.key.size() == 64;
    case 14:
      return key.key.size() == 96;
    case 15:
      return key.key.size() == 32;
    case 16:
      return key.key.size() == 57;
    default:
      return true;
  }
}

std::uint16_t key_bits(const Dnskey& key) {
  if (!is_well_formed(key)) return 0;
  auto bits =
      ldns_rr_dnskey_key_size_raw(key.key.data(), key.key.size(), static_cast<ldns_algorithm>(key.algorithm));
  return bits > 8 * key.key.size() ? 0 : static_cast<std::uint16_t>(bits);
}

std::optional<std::size_t> digest_size(std::uint8_t digest_type) {
  constexpr std::size_t sizes[] = {0,  20, 32, 32,
                                   48, 32, 32};  // SHA-1, SHA-256, GOST, SHA-384, GOST 2012, SM3
  bool known = digest_type > 0 && digest_type < std::size(sizes);
  return known ? std::optional(sizes[digest_type]) : std::nullopt;
}

std::uint16_t key_tag(const Record& dnskey) {
  if (auto key = read_dnskey(dnskey)) return key->key_tag;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < dnskey.raw.size(); ++i)
    sum += i % 2 == 0 ? std::uint32_t{dnskey.raw[i]} << 8 : dnskey.raw[i];
  return static_cast<std::uint16_t>(sum + (sum >> 16));
}

std::uint16_t key_tag_with_flags(const Record& dnskey, std::uint16_t flags) {
  return ldns_calc_keytag(dnskey_with_flags(dnskey, flags).parsed.get());
}

Bytes canonical_rdata(const Record& record) {
  if (!record.parsed || !rdata_holds_names(record.type)) return record.raw;
  RrPtr rr(ldns_rr_clone(record.parsed.get()));
  ldns_rr2canonical(rr.get());
  return rdata_octets(*rr);
}

}  // namespace edig::dns
