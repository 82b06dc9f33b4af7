// What the options of the output do to the settings.
#include "base/whole_file.h"
#include "cli/setters.h"
#include "cli/values.h"

namespace edig::cli {

Result<void> set_language(LineSettings& line, QuestionSettings&, const Given& given) {
  line.language = ede::Language::find(*given.value);
  if (line.language) return {};
  return fail(Error::Kind::usage,
              given.spelling + " is " + ede::language_codes(" or ") + ", not '" + *given.value + "'");
}

namespace {

Result<void> set_page(std::string& file, const Given& given) {
  file = given.on ? given.value.value_or("") : "";
  if (!given.on) return {};
  if (file.empty()) return fail(Error::Kind::usage, given.spelling + " needs the name of a file");
  auto writable = can_write(file);
  return writable ? Result<void>() : fail(Error::Kind::file, given.spelling + ": " + writable.error().text);
}

}  // namespace

Result<void> set_html(LineSettings& line, QuestionSettings&, const Given& given) {
  return set_page(line.html_file, given);
}

Result<void> set_svg(LineSettings& line, QuestionSettings&, const Given& given) {
  return set_page(line.svg_file, given);
}

Result<void> set_all(LineSettings& line, QuestionSettings& question, const Given& given) {
  auto& style = question.style;
  style.question = style.answer = style.authority = style.additional = style.comments = style.stats =
      given.on;
  style.all_sections = style.asked_question = style.asked_answer = style.asked_comments = given.on;
  line.command = given.on;
  return {};
}

Result<void> set_question(LineSettings&, QuestionSettings& question, const Given& given) {
  question.style.question = question.style.asked_question = given.on;
  return {};
}

Result<void> set_answer(LineSettings&, QuestionSettings& question, const Given& given) {
  question.style.answer = question.style.asked_answer = given.on;
  return {};
}

Result<void> set_comments(LineSettings&, QuestionSettings& question, const Given& given) {
  question.style.comments = question.style.asked_comments = given.on;
  return {};
}

Result<void> set_stats(LineSettings&, QuestionSettings& question, const Given& given) {
  question.style.stats = question.style.asked_stats = given.on;
  return {};
}

Result<void> set_authority(LineSettings&, QuestionSettings& question, const Given& given) {
  question.style.authority = question.style.asked_authority = given.on;
  return {};
}

Result<void> set_additional(LineSettings&, QuestionSettings& question, const Given& given) {
  question.style.additional = question.style.asked_additional = given.on;
  return {};
}

Result<void> set_ttlunits(LineSettings&, QuestionSettings& question, const Given& given) {
  question.style.ttl = true;
  question.style.ttl_units = given.on;
  return {};
}

// dig's is a set of other options, which later ones may take back.
Result<void> set_short(LineSettings& line, QuestionSettings& question, const Given& given) {
  if (line.like_dig && given.on) {
    auto& style = question.style;
    line.command = false;
    style.additional = style.authority = style.question = style.comments = style.stats = false;
    style.answer = true;
    style.rr_comments = false;
    if (line.format == report::Format::yaml) return {};  // +short +yaml: of these sections, in either order
  }
  return set_format<report::Format::short_>(line, question, given);
}

// So is this one.
Result<void> set_yaml(LineSettings& line, QuestionSettings& question, const Given& given) {
  if (line.like_dig && given.on) {
    line.command = question.style.stats = false;
    question.style.rr_comments = false;
  }
  return set_format<report::Format::yaml>(line, question, given);
}

Result<void> set_rr_comments(LineSettings&, QuestionSettings& question, const Given& given) {
  question.style.rr_comments = given.on;
  return {};
}

// To a multiple of 4, the characters of base64 that belong together.
Result<void> set_split(LineSettings& line, QuestionSettings& question, const Given& given) {
  question.style.split.reset();
  if (!given.on) question.style.split = 0;
  if (!given.value) return {};
  auto width = parse_number(*given.value, 0, 1023, given.spelling);
  if (!width) return std::unexpected(width.error());
  auto whole = (*width + 3) / 4 * 4;
  if (whole != *width)
    line.warnings.push_back(given.spelling + " is a multiple of 4: taken for " + std::to_string(whole));
  question.style.split = whole;
  return {};
}

Result<void> set_show_all(LineSettings&, QuestionSettings& question, const Given& given) {
  auto& style = question.style;
  style.sent_query = style.show_badcookie = style.show_badvers = style.show_truncated = given.on;
  return {};
}

Result<void> set_debug(LineSettings&, QuestionSettings& question, const Given&) {
  question.style.debug = true;
  return {};
}

Result<void> set_microseconds(LineSettings&, QuestionSettings& question, const Given&) {
  question.style.microseconds = true;
  return {};
}

}  // namespace edig::cli
