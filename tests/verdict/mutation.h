// Every way in which one reply is changed: each octet, each record, and records that do not belong there.
#pragma once

#include <string>
#include <vector>

#include "packet.h"

namespace edig::verdict {

/// One change, small, for there are many.
struct Mutation {
  enum class Kind : std::uint8_t {
    octet,               // another value at `at`
    rcode,               // `value`
    remove,              // the record
    remove_set,          // the records of its RRset, not the signatures
    remove_signatures,   // and the other way round
    duplicate,           // right behind it
    duplicate_in_front,  // as the first of the section
    garble,              // its RDATA becomes `value` octets that no one can read
    garble_set,          // and that is all that is left of the RRset
    foreign_behind,      // a record made after it (number `value`) right behind it
    foreign_in_front,    // or before it
    move,                // to section `value`
    clear,               // the section
    add_set,             // RRset `value` from elsewhere, at the end of the section
    transplant,          // the sections of reply `value`, under this question
  };
  Kind kind;
  std::uint8_t section = 0, value = 0;
  std::uint16_t index = 0, at = 0;
};

/// A reply that is to be changed.
class Victim {
 public:
  /// `elsewhere`: RRsets with their signatures, of other names and zones. `others`: other replies.
  Victim(Bytes wire, const std::vector<std::vector<Rr>>& elsewhere, const std::vector<Packet>& others);

  const Bytes& wire() const { return wire_; }
  const std::vector<Mutation>& mutations() const { return mutations_; }

  Bytes changed(const Mutation& mutation) const;
  /// "answer 0 (www.example. A): octet 12 of the RDATA 3f -> 00".
  std::string text(const Mutation& mutation) const;

 private:
  void list_octets();
  void list_records();
  std::string place(std::size_t at) const;

  Bytes wire_;
  Packet packet_;
  const std::vector<std::vector<Rr>>& elsewhere_;
  const std::vector<Packet>& others_;
  std::vector<Mutation> mutations_;
};

}  // namespace edig::verdict
