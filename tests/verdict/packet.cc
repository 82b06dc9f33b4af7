#include "packet.h"

#include <algorithm>
#include <map>
#include <optional>

#include "dns/types.h"

namespace edig::verdict {
namespace {

// Where the names are in RDATA: after so many octets, so many of them.
struct Shape {
  std::uint16_t type;
  std::size_t before, names;
  bool compressed, folded;  // RFC 3597 section 4; RFC 4034 section 6.2 and RFC 6840 section 5.1
};

constexpr Shape shapes[] = {
    {dns::type::ns, 0, 1, true, true},     {dns::type::cname, 0, 1, true, true},
    {dns::type::soa, 0, 2, true, true},    {dns::type::mx, 2, 1, true, true},
    {dns::type::dname, 0, 1, false, true}, {dns::type::rrsig, 18, 1, false, true},
    {dns::type::nsec, 0, 1, false, false},
};

const Shape* shape_of(std::uint16_t type) {
  const auto* found = std::ranges::find(shapes, type, &Shape::type);
  return found == std::end(shapes) ? nullptr : found;
}

// How many octets the uncompressed name at the front takes; nothing where it is not whole.
std::optional<std::size_t> name_size(ByteView bytes) {
  for (std::size_t at = 0; at < bytes.size() && at < 255; at += bytes[at] + 1u) {
    if (bytes[at] == 0) return at + 1;
    if (bytes[at] > 63) return std::nullopt;
  }
  return std::nullopt;
}

class Writer {
 public:
  Bytes take() { return std::move(wire_); }

  void u16(std::size_t value) {
    wire_.push_back(static_cast<std::uint8_t>(value >> 8));
    wire_.push_back(static_cast<std::uint8_t>(value));
  }
  void u32(std::uint32_t value) { u16(value >> 16), u16(value & 0xffff); }
  void octets(ByteView bytes) { wire_.insert(wire_.end(), bytes.begin(), bytes.end()); }

  void name(ByteView name) {
    for (std::size_t at = 0; at < name.size() && name[at] != 0; at += name[at] + 1u) {
      std::string rest(as_text(name.subspan(at)));
      auto known = places_.find(rest);
      if (known != places_.end()) return u16(0xc000u | known->second);
      if (wire_.size() < 0x4000) places_.emplace(std::move(rest), wire_.size());
      octets(name.subspan(at, name[at] + 1u));
    }
    wire_.push_back(0);
  }

  void record(const Rr& record) {
    name(record.owner);
    u16(record.type), u16(record.cls), u32(record.ttl);
    auto length_at = wire_.size();
    u16(0);
    rdata(record);
    auto length = wire_.size() - length_at - 2;
    wire_[length_at] = static_cast<std::uint8_t>(length >> 8);
    wire_[length_at + 1] = static_cast<std::uint8_t>(length);
  }

 private:
  void rdata(const Rr& record) {
    ByteView rest = record.rdata;
    const auto* shape = shape_of(record.type);
    if (shape && shape->compressed && rest.size() > shape->before) {
      octets(rest.first(shape->before)), rest = rest.subspan(shape->before);
      for (std::size_t i = 0; i < shape->names; ++i) {
        auto size = name_size(rest);
        if (!size) break;
        name(rest.first(*size)), rest = rest.subspan(*size);
      }
    }
    octets(rest);
  }

  Bytes wire_;
  std::map<std::string, std::size_t> places_;
};

class PacketReader {
 public:
  explicit PacketReader(ByteView wire) : wire_(wire), reader_(wire) {}

  Packet read() {
    Packet packet;
    std::uint16_t header[6] = {};
    for (auto& field : header) field = reader_.u16().value_or(0);
    packet.id = header[0], packet.flags = header[1];
    for (unsigned i = 0; i < header[2]; ++i) {
      auto name = this->name();
      auto type = name ? reader_.u16() : std::nullopt;
      auto cls = type ? reader_.u16() : std::nullopt;
      if (!cls) return packet;
      packet.qname = *name, packet.qtype = *type, packet.qclass = *cls;
    }
    for (unsigned section = 0; section < 3; ++section)
      for (unsigned i = 0; i < header[3 + section]; ++i) {
        auto record = this->record();
        if (!record) return packet;
        packet.sections[section].push_back(std::move(*record));
      }
    return packet;
  }

