#include "base/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

#include "base/descriptor.h"
#include "base/held_signals.h"
#include "base/write_all.h"

namespace edig {
namespace {

std::unexpected<Error> cannot_write(const std::string& path, const std::string& reason) {
  return fail(Error::Kind::file, "cannot write '" + path + "': " + reason);
}

std::unexpected<Error> cannot_write(const std::string& path, int error) {
  return cannot_write(path, std::strerror(error));
}

// A symbolic link stays one: what it leads to is written.
std::string real_path(const std::string& path) {
  std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr), &std::free);
  return real ? real.get() : path;
}

std::string folder_of(const std::string& path) {
  auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

Result<void> write_to(int descriptor, const std::string& path, std::string_view content) {
  return write_all(descriptor, content) ? Result<void>() : cannot_write(path, errno);
}

// Not blocking, as nobody may ever open the other end of a fifo.
Result<void> write_special(const std::string& path, std::string_view content) {
  Descriptor file(open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (file.get() < 0 && errno == ENXIO) return cannot_write(path, "nobody reads it");
  if (file.get() < 0) return cannot_write(path, errno);
  auto written = write_to(file.get(), path, content);
  return !written || file.close_now() ? written : cannot_write(path, errno);
}

// Standard output or standard error, where that is the file: then what is there already is edig's own.
std::optional<int> open_as(const struct stat& file) {
  for (int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat own {};
    bool same = fstat(descriptor, &own) == 0 && own.st_dev == file.st_dev && own.st_ino == file.st_ino;
    if (same) return descriptor;
  }
  return std::nullopt;
}

// As open(2) would make it.
mode_t new_mode() {
  auto mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

// Over a file beside it, which takes its place at the end or is gone.
Result<void> replace(const std::string& path, const std::string& target, mode_t mode,
                     std::string_view content) {
  HeldSignals held;
  auto beside = target + ".XXXXXX";
  Descriptor file(mkostemp(beside.data(), O_CLOEXEC));
  if (file.get() < 0) return cannot_write(path, errno);
  bool written = write_all(file.get(), content) && fchmod(file.get(), mode) == 0 && file.close_now() &&
                 rename(beside.c_str(), target.c_str()) == 0;
  if (written) return {};
  auto error = errno;
  unlink(beside.c_str());
  return cannot_write(path, error);
}

}  // namespace

Result<void> can_write(const std::string& path) {
  auto target = real_path(path);
  struct stat found {};
  bool there = stat(target.c_str(), &found) == 0;
  if (there && S_ISDIR(found.st_mode)) return cannot_write(path, EISDIR);
  auto asked = there && !S_ISREG(found.st_mode) ? target : folder_of(target);
  if (access(asked.c_str(), W_OK) != 0) return cannot_write(path, errno);
  return {};
}

Result<void> write_whole(const std::string& path, std::string_view content) {
  auto target = real_path(path);
  struct stat found {};
  bool there = stat(target.c_str(), &found) == 0;
  if (there && !S_ISREG(found.st_mode)) return write_special(path, content);
  if (auto descriptor = there ? open_as(found) : std::nullopt) return write_to(*descriptor, path, content);
  constexpr mode_t permissions = 0777;  // no set-user-ID, whatever stood there
  return replace(path, target, there ? found.st_mode & permissions : new_mode(), content);
}

}  // namespace edig
