// A signed zone from a file that make_zones wrote, and what an authoritative server answers from it: RFC 1034
// section 4.3.2 with RFC 4035 section 3.1, RFC 5155 section 7.2 and RFC 6672 section 3.2.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dns/message.h"
#include "packet.h"

namespace edig::verdict {

/// An RRset and the RRSIGs that cover it.
struct Set {
  std::vector<Rr> records, signatures;
};

class SignedZone {
 public:
  explicit SignedZone(const std::string& path);

  const dns::Name& apex() const { return apex_; }
  /// Of its own servers.
  const std::vector<std::string>& addresses() const { return addresses_; }
  /// Null where there is none.
  const Set* find(const dns::Name& owner, std::uint16_t type) const;

  /// Answer, authority and additional section, RCODE and AA; DNSSEC records where they belong.
  Packet answer(const dns::Question& question) const;

 private:
  using Types = std::map<std::uint16_t, Set>;
  friend class Answering;

  void read(const std::string& path);
  void note_servers();
  bool exists(const dns::Name& name) const;

  dns::Name apex_;
  std::map<dns::Name, Types> nodes_;
  std::map<std::string, const Set*> nsec3_;  // by the hash, in lower case
  std::vector<std::string> addresses_;
};

/// The name under a DNAME's target; nothing where it is too long.
std::optional<dns::Name> redirected(const dns::Name& name, const dns::Name& owner, const dns::Name& target);
dns::Name name_of(ByteView wire);
Bytes wire_of(const dns::Name& name);

}  // namespace edig::verdict
