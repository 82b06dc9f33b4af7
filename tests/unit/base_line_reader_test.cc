#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "base/line_reader.h"
#include "base_files.h"

using namespace edig;

namespace {

using Texts = std::vector<std::string>;

// Lines, or what went wrong, until there is nothing more now.
Texts all_now(LineReader& reader) {
  Texts texts;
  while (auto next = reader.next())
    texts.push_back(*next ? std::string(**next) : "error: " + next->error().text);
  return texts;
}

Texts lines_of(const std::string& path) {
  auto reader = LineReader::open(path);
  REQUIRE(reader);
  auto texts = all_now(*reader);
  CHECK(reader->ended());
  return texts;
}

}  // namespace

TEST_CASE("LineReader: UTF-16, as some editors and shells write it, is told") {
  Folder folder;
  auto path = folder.file("utf16", std::string("\xff\xfe"
                                               "a\0\n\0",
                                               6));
  CHECK(lines_of(path) == Texts{"error: cannot read '" + path + "': it is UTF-16"});
}

TEST_CASE("LineReader: lines of a file") {
  Folder folder;
  CHECK(lines_of(folder.file("empty", "")).empty());
  CHECK(lines_of(folder.file("two", "one\n\ntwo\n")) == Texts{"one", "", "two"});
  CHECK(lines_of(folder.file("open", "one\ntwo")) == Texts{"one", "two"});
  CHECK(lines_of(folder.file("mark", "\xef\xbb\xbfone\n\xef\xbb\xbftwo\n")) ==
        Texts{"one", "\xef\xbb\xbftwo"});
  std::string longest(LineReader::max_line, 'x');
  CHECK(lines_of(folder.file("longest", longest + "\ntwo\n")) == Texts{longest, "two"});
}

TEST_CASE("LineReader: a line that is too long is told, and reading goes on; one without end is the end") {
  Folder folder;
  auto path = folder.file("long", "one\n" + std::string(LineReader::max_line + 1, 'x') + "\nthree\n");
  CHECK(lines_of(path) ==
        Texts{"one", "error: cannot read '" + path + "': line 2 is longer than 65536 octets", "three"});
  CHECK(lines_of("/dev/zero") == Texts{"error: cannot read '/dev/zero': line 1 is longer than 65536 octets"});
}

TEST_CASE("LineReader: of a stream each line comes as soon as it is there, and nobody waits") {
  Folder folder;
  auto fifo = folder.path + "/fifo";
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  Descriptor writer(open(fifo.c_str(), O_RDWR | O_CLOEXEC));
  auto write = [&](std::string_view text) {
    REQUIRE(::write(writer.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  };
  auto reader = LineReader::open(fifo);
  REQUIRE(reader);
  CHECK(all_now(*reader).empty());
  write("one\ntw");
  CHECK(all_now(*reader) == Texts{"one"});
  CHECK(reader->number() == 1);
  write("o\nthree");
  CHECK(all_now(*reader) == Texts{"two"});
  CHECK_FALSE(reader->ended());
  writer.close_now();
  CHECK(all_now(*reader) == Texts{"three"});
  CHECK(reader->number() == 3);
  CHECK(reader->ended());
}

TEST_CASE("LineReader: a line without a break that is too long is told once, at the end") {
  Folder folder;
  auto path = folder.file("long", "one\n" + std::string(3 * LineReader::max_line, 'x'));
  CHECK(lines_of(path) ==
        Texts{"one", "error: cannot read '" + path + "': line 2 is longer than 65536 octets"});
}

TEST_CASE("LineReader: what cannot be opened is told at once") {
  Folder folder;
  CHECK(LineReader::open(folder.path).error().text == "cannot read '" + folder.path + "': Is a directory");
  CHECK(LineReader::open(folder.path + "/none").error().kind == Error::Kind::file);
}
