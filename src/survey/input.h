// The input of a survey: what to ask, a name a line, out of a file or a stream, plain or compressed.
//
//   example.com                         a name: presentation format or IDN, UTF-8
//   example.com MX @192.0.2.1           a TYPE and a server behind it, an address without @, too
//   https://www.example.com/login       what people have in lists: a URL, a mail address, an address,
//   host:port # a comment, also behind a name; ; too
//
// or with columns, comma-separated values (RFC 4180, but no line breaks within quotes): 1,example.com
//
// Ten million lines are read: a plain name costs its own allocation and no other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/line_reader.h"
#include "dns/name.h"
#include "survey/row_values.h"

namespace edig::survey {

/// From 1; with any of them each line is comma-separated values.
struct Columns {
  std::optional<unsigned> name = {};    // the first where only the weight has one
  std::optional<unsigned> weight = {};  // how much the line counts, such as a number of questions

  bool any() const { return name || weight; }
};

struct Entry {
  dns::Name name = {};
  std::optional<std::uint16_t> type = {};   // as the line says
  std::optional<std::uint16_t> usual = {};  // where it says none: MX of a mail address, PTR of an address
  std::string_view server = {};             // as the line says, without @; there until the next line is read
  double weight = 1;
};

class Input {
 public:
  static Result<Input> open(const std::string& path, Columns columns = {});

  /// The next line that says something: what to ask, or what is wrong with it (of kind `usage`), after which
  /// reading goes on. Nothing where none is there yet, or none is left (`ended`). An error of kind `file`: a
  /// line that is too long or, where it has ended, why the rest cannot be read.
  std::optional<Result<Entry>> next();
  bool ended() const { return lines_.ended(); }
  /// Of the line that came last, from 1; comments and blank lines count.
  std::uint64_t line() const { return lines_.number(); }
  /// The line that came last; there until the next call.
  std::string_view text() const { return text_; }
  /// Readable when there may be more.
  int descriptor() const { return lines_.descriptor(); }
  /// Of a file, compressed or not, from 0 to 1; nothing of a stream.
  std::optional<double> part_read() const;
  std::string name() const { return lines_.name(); }
  /// With columns: the first line was taken for their titles, since it has several fields and in none a digit
  /// or a dot.
  bool has_header() const { return has_header_; }

 private:
  Input(LineReader lines, Columns columns) : lines_(std::move(lines)), columns_(columns) {}

  Result<Entry> read_words(std::string_view text);
  Result<Entry> read_columns(std::string_view text);

  LineReader lines_;
  Columns columns_;
  bool has_header_ = false;
  std::string_view text_;
  TypeMemo types_;
  std::vector<std::string> fields_;  // of the line with columns, reused
};

}  // namespace edig::survey
