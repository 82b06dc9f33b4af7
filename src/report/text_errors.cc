#include <fmt/format.h>

#include "ede/printable.h"
#include "report/text_parts.h"
#include "report/words.h"
#include "report/wrap.h"

namespace edig::report {
namespace {

std::string quoted(std::string_view text) { return '"' + ede::printable(text) + '"'; }

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string all;
  for (const auto& part : parts) all += (all.empty() ? "" : std::string(separator)) + ede::printable(part);
  return all;
}

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

std::vector<std::string> structured_lines(const Page& page, const ede::Structured& structured) {
  std::vector<std::string> lines;
  if (structured.suberror) lines.push_back(suberror(page, *structured.suberror));
  if (!structured.justification.empty()) lines.push_back(page.say("justification", {quoted(structured.justification)}));
  if (!structured.organization.empty()) lines.push_back(page.say("organization", {quoted(structured.organization)}));
  if (!structured.contact.empty()) lines.push_back(page.say("contact", {joined(structured.contact, "  ")}));
  if (!structured.ignored.empty()) lines.push_back(page.say("not-used", {joined(structured.ignored, "; ")}));
  return lines;
}

// "Whose turn: ... Another resolver may answer."
std::string advice(const Page& page, const ede::InfoCode& entry) {
  std::string text;
  if (entry.fault != "none") text = page.say("turn", {page.say("fault-" + std::string(entry.fault))});
  auto retry = "retry-" + std::string(entry.retry);
  if (has_phrase(retry)) text += (text.empty() || page.style.language == ede::Language::ja ? "" : " ") + page.say(retry);
  return text;
}

void append_error(Page& page, const ede::ExtendedError& error, std::string_view closing) {
  auto name = label(page, error);
  auto indent = ede::display_width(name) + 4;
  page.out += "  " + paint(page.style, Paint::strong, name);
  if (error.info_code) page.out += "  " + paint(page.style, Paint::strong, error.entry().purpose);
  if (!error.extra_text.empty()) page.out += (error.info_code ? "   " : "  ") + quoted(error.extra_text);
  page.out += '\n';
  auto write = [&](std::string_view text) { append_wrapped(page.out, text, indent, page.style.columns); };
  if (error.info_code) write(error.entry().explanation(page.style.language));
  if (error.structured)
    for (const auto& line : structured_lines(page, *error.structured)) write(line);
  if (!error.malformed.empty()) write(page.say("malformed-option", {ede::printable(error.malformed)}));
  auto last = error.info_code ? advice(page, error.entry()) : std::string();
  if (!last.empty() && !closing.empty() && page.style.language == ede::Language::en) last += ' ';
  last += closing;
  if (!last.empty()) write(last);
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

}  // namespace edig::report
