#include "cli/batch.h"

#include <algorithm>
#include <array>

#include "cli/values.h"
#include "cli/words.h"

namespace edig::cli {
namespace {

// What is decided once for the whole run.
Result<void> fit_for_a_line(std::span<const Word> words) {
  constexpr std::array names = {std::string_view("html"), std::string_view("svg"), std::string_view("watch"),
                                std::string_view("resolv-conf")};
  for (const auto& word : words) {
    if (!word.option) continue;
    bool fits = word.option->letter != 'f' && word.option->group != Group::program &&
                std::ranges::find(names, word.option->name) == names.end();
    if (!fits) return fail(Error::Kind::usage, spelling(*word.option) + " belongs on the command line");
  }
  return {};
}

}  // namespace

std::optional<Result<run::Request>> Batch::next() {
  auto at_line = [this](const Error& error) {
    return fail(error.kind, lines_.name() + ':' + std::to_string(lines_.number()) + ": " + error.text,
                error.hint);
  };
  while (questions_.empty()) {
    auto line = lines_.next();
    if (!line) return std::nullopt;
    if (!*line) return std::unexpected(line->error());
    if (auto read = read_line(std::string(**line)); !read) return at_line(read.error());
  }
  auto request = make_request(common_, line_, questions_.front());
  questions_.pop_front();
  if (!request) return at_line(request.error());
  return request;
}

std::optional<int> Batch::awaited() const {
  return lines_.ended() ? std::nullopt : std::optional(lines_.descriptor());
}

Result<void> Batch::read_line(const std::string& line) {
  auto texts = split(line, " \t\r");
  if (texts.empty() || texts[0].starts_with('#') || texts[0].starts_with(';')) return {};
  auto words = read_words(std::vector<std::string>(texts.begin(), texts.end()));
  if (!words) return std::unexpected(words.error());
  if (auto fits = fit_for_a_line(*words); !fits) return fits;
  auto interpreter = start_;
  if (auto taken = interpreter.take_line(*words); !taken) return taken;
  line_ = std::move(interpreter.line);
  common_.warnings.insert(common_.warnings.end(), line_.warnings.begin(), line_.warnings.end());
  if (line_.like_dig) {
    common_.banner_due = true;
    common_.command_line = line.substr(0, line.find_last_not_of(" \t\r\n") + 1);
  }
  auto questions = interpreter.take_questions();
  questions_.assign(std::make_move_iterator(questions.begin()), std::make_move_iterator(questions.end()));
  return {};
}

}  // namespace edig::cli
