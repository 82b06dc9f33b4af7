#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/whole_file.h"

using namespace edig;
namespace fs = std::filesystem;

namespace {

struct Folder {
  std::string path = "/tmp/edig-unit-XXXXXX";
  Folder() { REQUIRE(mkdtemp(path.data())); }
  ~Folder() { fs::remove_all(path); }
};

std::string content(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t files_in(const std::string& path) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("write_whole: the new content takes the place of the old, and nothing is left beside it") {
  Folder folder;
  auto file = folder.path + "/page.html";
  auto mask = umask(022);
  REQUIRE(write_whole(file, "one"));
  CHECK((fs::status(file).permissions() & fs::perms::mask) == static_cast<fs::perms>(0644));
  fs::permissions(file, static_cast<fs::perms>(0640));
  REQUIRE(write_whole(file, "two"));
  CHECK((fs::status(file).permissions() & fs::perms::mask) == static_cast<fs::perms>(0640));
  umask(mask);
  CHECK(content(file) == "two");
  CHECK(files_in(folder.path) == 1);
}

TEST_CASE("write_whole: a symbolic link stays one; what is no regular file stays what it is") {
  Folder folder;
  auto file = folder.path + "/page.html", link = folder.path + "/link";
  REQUIRE(write_whole(file, "one"));
  fs::create_symlink(file, link);
  REQUIRE(write_whole(link, "two"));
  CHECK(fs::is_symlink(link));
  CHECK(content(file) == "two");
  CHECK(write_whole("/dev/null", "three"));
  CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("write_whole: what cannot be written") {
  Folder folder;
  for (const auto& path : {folder.path, folder.path + "/none/page.html"}) {
    CAPTURE(path);
    auto written = write_whole(path, "x");
    REQUIRE_FALSE(written);
    CHECK(written.error().kind == Error::Kind::file);
    CHECK(written.error().text.starts_with("cannot write '" + path + "': "));
    CHECK_FALSE(can_write(path));
  }
  CHECK(can_write(folder.path + "/page.html"));
  CHECK(files_in(folder.path) == 0);
  CHECK_FALSE(write_whole("/dev/full", "x"));
}
