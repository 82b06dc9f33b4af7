// The parts of the text format, each a paragraph of the page; text.cc puts them in their order.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/judgement/spoken.h"
#include "report/format.h"
#include "report/paint.h"
#include "report/phrases.h"

namespace edig::services {
struct Connection;
}

namespace edig::report {

/// What the parts write on.
struct Page {
  const Report& report;
  const Style& style;
  std::string out;

  std::string say(std::string_view key, std::initializer_list<std::string_view> values = {}) const {
    return report::say(style.language, key, values);
  }
  /// What stands between sentences, and behind a label with a colon.
  std::string gap() const { return std::string(ede::conventions(style.language).gap); }
  /// Puts `item` behind the others of a list.
  void add_item(std::string& list, std::string_view item) const { ede::add_item(list, item, style.language); }
  /// Names as sentences have them.
  std::string speak(std::string_view names) const { return diagnosis::spoken(names, style.language); }
  std::string speak(const dns::Name& name) const { return speak(name.text()); }
  /// "zone example.com", "the root zone".
  std::string speak_of_zone(const dns::Name& zone) const {
    return zone.is_root() ? speak(zone) : say("where-zone", {speak(zone)});
  }
};

/// A paragraph; nothing of an empty `text`.
void append_text(Page& page, std::string_view text, std::size_t indent = 0);
/// Records in columns: owner, TTL, class where it is not IN, TYPE, RDATA.
void append_records(Page& page, const std::vector<const dns::Record*>& records);
/// Flags, EDNS and size of a message in one line: of the query as `sent`, or of the reply.
void append_figures(Page& page, const dns::Message& message, bool sent);
/// Where a failure comes without an extended error: what the RCODE says, and what to try.
void append_bare_failure(Page& page, const dns::Message& message);
/// The extended errors with their explanation, whose turn it is, and how far the server can be believed.
void append_extended_errors(Page& page);
/// The diagnosis: root cause, further findings, the extended errors held against them, the chain of trust.
void append_diagnosis(Page& page);
void append_chain(Page& page);
/// The root cause, where it sits and whose turn it is, or that there is none, in one line.
std::string diagnosis_in_a_line(const Page& page);
/// "NXDOMAIN", "NOERROR, no MX records", "NO REPLY".
std::string outcome_words(const Page& page);
/// Of a failure that was not looked into: how edig finds out why.
void append_way_on(Page& page);
/// When it was asked, and by which edig; with +stats the size of the reply and what the question cost.
void append_footer(Page& page);
/// The servers of +compare: a table, their reasons, what it means, and with a diagnosis how each stands
/// against it.
void append_side_by_side(Page& page);
/// With +explain: the explanation for its audience.
void append_explanation(Page& page);
/// What else should be known of the reply and the way it came, one line each.
void append_notes(Page& page);
/// With +report: what a resolver would tell the agent of the zone's operator.
void append_error_report(Page& page);
/// With +services: the state of each application, its cause, and what was read.
void append_services(Page& page);
/// With +connect: to whom edig connected, and what it saw there.
void append_connection(Page& page, const services::Connection& connection);
/// Why there is no reply, and what to try next.
void append_no_reply(Page& page);
/// Without a reply: how many attempts just before the last failed in the same way at the same server.
std::size_t attempts_like_the_last(const Report& report);

}  // namespace edig::report
