#include <sys/stat.h>

#include "base/read_file.h"
#include "base_files.h"

using namespace edig;

namespace {

std::string refusal(const std::string& path) {
  auto read = read_file(path);
  REQUIRE_FALSE(read);
  CHECK(read.error().kind == Error::Kind::file);
  auto can = can_read(path, max_text_file);
  REQUIRE_FALSE(can);
  CHECK(can.error().text == read.error().text);
  return read.error().text;
}

}  // namespace

TEST_CASE("read_file: a regular file as it is, up to the bound") {
  Folder folder;
  CHECK(read_file(folder.file("empty", "")) == std::string());
  std::string text("a\0b\n", 4);
  CHECK(read_file(folder.file("text", text)) == text);
  std::string large(max_text_file, 'x');
  CHECK(read_file(folder.file("large", large)) == large);
  CHECK(refusal(folder.file("larger", large + 'x')) ==
        "cannot read '" + folder.path + "/larger': it is larger than 1 MiB");
}

TEST_CASE("read_file: what is no file, or has no end, is refused without waiting for it") {
  Folder folder;
  auto fifo = folder.path + "/fifo";
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(refusal(fifo) == "cannot read '" + fifo + "': it is no regular file");
  CHECK(refusal("/dev/zero") == "cannot read '/dev/zero': it is no regular file");
  CHECK(refusal(folder.path) == "cannot read '" + folder.path + "': Is a directory");
  CHECK(refusal(folder.path + "/none") ==
        "cannot read '" + folder.path + "/none': No such file or directory");
  CHECK(read_file("/dev/null") == std::string());
}

TEST_CASE("read_file: a file that says it is empty is bounded, too") {
  auto status = read_file("/proc/self/status");
  REQUIRE(status);
  CHECK(status->starts_with("Name:"));
}
