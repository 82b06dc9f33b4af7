#include "survey/leftovers.h"

#include <cerrno>
#include <cstring>
#include <type_traits>

namespace edig::survey {
namespace {

// The parts of a row one after the other, as they are in memory: the file is read by nobody else.
class Writer {
 public:
  explicit Writer(Bytes& bytes) : bytes_(bytes) { bytes_.clear(); }

  template <typename T>
  requires std::is_trivially_copyable_v<T>
  void put(const T& value) {
    const auto* start = reinterpret_cast<const std::uint8_t*>(&value);
    bytes_.insert(bytes_.end(), start, start + sizeof value);
  }
  void put(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    append(bytes_, as_bytes(text));
  }

 private:
  Bytes& bytes_;
};

class Fields {
 public:
  explicit Fields(ByteView bytes) : bytes_(bytes) {}

  template <typename T>
  requires std::is_trivially_copyable_v<T>
  void get(T& value) {
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_ = bytes_.subspan(sizeof value);
  }
  void get(std::string_view& text) {
    std::uint32_t size = 0;
    get(size);
    text = as_text(bytes_.first(size));
    bytes_ = bytes_.subspan(size);
  }

 private:
  ByteView bytes_;
};

// In the order of the file.
template <typename Visitor, typename R>
void visit(Visitor&& each, R& row) {
  each(row.line);
  each(row.name);
  each(row.type);
  each(row.servers);
  each(row.server);
  each(row.transport);
  each(row.port);
  each(row.outcome);
  each(row.rcode);
  each(row.flags);
  each(row.content);
  each(row.edns);
  each(row.udp_size);
  each(row.dnssec_ok);
  each(row.message);
  each(row.ms);
  each(row.authenticated);
  each(row.attempts);
  each(row.at);
  each(row.weight);
  each(row.kind);
  each(row.error);
  each(row.preflight);
}

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
  Writer writer(record_);
  visit([&](const auto& field) { writer.put(field); }, row);
  writer.put(static_cast<std::uint32_t>(row.errors.size()));
  for (const auto& [info_code, extra_text] : row.errors) {
    writer.put(info_code);
    writer.put(extra_text);
  }
  auto size = static_cast<std::uint32_t>(record_.size());
  bool written = std::fwrite(&size, sizeof size, 1, file_.get()) == 1 &&
                 std::fwrite(record_.data(), record_.size(), 1, file_.get()) == 1;
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
  record_.resize(size);
  if (std::fread(record_.data(), size, 1, file_.get()) != 1) return std::nullopt;
  Row row;
  Fields fields(record_);
  visit([&](auto& field) { fields.get(field); }, row);
  std::uint32_t errors = 0;
  fields.get(errors);
  errors_.resize(errors);
  for (auto& [info_code, extra_text] : errors_) {
    fields.get(info_code);
    fields.get(extra_text);
  }
  row.errors = errors_;
  return row;
}

}  // namespace edig::survey
