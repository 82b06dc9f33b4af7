#include "survey/output_reader.h"

#include <poll.h>

#include "base/read_file.h"

namespace edig::survey {
namespace {

void wait_for(int descriptor) {
  pollfd waiting{descriptor, POLLIN, 0};
  poll(&waiting, 1, -1);
}

}  // namespace

Result<OutputReader> OutputReader::open(const std::string& path) {
  auto lines = LineReader::open(path, max_line);
  if (!lines) return std::unexpected(lines.error());
  return OutputReader(std::move(*lines), path);
}

std::optional<Result<Row>> OutputReader::next() {
  while (auto line = next_line()) {
    if (!*line) return std::unexpected(line->error());
    torn_ = lines_.is_open();
    if (torn_) return std::nullopt;
    whole_ = lines_.offset();
    bool titles = lines_.number() == 1 && !line->value().starts_with('{');
    auto wrong = [&](const Error& error) {
      return cannot_read(path_,
                         "line " + std::to_string(lines_.number()) + " is no row of a survey: " + error.text);
    };
    if (titles) {
      auto made = CsvRowReader::of(**line);
      if (!made) return wrong(made.error());
      csv_ = std::move(*made);
      continue;
    }
    if (line->value().empty()) continue;
    auto row = read(**line);
    return row ? row : wrong(row.error());
  }
  return std::nullopt;
}

std::optional<Result<std::string_view>> OutputReader::next_line() {
  for (;;) {
    auto line = lines_.next();
    if (line || lines_.ended()) return line;
    wait_for(lines_.descriptor());
  }
}

Result<Row> OutputReader::read(std::string_view line) {
  if (csv_) return csv_->read(line);
  line_ = line;
  return json_.read(line_);
}

}  // namespace edig::survey
