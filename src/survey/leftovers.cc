#include "survey/leftovers.h"

#include <cerrno>
#include <cstring>

namespace edig::survey {
namespace {

std::unexpected<Error> failed(const char* what) {
  return fail(Error::Kind::file,
              std::string("the temporary file of what is to be asked again cannot be ") + what + ": " +
                  std::strerror(errno),
              "TMPDIR names another place for it");
}

}  // namespace

Result<void> Leftovers::add(const Row& row) {
  if (!file_) file_.reset(std::tmpfile());
  if (!file_) return failed("made");
  record_.pack(row);
  const auto& bytes = record_.bytes;
  auto size = static_cast<std::uint32_t>(bytes.size());
  bool written = std::fwrite(&size, sizeof size, 1, file_.get()) == 1 &&
                 std::fwrite(bytes.data(), bytes.size(), 1, file_.get()) == 1;
  if (!written) return failed("written");
  ++size_;
  return {};
}

void Leftovers::rewind() {
  if (file_) std::rewind(file_.get());
  read_ = 0;
}

std::optional<Row> Leftovers::next() {
  std::uint32_t size = 0;
  if (read_ == size_ || std::fread(&size, sizeof size, 1, file_.get()) != 1) return std::nullopt;
  ++read_;
  record_.bytes.resize(size);
  if (std::fread(record_.bytes.data(), size, 1, file_.get()) != 1) return std::nullopt;
  return record_.row();
}

}  // namespace edig::survey
