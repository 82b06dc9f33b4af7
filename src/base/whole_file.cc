#include "base/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "base/write_all.h"

namespace edig {
namespace {

std::unexpected<Error> cannot_write(const std::string& path, int error) {
  return fail(Error::Kind::file, "cannot write '" + path + "': " + std::strerror(error));
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

bool is_special(const std::string& path) {
  struct stat found {};
  return stat(path.c_str(), &found) == 0 && !S_ISREG(found.st_mode);
}

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() { close_now(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool close_now() {
    auto descriptor = descriptor_;
    descriptor_ = -1;
    return descriptor < 0 || close(descriptor) == 0;
  }

  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Result<void> write_special(const std::string& path, std::string_view content) {
  Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.get() < 0 || !write_all(file.get(), content) || !file.close_now())
    return cannot_write(path, errno);
  return {};
}

// As the file that was there had it, else as open(2) would make it.
mode_t mode_for(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) == 0) return found.st_mode & 07777;
  auto mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
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
  if (is_special(target)) return write_special(path, content);
  auto beside = target + ".XXXXXX";
  Descriptor file(mkostemp(beside.data(), O_CLOEXEC));
  if (file.get() < 0) return cannot_write(path, errno);
  bool written = write_all(file.get(), content) && fchmod(file.get(), mode_for(target)) == 0 &&
                 file.close_now() && rename(beside.c_str(), target.c_str()) == 0;
  if (written) return {};
  auto error = errno;
  unlink(beside.c_str());
  return cannot_write(path, error);
}

}  // namespace edig
