// How one resource record is written: what the formats have in common.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dns/record.h"
#include "report/format.h"

namespace edig::report {

/// A name in prose as `style` wants it: as it came, or U-labels with the A-labels behind them. Fit for a
/// terminal.
std::string shown_name(const dns::Name& name, const Style& style);
/// "300", or with units "5m", as BIND writes it.
std::string shown_ttl(std::uint32_t ttl, bool units);
/// "1 hour 30 minutes", as BIND writes it in comments.
std::string shown_span(std::uint32_t seconds);

/// How RDATA is laid out.
struct Layout {
  /// Base64 and hexadecimal fields are broken after this many characters; 0: never.
  std::size_t chunk = 0;
  /// What stands where they are broken; with +multiline a line break and the indentation.
  std::string_view line_break = " ";
};

/// RDATA in presentation format, fit for a terminal. `style` decides about multiline form, keys and
/// signatures, comments, and the generic form of RFC 3597. Names in it are as in prose.
std::string shown_rdata(const dns::Record& record, const Style& style, const Layout& layout = {});

/// The parts of a line of records that hold names. What is shown in U-labels stands in A-labels at the end of
/// the line, as comments of zone files do (RFC 1035 section 5.1): " ; xn--bcher-kva.example."
struct RecordLine {
  std::string owner, rdata;
};
RecordLine record_line(const dns::Record& record, const Style& style, const Layout& layout = {});

}  // namespace edig::report
