// A zone transfer as it is printed: the records as they come, then what is to be said of them.
//
// The text is a zone file (RFC 1035 section 5): what is no record stands in comments.
#pragma once

#include <string>

#include "dns/zone_transfer.h"
#include "report/report.h"
#include "report/zone_writer.h"

namespace edig::report {

/// All that is known of it in the end, but for its records.
struct Transfer {
  Report report;  // its reply is the last message, or why there was none
  dns::ZoneTransfer::Form form = dns::ZoneTransfer::Form::unknown;
  std::optional<std::uint32_t> serial = {};
  dns::ZoneTransfer::Counts counts = {};
  std::uint64_t malformed = 0;  // records with such RDATA
};

/// 0 where it is complete and nothing is wrong with it, 3 where records are malformed or a message is not
/// signed as it should be, else what the error means: 9.
int exit_status(const Transfer& transfer);

/// One line without a newline for standard error: that it is incomplete, or what is wrong; empty where all is
/// well.
std::string failure_line(const Transfer& transfer);

/// What came to its end before the first record: an ordinary report.
class TransferPrinter {
 public:
  TransferPrinter(const dns::Query& query, const Style& style);

  /// What has happened until the query was sent. Said again, the records come again from the first one.
  void begin(std::string& out, const transport::Exchange& exchange);
  /// As dig has them after a try that broke off. What is read as one whole holds each record once.
  bool may_begin_again() const {
    return style_.like_dig && (in_digs_layout() || style_.format == Format::yaml);
  }
  /// A message has come, so long after the query was sent.
  void begin_message(double ms) { ms_ = ms; }
  /// False where the owner of the record cannot be read.
  bool append(std::string& out, ByteView message, const dns::WireRecord& record);
  /// Its records have all been appended. With +dig, its TSIG stands behind them; YAML has message by message.
  void end_message(std::string& out, ByteView message, const dns::TsigRecord* tsig);
  /// What stands below.
  void append_end(std::string& out, const Transfer& transfer) const;

  bool begun() const { return begun_; }
  std::uint64_t malformed() const { return writer_.malformed(); }

 private:
  void append_head(std::string& out) const;
  void append_tries_since(std::string& out, transport::Exchange exchange) const;
  bool append_record(std::string& out, ByteView message, const dns::WireRecord& record);
  void append_message(std::string& out, ByteView message);
  std::string yaml_of(transport::Exchange exchange);
  bool in_digs_layout() const;
  bool shows_messages() const;

  const dns::Query& query_;
  const Style& style_;
  ZoneWriter writer_;
  transport::Exchange beginning_;
  double ms_ = 0;
  bool begun_ = false, soa_shown_ = false;
};

/// The formats of the end, and in JSON of the beginning. In between stand the records, as JSON has them.
std::string transfer_text(const Transfer& transfer, const Style& style);
std::string transfer_dig(const Transfer& transfer, const Style& style);
std::string json_before_records(const dns::Query& query, const Style& style);
std::string json_after_records(const Transfer& transfer, const Style& style);

}  // namespace edig::report
