#include "base/read_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace edig {
namespace {

std::unexpected<Error> cannot_read(const std::string& path, int error) {
  return edig::cannot_read(path, std::strerror(error));
}

std::unexpected<Error> too_large(const std::string& path, std::size_t max_size) {
  return edig::cannot_read(path, "it is larger than " + std::to_string(max_size >> 20) + " MiB");
}

bool is_null_device(const struct stat& found) {
  return S_ISCHR(found.st_mode) && found.st_rdev == makedev(1, 3);
}

// A fifo that nobody writes to must not hold up whoever opens it.
Result<Descriptor> open_regular(const std::string& path, std::size_t max_size) {
  Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat found {};
  if (file.get() < 0 || fstat(file.get(), &found) != 0) return cannot_read(path, errno);
  if (S_ISDIR(found.st_mode)) return cannot_read(path, EISDIR);
  if (!S_ISREG(found.st_mode) && !is_null_device(found))
    return edig::cannot_read(path, "it is no regular file");
  if (static_cast<std::size_t>(found.st_size) > max_size) return too_large(path, max_size);
  return file;
}

bool wait_to_read(int descriptor) {
  pollfd waiting{descriptor, POLLIN, 0};
  return poll(&waiting, 1, -1) >= 0 || errno == EINTR;
}

Result<std::string> read_all(int descriptor, const std::string& path) {
  std::string text;
  std::array<char, 16384> buffer;
  while (text.size() <= max_text_file) {
    auto count = read(descriptor, buffer.data(), buffer.size());
    if (count == 0) return text;
    if (count > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(count));
    } else {
      bool later = errno == EINTR || (errno == EAGAIN && wait_to_read(descriptor));
      if (!later) return cannot_read(path, errno);
    }
  }
  return too_large(path, max_text_file);
}

}  // namespace

std::unexpected<Error> cannot_read(const std::string& path, const std::string& reason) {
  auto name = path == "-" ? "standard input" : "'" + path + "'";
  return fail(Error::Kind::file, "cannot read " + name + ": " + reason);
}

Result<std::string> read_file(const std::string& path) {
  if (path == "-") return read_all(STDIN_FILENO, path);
  auto file = open_regular(path, max_text_file);
  return file ? read_all(file->get(), path) : std::unexpected(file.error());
}

Result<void> can_read(const std::string& path, std::size_t max_size) {
  auto file = open_regular(path, max_size);
  return file ? Result<void>() : std::unexpected(file.error());
}

Result<Descriptor> open_stream(const std::string& path) {
  Descriptor file(path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                              : open(path.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC));
  struct stat found {};
  if (file.get() < 0 || fstat(file.get(), &found) != 0) return cannot_read(path, errno);
  if (S_ISDIR(found.st_mode)) return cannot_read(path, EISDIR);
  return file;
}

}  // namespace edig
