// The fields of the DNSSEC records (RFC 4034, RFC 5155) as values. Reading gives nothing where the RDATA is
// malformed.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dns/record.h"

namespace edig::dns {

struct Rrsig {
  std::uint16_t covered = 0;
  std::uint8_t algorithm = 0;
  std::uint8_t labels = 0;
  std::uint32_t original_ttl = 0;
  std::uint32_t expiration = 0, inception = 0;  // seconds since 1970 modulo 2^32: serial numbers (RFC 1982)
  std::uint16_t key_tag = 0;
  Name signer;
  Bytes signature = {};
};

struct Dnskey {
  std::uint16_t flags = 0;
  std::uint8_t protocol = 0;
  std::uint8_t algorithm = 0;
  std::uint16_t key_tag = 0;
  Bytes key;

  bool zone_key() const { return (flags & 0x0100) != 0; }
  bool revoked() const { return (flags & 0x0080) != 0; }  // RFC 5011 section 2.1
  bool secure_entry_point() const { return (flags & 0x0001) != 0; }
};

struct Ds {
  std::uint16_t key_tag = 0;
  std::uint8_t algorithm = 0;
  std::uint8_t digest_type = 0;
  Bytes digest;
};

/// The types of an NSEC or NSEC3 record, ascending.
struct TypeBitmap {
  std::vector<std::uint16_t> types;
  bool has(std::uint16_t type) const;
};

struct Nsec {
  Name next;
  TypeBitmap types;
};

struct Nsec3 {
  std::uint8_t hash_algorithm = 0;
  std::uint8_t flags = 0;
  std::uint16_t iterations = 0;
  Bytes salt;
  Bytes next_hash;
  TypeBitmap types;

  bool opt_out() const { return (flags & 1) != 0; }
};

std::optional<Rrsig> read_rrsig(const Record& record);
std::optional<Dnskey> read_dnskey(const Record& record);
std::optional<Ds> read_ds(const Record& record);
std::optional<Nsec> read_nsec(const Record& record);
std::optional<Nsec3> read_nsec3(const Record& record);

/// The name in the RDATA of a record that holds just one first: CNAME, DNAME, NS, PTR, SOA's MNAME.
std::optional<Name> read_target(const Record& record);
/// SOA's SERIAL and RNAME.
std::optional<std::uint32_t> read_serial(const Record& record);
std::optional<Name> read_contact(const Record& record);
/// Of a SOA, in seconds (RFC 1035 section 3.3.13).
struct SoaTimes {
  std::uint32_t refresh = 0, retry = 0, expire = 0, minimum = 0;
};
std::optional<SoaTimes> read_soa_times(const Record& record);
/// The address of an A or AAAA record as text.
std::optional<std::string> read_address(const Record& record);

/// The DS of a DNSKEY by this type of digest; nothing where ldns cannot make it.
std::optional<Record> make_ds(const Record& dnskey, std::uint8_t digest_type);

/// Whether a key is of the form that its algorithm has (RFC 3110 section 2, RFC 6605 section 4, RFC 8080
/// section 3); of other algorithms nothing is known, and so any form will do.
bool is_well_formed(const Dnskey& key);
/// The size of a key in bits, as its algorithm counts it; 0 where that is not known.
std::uint16_t key_bits(const Dnskey& key);
/// The octets in a digest of this type (RFC 4034, RFC 4509, RFC 5933, RFC 6605, RFC 9558, RFC 9563); of
/// others nothing is known.
std::optional<std::size_t> digest_size(std::uint8_t digest_type);
/// The tag (RFC 4034 appendix B) that a DNSKEY has even where read_dnskey gives nothing.
std::uint16_t key_tag(const Record& dnskey);
/// The DNSKEY's tag (RFC 4034 appendix B) as it would be with other flags.
std::uint16_t key_tag_with_flags(const Record& dnskey, std::uint16_t flags);
/// A copy of `dnskey` with other flags.
Record dnskey_with_flags(const Record& dnskey, std::uint16_t flags);

/// RDATA in canonical form (RFC 4034 section 6.2): names uncompressed, in lower case where the RFC says so.
Bytes canonical_rdata(const Record& record);

}  // namespace edig::dns
