#include "diagnosis/validation/signed_data.h"

#include <openssl/evp.h>

#include "dns/ldns.h"

namespace edig::diagnosis {
namespace {

class Writer {
 public:
  void u8(std::uint8_t value) { bytes_.push_back(value); }
  void u16(std::uint16_t value) {
    u8(static_cast<std::uint8_t>(value >> 8));
    u8(static_cast<std::uint8_t>(value));
  }
  void u32(std::uint32_t value) {
    u16(static_cast<std::uint16_t>(value >> 16));
    u16(static_cast<std::uint16_t>(value));
  }
  void put(ByteView octets) { bytes_.insert(bytes_.end(), octets.begin(), octets.end()); }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

void put_rrsig(Writer& writer, const dns::Rrsig& rrsig) {
  writer.u16(rrsig.covered);
  writer.u8(rrsig.algorithm);
  writer.u8(rrsig.labels);
  writer.u32(rrsig.original_ttl);
  writer.u32(rrsig.expiration);
  writer.u32(rrsig.inception);
  writer.u16(rrsig.key_tag);
  writer.put(rrsig.signer.lower().wire());
}

// The owner as it was signed: the wildcard that it was expanded from, where it was (RFC 4035 section 5.3.2).
std::optional<dns::Name> signed_owner(const dns::Name& owner, std::size_t labels) {
  auto own = owner.label_count();
  if (!owner.labels().empty() && owner.labels()[0] == "*") --own;
  if (labels > own) return std::nullopt;
  return labels == own ? owner.lower() : owner.lower().suffix(labels).child("*");
}

// ECDSA's two numbers (RFC 6605 section 4) as OpenSSL has them. Empty where the size is wrong.
Bytes as_ldns_takes_it(const dns::Rrsig& rrsig) {
  bool p256 = rrsig.algorithm == LDNS_ECDSAP256SHA256, p384 = rrsig.algorithm == LDNS_ECDSAP384SHA384;
  if (!p256 && !p384) return rrsig.signature;
  if (rrsig.signature.size() != (p256 ? 64u : 96u)) return {};
  dns::RdfPtr field(ldns_rdf_new_frm_data(LDNS_RDF_TYPE_B64, rrsig.signature.size(), rrsig.signature.data()));
  dns::BufferPtr converted(ldns_buffer_new(LDNS_MIN_BUFLEN));
  if (!field || ldns_convert_ecdsa_rrsig_rdf2asn1(converted.get(), field.get()) != LDNS_STATUS_OK) return {};
  const auto* begin = ldns_buffer_begin(converted.get());
  return {begin, begin + ldns_buffer_position(converted.get())};
}

}  // namespace

std::optional<Bytes> signed_data(const RRset& set, const dns::Rrsig& rrsig) {
  auto owner = signed_owner(set.owner, rrsig.labels);
  if (!owner || !set.is_readable()) return std::nullopt;
  Writer writer;
  put_rrsig(writer, rrsig);
  for (const auto& rdata : set.canonical()) {
    writer.put(owner->wire());
    writer.u16(set.type);
    writer.u16(set.records.front().cls);
    writer.u32(rrsig.original_ttl);
    writer.u16(static_cast<std::uint16_t>(rdata.size()));
    writer.put(as_bytes(rdata));
  }
  return writer.take();
}

Bytes fingerprint(ByteView data, const dns::Rrsig& rrsig, const dns::Dnskey& key) {
  Writer writer;
  writer.u8(rrsig.algorithm);
  for (auto part : {data, ByteView(rrsig.signature), ByteView(key.key)}) {
    writer.u32(static_cast<std::uint32_t>(part.size()));
    writer.put(part);
  }
  auto octets = writer.take();
  Bytes digest(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  EVP_Digest(octets.data(), octets.size(), digest.data(), &size, EVP_sha256(), nullptr);
  digest.resize(size);
  return digest;
}

bool verifies(ByteView data, const dns::Rrsig& rrsig, const dns::Dnskey& key) {
  auto signature = as_ldns_takes_it(rrsig);
  dns::BufferPtr octets(ldns_buffer_new(data.size()));
  if (signature.empty() || key.key.empty() || !octets) return false;
  ldns_buffer_write(octets.get(), data.data(), data.size());
  auto* key_octets = const_cast<std::uint8_t*>(key.key.data());  // ldns only reads it
  return ldns_verify_rrsig_buffers_raw(signature.data(), signature.size(), octets.get(), key_octets,
                                       key.key.size(), rrsig.algorithm) == LDNS_STATUS_OK;
}

}  // namespace edig::diagnosis
