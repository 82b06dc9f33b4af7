#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/descriptor.h"
#include "base/whole_file.h"
#include "base_files.h"

using namespace edig;
namespace fs = std::filesystem;

namespace {

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
  fs::permissions(file, static_cast<fs::perms>(07755));
  REQUIRE(write_whole(file, "two"));
  CHECK((fs::status(file).permissions() & fs::perms::mask) == static_cast<fs::perms>(0755));
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

TEST_CASE("write_whole: nobody waits for a fifo that nobody reads") {
  Folder folder;
  auto fifo = folder.path + "/fifo";
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  auto written = write_whole(fifo, "one");
  REQUIRE_FALSE(written);
  CHECK(written.error().text == "cannot write '" + fifo + "': nobody reads it");
  Descriptor reader(open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  CHECK(write_whole(fifo, "one"));
  char buffer[8];
  CHECK(read(reader.get(), buffer, sizeof buffer) == 3);
}

TEST_CASE("write_whole: what is interrupted is whole or not there, and the interrupt is not lost") {
  Folder folder;
  auto file = folder.path + "/page.html";
  auto interrupted = fork();
  REQUIRE(interrupted >= 0);
  if (interrupted == 0) {
    // Full after its first half: stopped there, it is told to end.
    rlimit little{4096, RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &little);
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGXFSZ, [](int) { std::raise(SIGTERM); });
    (void)write_whole(file, std::string(8192, 'x'));
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(interrupted, &status, 0) == interrupted);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
  CHECK(files_in(folder.path) == 0);
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
