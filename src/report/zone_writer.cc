#include "report/zone_writer.h"

#include "dns/types.h"
#include "report/json_record.h"
#include "report/records.h"
#include "report/spelling.h"
#include "report/wire_text.h"

namespace edig::report {
namespace {

constexpr std::size_t dig_chunk = 56;

// A malformed record costs ldns more than others, and a zone that has many is not worth it.
constexpr std::uint64_t max_parsed_in_vain = 1000;

// A-labels begin with "xn--" (RFC 5890 section 2.3.1).
bool may_hold_a_labels(std::string_view line) { return line.find("--") != std::string_view::npos; }

}  // namespace

ZoneWriter::ZoneWriter(const Style& style) : style_(style), columns_(dig_columns(style)) {
  style_.idn = style.idn && (style.format != Format::short_ || style.like_dig);
  style_.multiline = style.multiline && style.format != Format::short_;
  plain_ = style_.crypto && !style_.multiline && !style_.unknown_format && !style_.ttl_units &&
           !style_.expand_aaaa && !style_.rr_comments.value_or(false);
  if (style.format == Format::text && !style_.split && !style_.multiline) style_.split = 0;
  chunk_ = style_.split.value_or(dig_chunk);
}

bool ZoneWriter::append(std::string& out, ByteView message, const dns::WireRecord& record) {
  auto before = out.size();
  bool json = style_.format == Format::json;
  if (json || plain_) {
    if (json ? append_json(out, message, record) : append_line(out, message, record)) return true;
    out.resize(before);
  }
  if (malformed_ >= max_parsed_in_vain) return false;
  auto whole = dns::to_record(message, record);
  if (!whole) return false;
  if (!whole->parsed) ++malformed_;
  append_slowly(out, *whole);
  return true;
}

bool ZoneWriter::append_line(std::string& out, ByteView message, const dns::WireRecord& record) const {
  auto before = out.size();
  std::size_t end = 0;
  if (style_.format == Format::short_) {
    if (!append_wire_rdata(out, message, record, chunk_)) return false;
    out += '\n';
    return true;
  }
  ColumnLine line(out);
  if (!append_wire_name(out, message, record.offset, end)) return false;
  line.take(out.size() - before);
  if (style_.ttl) {
    line.advance(columns_.ttl);
    line.write_ascii(std::to_string(record.ttl));
  }
  if (style_.cls) {
    line.advance(columns_.cls);
    line.write_ascii(record.cls == dns::cls::in ? "IN" : dns::class_text(record.cls));
  }
  line.advance(columns_.type);
  line.write_ascii(type_mnemonic(record.type));
  line.advance(columns_.rdata);
  if (!append_wire_rdata(out, message, record, chunk_)) return false;
  out += '\n';
  return !style_.idn || !may_hold_a_labels(std::string_view(out).substr(before));
}

bool ZoneWriter::append_json(std::string& out, ByteView message, const dns::WireRecord& record) {
  std::size_t end = 0;
  owner_.clear(), rdata_.clear();
  if (!append_wire_name(owner_, message, record.offset, end) ||
      !append_wire_rdata(rdata_, message, record, 0))
    return false;
  append_json_record(out, owner_, rdata_, record.type, record.cls, record.ttl);
  return true;
}

void ZoneWriter::append_slowly(std::string& out, const dns::Record& record) const {
  switch (style_.format) {
    case Format::json:
      return append_json_record(out, record.owner.text(), rdata_text(record), record.type, record.cls,
                                record.ttl);
    case Format::short_:
      out += shown_rdata(record, style_, {.chunk = chunk_}) + '\n';
      return;
    default:
      return append_dig_record(out, record, style_);
  }
}

}  // namespace edig::report
