// Follows a zone transfer (AXFR: RFC 5936 section 2.2; IXFR: RFC 1995 section 4) from its first SOA record to
// its last, and says where it is not as it should be. It keeps no records, however many there are.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "base/bytes.h"
#include "base/error.h"
#include "dns/query.h"
#include "dns/wire_record.h"

namespace edig::dns {

class ZoneTransfer {
 public:
  /// What is coming.
  enum class Form {
    unknown,      // not enough has come yet
    whole,        // the zone
    differences,  // from the version asked with, each as what is deleted and what is added
    up_to_date,   // there is no later version than that
  };
  struct Counts {
    std::uint64_t records = 0, messages = 0, octets = 0;
  };
  /// False where the record cannot be read.
  using Sink = std::function<bool(ByteView message, const WireRecord& record)>;

  explicit ZoneTransfer(const Query& query) : question_(query.question), known_(query.serial) {}

  /// Takes the next message, a reply to the query with RCODE 0, and hands the records of its answer section
  /// to `sink`. Errors, of kind malformed: this is no transfer, or it is broken; what was handed on stands.
  Result<void> take(ByteView message, const Sink& sink);

  bool complete() const { return state_ == State::complete; }
  Form form() const { return form_; }
  /// Of the version that is there when it is complete; nothing before the first record.
  std::optional<std::uint32_t> serial() const { return serial_; }
  const Counts& counts() const { return counts_; }

 private:
  enum class State { first, second, whole, deletions, additions, complete };

  Result<void> take_record(ByteView message, const WireRecord& record);
  Result<void> take_soa(std::uint32_t serial);
  void end_message();
  void complete_as(Form form);

  Question question_;
  std::optional<std::uint32_t> known_;
  State state_ = State::first;
  Form form_ = Form::unknown;
  std::optional<std::uint32_t> serial_;
  std::uint32_t reached_ = 0;  // by the differences so far
  unsigned empty_ = 0;         // messages without a record, one after the other
  Counts counts_;
};

}  // namespace edig::dns
