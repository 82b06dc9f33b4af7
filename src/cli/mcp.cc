#include "cli/mcp.h"

#include <utility>

#include "cli/words.h"

namespace edig::cli {
namespace {

Result<void> check_line_of_mcp(const Interpreter& given) {
  auto wrong = [](const char* text, const char* hint = "") { return fail(Error::Kind::usage, text, hint); };
  const auto& line = given.line;
  if (!given.questions.empty() || !line.batch_file.empty() || !line.survey.file.empty())
    return wrong("--mcp asks what an assistant asks for, and nothing else", "leave out the name");
  if (line.watch || !line.html_file.empty() || !line.svg_file.empty())
    return wrong("--mcp has standard output for the assistant, and writes no files",
                 "leave out +watch, +html and +svg");
  if (line.like_dig) return wrong("dig has no --mcp", "call edig by its own name");
  return {};
}

// What a call is for, it says itself; how its results look, is nobody's to choose.
void leave_to_calls(Interpreter& given) {
  auto& question = given.defaults;
  question.why_asked.reset();
  question.why.plan = {};
  question.compare = false;
  question.services = {};
  question.follow_up = run::FollowUp::Kind::none;
  question.error_reporting = run::ErrorReporting::none;
  question.style = {};
}

Result<run::Request> make(Interpreter start, Common common, std::span<const std::string> texts) {
  auto words = read_words(texts);
  if (!words) return std::unexpected(words.error());
  if (auto taken = start.take(*words); !taken) return std::unexpected(taken.error());
  auto questions = start.take_questions();
  if (questions.size() != 1) return fail(Error::Kind::usage, "a call asks one question");
  auto& question = questions.front();
  if (asks_for_transfer(question)) return fail(Error::Kind::usage, "zones are not transferred here");
  return make_request(common, start.line, question);
}

}  // namespace

Result<CommandLine> make_mcp(Interpreter given, Common common) {
  if (auto fits = check_line_of_mcp(given); !fits) return std::unexpected(fits.error());
  leave_to_calls(given);
  CommandLine made;
  // What changes while the program runs is read anew each time: /etc/resolv.conf.
  made.request_of = [start = std::move(given), common = std::move(common)](
                        std::span<const std::string> words) { return make(start, common, words); };
  constexpr const char* any[] = {"-q", "example."};
  auto usual = made.request_of(std::vector<std::string>(std::begin(any), std::end(any)));
  if (!usual) return std::unexpected(usual.error());
  return made;
}

}  // namespace edig::cli
