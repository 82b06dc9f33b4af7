// A small world of signed zones in memory, and a Fetcher that answers from it: as a resolver that checks
// nothing where no server is named, else as the authoritative servers do. Faults are put in by a line each.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "diagnosis/diagnose.h"

struct ldns_struct_key;

namespace edig::test {

using Clock = std::chrono::sys_seconds;

/// 2026-11-22 12:00 UTC
inline constexpr std::chrono::sys_seconds noon{std::chrono::seconds{1795348800}};

dns::Name name(const std::string& text);
dns::Record record(const std::string& text);

/// A key that signs, of ECDSA P-256 (13) or RSASHA1 (5).
class Key {
 public:
  explicit Key(const dns::Name& zone, std::uint16_t flags = 256, std::uint8_t algorithm = 13);
  dns::Record dnskey() const;
  dns::Record ds(int digest_type = 2) const;
  std::uint16_t tag() const;
  /// RRSIG over `records`, valid from `inception` to `expiration`.
  dns::Record sign(const std::vector<dns::Record>& records, std::chrono::sys_seconds inception,
                   std::chrono::sys_seconds expiration) const;

 private:
  dns::Name zone_;
  std::shared_ptr<ldns_struct_key> key_;
};

struct RRsetData {
  std::vector<dns::Record> records, signatures;
};

class Zone {
 public:
  explicit Zone(const std::string& name, bool is_signed = true, std::uint8_t algorithm = 13);

  Zone& add(const std::string& text);  // a record, not signed yet
  Zone& delegate(const Zone& child, bool with_ds = true);
  /// Signs everything with the ZSK, the DNSKEY RRset with the KSK, and makes an NSEC chain.
  Zone& sign();

  // Faults, to be put in after signing.
  RRsetData& at(const std::string& owner, const std::string& type);
  void drop(const std::string& owner, const std::string& type);
  void drop_signatures(const std::string& owner, const std::string& type);
  void corrupt(const std::string& owner, const std::string& type);
  /// Signs one RRset again.
  void resign(const std::string& owner, const std::string& type, std::chrono::sys_seconds inception,
              std::chrono::sys_seconds expiration);
  void resign_expired(const std::string& owner, const std::string& type);

  dns::Name apex;
  bool is_signed;
  Key ksk, zsk;
  std::vector<std::string> addresses;  // of its servers
  std::map<std::pair<dns::Name, std::uint16_t>, RRsetData> sets;

 private:
  friend class World;
  const Key& signer_of(std::uint16_t type) const;
};

/// Answers as `zone`'s server does.
dns::Message answer(const Zone& zone, const dns::Question& question);

class World : public diagnosis::Fetcher {
 public:
  Zone& add(Zone zone, std::vector<std::string> addresses);
  /// Another version of a zone at one of its servers.
  void variant(const std::string& address, Zone zone);

  std::vector<diagnosis::Answer> fetch(std::span<const diagnosis::Ask> asks,
                                       std::chrono::steady_clock::time_point deadline) override;
  diagnosis::Traffic traffic() const override { return {.packets = questions}; }
  /// What the resolver says instead; nothing: as the zones have it.
  std::function<std::optional<diagnosis::Answer>(const diagnosis::Ask&)> resolver;
  /// What a server says instead.
  std::function<std::optional<diagnosis::Answer>(const diagnosis::Ask&)> server;

  /// A diagnosis of the reply that a resolver gives, with the root's key as trust anchor.
  diagnosis::Diagnosis diagnose(const std::string& name, const std::string& type = "A");
  diagnosis::Request request(const std::string& name, const std::string& type = "A") const;

  std::map<dns::Name, Zone> zones;
  diagnosis::Work work;
  unsigned rounds = 0, questions = 0;

 private:
  diagnosis::Answer answer_one(const diagnosis::Ask& ask);
  dns::Message resolve(const dns::Question& question);
  const Zone& closest(const dns::Name& name) const;
  std::map<std::string, std::map<dns::Name, Zone>> variants_;
};

diagnosis::Answer failure(Error::Kind kind);
diagnosis::Answer rcode(const dns::Question& question, std::uint16_t rcode);

}  // namespace edig::test
