// What +trace and +nssearch do to the settings: as in dig they also decide what is shown of each reply.
#include "cli/setters.h"

namespace edig::cli {
namespace {

void follow_up(LineSettings& line, QuestionSettings& question, run::FollowUp::Kind kind, bool on) {
  if (!on) {
    if (question.follow_up == kind) question.follow_up = run::FollowUp::Kind::none;
    return;
  }
  question.follow_up = kind;
  auto& style = question.style;
  style.comments = style.question = style.additional = style.stats = false;
  style.rr_comments.reset();
  style.identify = true;
  line.search = false;
}

}  // namespace

Result<void> set_trace(LineSettings& line, QuestionSettings& question, const Given& given) {
  follow_up(line, question, run::FollowUp::Kind::trace, given.on);
  if (!given.on) return {};
  question.style.authority = true;
  question.edns.on = question.edns.dnssec_ok = question.edns.cookie = true;
  return {};
}

Result<void> set_nssearch(LineSettings& line, QuestionSettings& question, const Given& given) {
  follow_up(line, question, run::FollowUp::Kind::nssearch, given.on);
  return {};
}

}  // namespace edig::cli
