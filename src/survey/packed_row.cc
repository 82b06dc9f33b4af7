#include "survey/packed_row.h"

#include <cstring>
#include <type_traits>

namespace edig::survey {
namespace {

// The parts of a row one after the other, as they are in memory.
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

// In the order in which they are packed.
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
  each(row.recovered);
  each(row.at);
  each(row.weight);
  each(row.kind);
  each(row.error);
  each(row.preflight);
}

}  // namespace

void PackedRow::pack(const Row& row) {
  Writer writer(bytes);
  visit([&](const auto& field) { writer.put(field); }, row);
  writer.put(static_cast<std::uint32_t>(row.errors.size()));
  for (const auto& [info_code, extra_text] : row.errors) {
    writer.put(info_code);
    writer.put(extra_text);
  }
}

Row PackedRow::row() {
  Row row;
  Fields fields(bytes);
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
