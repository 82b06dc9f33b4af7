#include "survey/resume.h"

#include <unistd.h>

#include "base/read_file.h"
#include "survey/output_reader.h"

namespace edig::survey {
namespace {

Result<bool> is_compressed(const std::string& path) {
  auto file = open_stream(path);
  if (!file) return std::unexpected(file.error());
  char start[4];
  auto count = read(file->get(), start, sizeof start);
  if (count <= 0) return false;
  auto compression = compression_of(std::string_view(start, static_cast<std::size_t>(count)));
  return compression == Compression::gzip || compression == Compression::zstd;
}

}  // namespace

Result<Done> read_done(const std::string& path, const std::function<void(const Row&)>& each) {
  Done done;
  if (access(path.c_str(), F_OK) != 0) return done;
  auto compressed = is_compressed(path);
  if (!compressed) return std::unexpected(compressed.error());
  if (*compressed) return cannot_read(path, "it is compressed, and cannot be gone on with");
  auto output = OutputReader::open(path);
  if (!output) return std::unexpected(output.error());
  while (auto row = output->next()) {
    if (!*row) return std::unexpected(row->error());
    if (done.rows.add(**row)) each(**row);
  }
  done.size = output->whole();
  done.torn = output->is_torn();
  return done;
}

}  // namespace edig::survey
