// What replies and zone transfers have in common in dig's layout.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "dns/record.h"
#include "report/format.h"
#include "report/report.h"

namespace edig::report {

/// What stands above the reply: what went before, the query with +qr, and the banner.
std::string dig_before_reply(const Report& report, const Style& style);
/// Of the reply the message alone.
std::string dig_message(const Report& report, const Style& style);
/// How long it took, whom it came from, and when.
void append_dig_figures(std::string& out, const transport::Exchange& exchange, double ms, const Style& style);
/// "from server 192.0.2.53 in 12 ms.", with -u "in 11873 us.": with +identify behind a record.
std::string came_from(const transport::Peer& peer, double ms, const Style& style);
/// The same in a line of its own, where +identify is said and nothing else about it shown.
void append_dig_received(std::string& out, const transport::Exchange& exchange, double ms, std::size_t octets,
                         const Style& style);
/// "192.0.2.53#53(ns1.example)"
std::string dig_server(const transport::Peer& peer);

/// Where the columns behind the owner begin.
struct DigColumns {
  std::size_t ttl, cls, type, rdata;
};
DigColumns dig_columns(const Style& style);

/// A line that is filled from left to right with tabs between its columns.
class ColumnLine {
 public:
  explicit ColumnLine(std::string& out) : out_(out) {}

  void write(std::string_view text);
  /// The same of ASCII.
  void write_ascii(std::string_view text) {
    out_ += text;
    at_ += text.size();
  }
  /// ASCII that others have put behind it.
  void take(std::size_t size) { at_ += size; }
  /// Goes on to `column`, by one space at the least.
  void advance(std::size_t column);

 private:
  std::string& out_;
  std::size_t at_ = 0;
};

/// "IN", or with +unknownformat "CLASS1".
std::string class_word(std::uint16_t cls, const Style& style);
std::string type_word(std::uint16_t type, const Style& style);

/// One line, or several with +multiline. Long fields are broken as +split says.
void append_dig_record(std::string& out, const dns::Record& record, const Style& style);

}  // namespace edig::report
