// What a survey reads, by the first octet: a reply, whose row is written and read back; an output, whose rows
// are summed up; an input, each line of which ends with a name or one line that says why not.
#include <sys/mman.h>
#include <unistd.h>

#include "expect.h"
#include "report/survey_html.h"
#include "report/survey_json.h"
#include "report/survey_row_csv.h"
#include "report/survey_row_json.h"
#include "report/survey_text.h"
#include "survey/input.h"
#include "survey/output_reader.h"
#include "survey/reply.h"
#include "survey/row_csv.h"
#include "survey/row_json.h"

using namespace edig;
using fuzz::expect;
using fuzz::expect_harmless;
using fuzz::expect_lines;

namespace {

constexpr auto english = ede::Language::en;

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines(1);
  for (char c : text)
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  return lines;
}

void expect_same(const survey::Row& read, const survey::Row& written) {
  expect(read.line == written.line && read.type == written.type && read.outcome == written.outcome);
  if (written.outcome != survey::Outcome::replied) return;  // the rest is of replies
  expect(read.rcode == written.rcode && read.errors.size() == written.errors.size());
  for (std::size_t i = 0; i < read.errors.size(); ++i)
    expect(read.errors[i].info_code == written.errors[i].info_code);
  expect(read.fine() == written.fine());
}

// Written as either form, and read back.
void pass_on(const survey::Row& row) {
  std::string json, csv;
  report::SurveyJson(english).write(row, json);
  expect(json.ends_with('\n'));
  expect(json.size() < survey::OutputReader::max_line);
  json.pop_back();
  expect_harmless(json);
  survey::JsonRowReader json_rows;
  auto read = json_rows.read(json);
  expect(read.has_value());
  expect_same(*read, row);

  bool services = row.services.has_value();
  report::write_survey_csv(row, csv, services);
  csv.pop_back();
  expect_harmless(csv);
  auto titles = report::survey_csv_titles(services);
  titles.pop_back();
  auto csv_rows = survey::CsvRowReader::of(titles);
  auto read_csv = csv_rows->read(csv);
  expect(read_csv.has_value());
  expect_same(*read_csv, row);
}

void feed_reply(ByteView message) {
  static const Bytes query{0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 0, 1, 0, 1};
  if (!survey::is_reply_to(message, query)) return;
  survey::Reply reply;
  survey::read_reply(message, 1, reply);
  expect(reply.errors.size() <= survey::max_errors);
  auto row = survey::row_of(reply);
  row.line = 7;
  row.name = "a.";
  row.server = "192.0.2.1";
  row.transport = "udp";
  row.port = 53;
  pass_on(row);
  row.message = as_text(message);  // +answer
  pass_on(row);
}

void feed_output(std::string_view text) {
  survey::Summary summary;
  auto lines = lines_of(text);
  auto csv_rows = survey::CsvRowReader::of(lines.front());
  survey::JsonRowReader json_rows;
  std::uint64_t rows = 0;
  for (auto& line : lines) {
    auto row = csv_rows ? csv_rows->read(line) : json_rows.read(line);
    if (!row) {
      expect_harmless(row.error().text);
      continue;
    }
    ++rows;
    summary.add(*row);
  }
  expect(summary.all.rows == rows);
  report::SurveyReport report{.summary = summary};
  expect_lines(report::survey_text(report, english, 80));
  expect_lines(report::survey_json(report));
  expect_lines(report::survey_html(report, english), "\t");
}

void feed_input(std::string_view text) {
  int file = ::memfd_create("input", MFD_CLOEXEC);
  expect(file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  auto path = "/proc/self/fd/" + std::to_string(file);
  bool with_columns = text.starts_with("#,");
  auto input =
      survey::Input::open(path, with_columns ? survey::Columns{.name = 2, .weight = 1} : survey::Columns{});
  std::uint64_t last = 0;
  while (input && !input->ended()) {
    auto entry = input->next();
    if (!entry) continue;
    expect(input->line() > last || input->ended());
    last = input->line();
    if (*entry) {
      expect((*entry)->name.wire().size() <= 255 && (*entry)->weight >= 0);
      continue;
    }
    pass_on({.line = input->line(),
             .name = input->text(),
             .outcome = survey::Outcome::bad_input,
             .kind = Error::Kind::usage,
             .error = entry->error().text});
  }
  ::close(file);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  ByteView rest(data + 1, size - 1);
  switch (data[0]) {
    case 'r':
      feed_reply(rest);
      break;
    case 'o':
      feed_output(as_text(rest));
      break;
    case 'i':
      feed_input(as_text(rest));
      break;
    default:
      break;
  }
  return 0;
}
