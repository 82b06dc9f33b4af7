#include "cli/style.h"

#include <utility>

namespace edig::cli {
namespace {

std::string variable(const Common& common, const char* name) {
  return common.environment.variable(name).value_or("");
}

ede::Language locale_language(const Common& common) {
  for (const auto* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (auto locale = variable(common, name); !locale.empty()) return ede::Language::of_locale(locale);
  return ede::Language::en;
}

}  // namespace

report::Style make_style(Common& common, const LineSettings& line, const QuestionSettings& question) {
  auto style = question.style;
  style.format = line.format;
  style.language = line.language.value_or(locale_language(common));
  style.colour = common.environment.stdout_is_terminal && variable(common, "NO_COLOR").empty() &&
                 variable(common, "TERM") != "dumb";
  style.columns = common.environment.columns;
  style.command = std::exchange(common.banner_due, false) && line.command;
  style.command_heading = style.command && std::exchange(common.first_banner_due, false);
  style.explanation_alone = !question.why_asked.value_or(question.why.plan.given());
  style.compact = common.several || line.watch;
  style.command_line = common.command_line;
  style.like_dig = line.like_dig;
  style.name_given = *question.name;
  style.servfail_leads_on = line.like_dig && question.next_server_on_servfail;
  style.cookie_given = question.edns.cookie_value.has_value();
  style.server_named = !question.servers.empty();
  if (asks_for_transfer(question) &&
      (style.format == report::Format::dig || style.format == report::Format::yaml)) {
    style.comments = style.comments && style.asked_comments;
    style.question = style.question && style.asked_question;
  }
  style.source_address = line.source_address;
  style.source_port = line.source_port;
  style.short_types = question.follow_up != run::FollowUp::Kind::none;
  return style;
}

}  // namespace edig::cli