 private:
  // Pointers lead backwards only (RFC 1035 section 4.1.4).
  std::optional<Bytes> name() {
    Bytes name;
    auto at = reader_.offset(), limit = at;
    std::optional<std::size_t> end;
    while (at < wire_.size() && name.size() < 255) {
      auto octet = wire_[at];
      if (octet >= 0xc0) {
        if (at + 1 >= wire_.size()) return std::nullopt;
        std::size_t target = (octet & 0x3fu) << 8 | wire_[at + 1];
        if (!end) end = at + 2;
        if (target >= limit) return std::nullopt;
        at = limit = target;
        continue;
      }
      if (octet > 63 || at + octet + 1 > wire_.size()) return std::nullopt;
      auto label = wire_.subspan(at, octet + 1u);
      name.insert(name.end(), label.begin(), label.end());
      at += octet + 1u;
      if (octet != 0) continue;
      reader_ = Reader(wire_, end.value_or(at));
      return name.size() <= 255 ? std::optional(name) : std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<Rr> record() {
    Rr record;
    record.at = reader_.offset();
    auto owner = name();
    auto type = owner ? reader_.u16() : std::nullopt;
    auto cls = type ? reader_.u16() : std::nullopt;
    auto ttl = cls ? reader_.u32() : std::nullopt;
    auto length = ttl ? reader_.u16() : std::nullopt;
    if (!length || *length > reader_.remaining()) return std::nullopt;
    record.owner = *owner, record.type = *type, record.cls = *cls, record.ttl = *ttl;
    record.rdata_at = reader_.offset(), record.end = record.rdata_at + *length;
    record.rdata = rdata(record).value_or(Bytes(wire_.begin() + static_cast<std::ptrdiff_t>(record.rdata_at),
                                                wire_.begin() + static_cast<std::ptrdiff_t>(record.end)));
    reader_ = Reader(wire_, record.end);
    return record;
  }

  // Nothing where the names in it cannot be read.
  std::optional<Bytes> rdata(const Rr& record) {
    const auto* shape = shape_of(record.type);
    auto before = shape ? reader_.take(shape->before) : std::nullopt;
    if (!before) return std::nullopt;
    Bytes plain(before->begin(), before->end());
    for (std::size_t i = 0; i < shape->names; ++i) {
      auto one = name();
      if (!one || reader_.offset() > record.end) return std::nullopt;
      plain.insert(plain.end(), one->begin(), one->end());
    }
    auto rest = *reader_.take(record.end - reader_.offset());
    plain.insert(plain.end(), rest.begin(), rest.end());
    return plain;
  }

  ByteView wire_;
  Reader reader_;
};

}  // namespace

std::uint16_t Packet::rcode() const {
  auto value = static_cast<std::uint16_t>(flags & 15);
  for (const auto& record : additional())
    if (record.type == dns::type::opt) return static_cast<std::uint16_t>(value | record.ttl >> 24 << 4);
  return value;
}

Bytes encode(const Packet& packet) {
  Writer writer;
  writer.u16(packet.id), writer.u16(packet.flags);
  writer.u16(packet.qname.empty() ? 0 : 1);
  for (const auto& section : packet.sections) writer.u16(section.size());
  if (!packet.qname.empty()) writer.name(packet.qname), writer.u16(packet.qtype), writer.u16(packet.qclass);
  for (const auto& section : packet.sections)
    for (const auto& record : section) writer.record(record);
  return writer.take();
}

Packet decode(ByteView wire) { return PacketReader(wire).read(); }

Bytes lower(ByteView name) {
  Bytes folded(name.begin(), name.end());
  for (auto& octet : folded)
    if (octet >= 'A' && octet <= 'Z') octet = static_cast<std::uint8_t>(octet + 32);
  return folded;
}

std::string canonical(const Rr& record) {
  std::string text(as_text(lower(record.owner)));
  for (auto value : {record.type, record.cls})
    text += {static_cast<char>(value >> 8), static_cast<char>(value & 255)};
  auto rdata = record.rdata;
  if (const auto* shape = shape_of(record.type); shape && shape->folded)
    for (std::size_t at = shape->before, i = 0; i < shape->names && at < rdata.size(); ++i) {
      auto size = name_size(ByteView(rdata).subspan(at));
      if (!size) break;
      std::ranges::copy(lower(ByteView(rdata).subspan(at, *size)),
                        rdata.begin() + static_cast<std::ptrdiff_t>(at));
      at += *size;
    }
  return text + std::string(as_text(rdata));
}

std::uint16_t covered(const Rr& record) {
  if (record.type != dns::type::rrsig || record.rdata.size() < 2) return 0;
  return static_cast<std::uint16_t>(record.rdata[0] << 8 | record.rdata[1]);
}

}  // namespace edig::verdict
