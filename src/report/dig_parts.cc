#include "report/dig_parts.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/records.h"
#include "report/words.h"

namespace edig::report {

void append_dig_figures(std::string& out, const transport::Exchange& exchange, double ms,
                        const Style& style) {
  auto time = style.microseconds ? ms * 1000 : ms;
  bool get = exchange.http && exchange.http->get;
  auto local = fmt::localtime(std::chrono::system_clock::to_time_t(exchange.at));
  out += fmt::format(";; Query time: {:.0f} {}\n;; SERVER: {} ({}{})\n;; WHEN: {:%a %b %d %H:%M:%S %Z %Y}\n",
                     time, style.microseconds ? "usec" : "msec", dig_server(exchange.peer),
                     transport_word(exchange.peer.protocol), get ? "-GET" : "", local);
}

namespace {

std::string short_time(double ms, const Style& style) {
  return style.microseconds ? fmt::format("{:.0f} us", ms * 1000) : fmt::format("{:.0f} ms", ms);
}

}  // namespace

std::string came_from(const transport::Peer& peer, double ms, const Style& style) {
  return fmt::format("from server {} in {}.", peer.address, short_time(ms, style));
}

void append_dig_received(std::string& out, const transport::Exchange& exchange, double ms, std::size_t octets,
                         const Style& style) {
  out += fmt::format(";; Received {} bytes from {} in {}\n\n", octets, dig_server(exchange.peer),
                     short_time(ms, style));
}

std::string dig_server(const transport::Peer& peer) {
  return fmt::format("{}#{}({})", peer.address, peer.port,
                     peer.name.empty() ? peer.address : ede::printable(peer.name, 255));
}

DigColumns dig_columns(const Style& style) {
  if (style.multiline || (!style.ttl && !style.cls)) return {24, 24, 24, 32};
  if (!style.ttl || !style.cls) return {24, 24, 32, 40};
  return {24, 32, 40, 48};
}

void ColumnLine::write(std::string_view text) {
  out_ += text;
  at_ += ede::display_width(text);
}

void ColumnLine::advance(std::size_t column) {
  constexpr std::size_t tab = 8;
  auto to = std::max(column, at_ + 1);
  if (auto tabs = to / tab - at_ / tab; tabs > 0) {
    out_.append(tabs, '\t');
    at_ = to / tab * tab;
  }
  out_.append(to - at_, ' ');
  at_ = to;
}

std::string class_word(std::uint16_t cls, const Style& style) {
  return style.unknown_format ? fmt::format("CLASS{}", cls) : dns::class_text(cls);
}

std::string type_word(std::uint16_t type, const Style& style) {
  return style.unknown_format ? fmt::format("TYPE{}", type) : dns::type_text(type);
}

void append_dig_record(std::string& out, const dns::Record& record, const Style& style) {
  constexpr std::size_t chunk = 56, multiline_chunk = 44;
  auto at = dig_columns(style);
  auto layout = style.multiline ? Layout{style.split.value_or(multiline_chunk), "\n\t\t\t\t"}
                                : Layout{style.split.value_or(chunk), " "};
  auto parts = record_line(record, style, layout);
  ColumnLine line(out);
  line.write(parts.owner);
  if (style.ttl) {
    line.advance(at.ttl);
    line.write(shown_ttl(record.ttl, style.ttl_units));
  }
  if (style.cls) {
    line.advance(at.cls);
    line.write(class_word(record.cls, style));
  }
  line.advance(at.type);
  line.write(type_word(record.type, style));
  line.advance(at.rdata);
  line.write(parts.rdata);
  // dig leaves room for the other data of a TSIG also where there is none.
  if (record.type == dns::type::tsig && parts.rdata.ends_with(" 0")) out += ' ';
  out += '\n';
}

}  // namespace edig::report
