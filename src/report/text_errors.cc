#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/text_parts.h"
#include "report/words.h"
#include "report/wrap.h"

namespace edig::report {
namespace {

using Lines = std::vector<std::string>;

std::string in_quotes(std::string_view text) { return '"' + ede::printable(text) + '"'; }

std::string trust(const Page& page, bool all) {
  auto key = std::string(ede::name(page.report.channel)) + (all ? "-all" : "");
  return page.say(key, {transport_word(page.report.exchange.peer.protocol)});
}

// "EDE 9" and what stands below it begins in the column behind that and two spaces.
std::string label(const Page& page, const ede::ExtendedError& error) {
  return error.info_code ? fmt::format("EDE {}", *error.info_code) : page.say("no-info-code");
}

std::string suberror(const Page& page, const ede::SubError& error) {
  auto code = std::to_string(error.code);
  return error.name.empty() ? page.say("suberror-unknown", {code}) : page.say("suberror", {code, error.name});
}

// "c, j: the channel does not protect integrity" from one entry for c and one for j.
Lines grouped_reasons(const Lines& ignored, ede::Language language) {
  std::vector<std::pair<std::string, std::string>> groups;  // reason, members
  for (const auto& entry : ignored) {
    auto colon = entry.find(": ");
    auto reason = colon == entry.npos ? entry : entry.substr(colon + 2);
    auto member = colon == entry.npos ? std::string() : entry.substr(0, colon);
    auto group = std::ranges::find(groups, reason, &std::pair<std::string, std::string>::first);
    if (group == groups.end()) {
      groups.emplace_back(reason, member);
    } else if (!member.empty()) {
      ede::add_item(group->second, member, language);
    }
  }
  Lines lines;
  for (const auto& [reason, members] : groups)
    lines.push_back(members.empty() ? reason : say(language, "because", {members, reason}));
  return lines;
}

// JSON is easier to read without a backslash before each quote.
std::string shown_json(std::string_view text) {
  auto escaped = ede::printable(text);
  std::string shown;
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    bool escape = escaped[i] == '\\' && i + 1 < escaped.size();
    if (escape && escaped[i + 1] == '"') continue;
    shown += escaped[i];
    if (escape) shown += escaped[++i];
  }
  return shown;
}

Lines structured_lines(const Page& page, const ede::ExtendedError& error) {
  const auto& structured = *error.structured;
  Lines lines;
  if (structured.suberror) lines.push_back(suberror(page, *structured.suberror));
  if (!structured.justification.empty())
    lines.push_back(page.say("justification", {in_quotes(structured.justification)}));
  if (!structured.organization.empty())
    lines.push_back(page.say("organization", {in_quotes(structured.organization)}));
  for (const auto& uri : structured.contact) lines.push_back(page.say("contact", {ede::printable(uri)}));
  for (const auto& reason : grouped_reasons(structured.ignored, page.style.language))
    lines.push_back(page.say("not-used", {ede::printable(reason)}));
  lines.push_back(page.say("as-received", {shown_json(error.extra_text)}));
  return lines;
}

// "Whose turn: ... Another resolver may answer."
std::string advice(const Page& page, const ede::InfoCode& entry) {
  // An error's usual advice is for one who asks a resolver.
  if (dns::is_transfer(page.report.query.question) && entry.fault != "none")
    return page.say("turn", {page.say("fault-transfer")});
  std::string text;
  if (entry.fault != "none") text = page.say("turn", {page.say("fault-" + std::string(entry.fault))});
  auto retry = "retry-" + std::string(entry.retry);
  // A failed validation stays until its cause is mended: +why finds that.
  if (has_phrase(retry) && entry.category != "dnssec")
    ede::add_sentence(text, page.say(retry), page.style.language);
  return text;
}

// Sentences in one line where they fit into a usual terminal, else each in its own.
void append_sentences(Page& page, const std::string& first, const std::string& second, std::size_t indent) {
  constexpr std::size_t usual = 110;
  auto room = page.style.columns == 0 ? usual : page.style.columns;
  bool fits = indent + ede::display_width(first) + 1 + ede::display_width(second) <= room;
  auto write = [&](std::string_view text) {
    if (!text.empty()) append_wrapped(page.out, text, indent, page.style.columns);
  };
  if (first.empty() || second.empty() || !fits) {
    write(first);
    write(second);
  } else {
    write(first + page.gap() + second);
  }
}

// "  EDE 9  DNSKEY Missing   "text"", or as much of it as there is; the text below where it does not fit
// beside.
void append_title(Page& page, const ede::ExtendedError& error, std::size_t indent) {
  page.out += "  " + paint(page.style, Paint::strong, label(page, error));
  std::string_view purpose = error.info_code ? error.entry().purpose : "";
  if (!purpose.empty()) page.out += "  " + paint(page.style, Paint::strong, purpose);
  auto text = error.extra_text.empty() || error.structured ? "" : in_quotes(error.extra_text);
  auto width = indent + ede::display_width(purpose) + 3 + ede::display_width(text);
  bool beside = text.empty() || page.style.columns == 0 || width <= page.style.columns;
  if (beside && !text.empty()) page.out += "   " + text;
  page.out += '\n';
  if (!beside) append_wrapped(page.out, text, indent, page.style.columns);
}

void append_error(Page& page, const ede::ExtendedError& error, const std::string& closing) {
  constexpr std::size_t without_code = 9;
  auto indent = error.info_code ? ede::display_width(label(page, error)) + 4 : without_code;
  auto write = [&](std::string_view text) { append_wrapped(page.out, text, indent, page.style.columns); };
  append_title(page, error, indent);
  if (error.info_code) write(error.entry().explanation(page.style.language));
  if (error.read && error.read->is_code) write(page.say("code-stands-for", {error.read->reason}));
  if (auto places = error.read ? places_word(*error.read, page.style.language) : ""; !places.empty())
    write(places);
  if (error.structured) std::ranges::for_each(structured_lines(page, error), write);
  if (!error.malformed.empty()) write(page.say("malformed-option", {ede::printable(error.malformed)}));
  append_sentences(page, error.info_code ? advice(page, error.entry()) : "", closing, indent);
}

}  // namespace

void append_extended_errors(Page& page) {
  const auto& errors = page.report.extended_errors;
  if (errors.empty()) return;
  page.out += '\n';
  if (errors.size() == 1) return append_error(page, errors.front(), trust(page, false));
  for (const auto& error : errors) append_error(page, error, "");
  append_wrapped(page.out, trust(page, true), 2, page.style.columns);
}

void append_bare_failure(Page& page, const dns::Message& message) {
  auto write = [&](std::string_view text) { append_wrapped(page.out, text, 2, page.style.columns); };
  std::string rcode = dns::rcode_text(message.rcode);
  std::ranges::transform(rcode, rcode.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  auto key = "reason-" + rcode;
  if (auto whole = key + "-transfer"; dns::is_transfer(page.report.query.question) && has_phrase(whole))
    key = whole;
  page.out += '\n';
  write(page.say(has_phrase(key) ? key : "reason-other"));
}

}  // namespace edig::report
