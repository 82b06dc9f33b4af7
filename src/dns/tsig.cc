#include "dns/tsig.h"

#include <openssl/crypto.h>

#include <utility>

#include "dns/types.h"
#include "dns/wire_name.h"
#include "dns/wire_record.h"

namespace edig::dns {
namespace {

constexpr std::size_t additional_count_at = 10;
constexpr std::uint16_t usual_fudge = 300;  // RFC 8945 section 10
constexpr std::uint16_t bad_time = 18;

void put48(Bytes& wire, std::uint64_t value) {
  for (int shift : {32, 16, 0}) append_u16(wire, value >> shift);
}

std::optional<std::uint64_t> read48(Reader& reader) {
  auto high = reader.u16();
  auto low = high ? reader.u32() : std::nullopt;
  return low ? std::optional(std::uint64_t{*high} << 32 | *low) : std::nullopt;
}

std::optional<Bytes> read_counted(Reader& reader) {
  auto size = reader.u16();
  auto octets = size ? reader.take(*size) : std::nullopt;
  return octets ? std::optional(Bytes(octets->begin(), octets->end())) : std::nullopt;
}

std::optional<TsigRecord> read_tsig(ByteView message, const WireRecord& record) {
  TsigRecord tsig;
  tsig.offset = record.offset;
  auto key = read_name(message, record.offset), algorithm = read_name(message, record.rdata_offset);
  if (!key || !algorithm || record.cut_off) return std::nullopt;
  tsig.key = key->name.lower(), tsig.algorithm = algorithm->name.lower();
  Reader reader(message, algorithm->end);
  auto time = read48(reader);
  auto fudge = reader.u16();
  auto mac = read_counted(reader);
  auto original_id = reader.u16(), error = reader.u16();
  auto other = read_counted(reader);
  if (!time || !fudge || !mac || !original_id || !error || !other || reader.offset() != end_of(record))
    return std::nullopt;
  tsig.time = *time, tsig.fudge = *fudge, tsig.original_id = *original_id, tsig.error = *error;
  tsig.mac = std::move(*mac), tsig.other = std::move(*other);
  return tsig;
}

// Section 4.3.3: what of the record goes into the MAC.
void add_variables(Mac& mac, const TsigRecord& tsig) {
  mac.add(tsig.key.wire());
  mac.add16(cls::any);
  mac.add16(0), mac.add16(0);  // TTL
  mac.add(tsig.algorithm.wire());
  mac.add48(tsig.time);
  mac.add16(tsig.fudge);
  mac.add16(tsig.error);
  mac.add16(static_cast<std::uint16_t>(tsig.other.size()));
  mac.add(tsig.other);
}

// Section 4.3.2: the message as it was before the record was added.
void add_message(Mac& mac, ByteView message, const TsigRecord& tsig) {
  Bytes header(message.begin(), message.begin() + header_size);
  auto count = static_cast<unsigned>(header[additional_count_at] << 8 | header[additional_count_at + 1]) - 1;
  header[0] = static_cast<std::uint8_t>(tsig.original_id >> 8);
  header[1] = static_cast<std::uint8_t>(tsig.original_id);
  header[additional_count_at] = static_cast<std::uint8_t>(count >> 8);
  header[additional_count_at + 1] = static_cast<std::uint8_t>(count);
  mac.add(header);
  mac.add(message.subspan(header_size, tsig.offset - header_size));
}

void append_record(Bytes& message, const TsigRecord& tsig) {
  append(message, tsig.key.wire());
  append_u16(message, type::tsig);
  append_u16(message, cls::any);
  append_u16(message, 0), append_u16(message, 0);
  auto length = tsig.algorithm.wire().size() + 16 + tsig.mac.size() + tsig.other.size();
  append_u16(message, length);
  append(message, tsig.algorithm.wire());
  put48(message, tsig.time);
  append_u16(message, tsig.fudge);
  append_u16(message, tsig.mac.size());
  append(message, tsig.mac);
  append_u16(message, tsig.original_id);
  append_u16(message, tsig.error);
  append_u16(message, tsig.other.size());
  append(message, tsig.other);
}

// `mac` is the whole digest.
TsigVerdict::Kind judge(const TsigRecord& tsig, const TsigKey& key, const Bytes& mac,
                        std::chrono::sys_seconds now) {
  using enum TsigVerdict::Kind;
  if (tsig.mac.size() < key.mac_size) return short_mac;
  bool same =
      tsig.mac.size() <= mac.size() && CRYPTO_memcmp(tsig.mac.data(), mac.data(), tsig.mac.size()) == 0;
  if (!same) return bad_mac;
  auto seconds = static_cast<std::uint64_t>(now.time_since_epoch().count());
  auto apart = seconds > tsig.time ? seconds - tsig.time : tsig.time - seconds;
  return apart > tsig.fudge ? bad_time : good;
}

}  // namespace

std::optional<std::uint64_t> TsigRecord::server_time() const {
  Reader reader(other);
  return error == bad_time && other.size() == 6 ? read48(reader) : std::nullopt;
}

std::optional<TsigRecord> find_tsig(ByteView message) {
  if (message.size() < header_size) return std::nullopt;
  Reader counts(message, 6);
  unsigned answers = *counts.u16(), authorities = *counts.u16(), additional = *counts.u16();
  auto offset = additional > 0 ? skip_questions(message) : std::nullopt;
  std::optional<WireRecord> last;
  for (auto count = answers + authorities + additional; count > 0 && offset; --count) {
    last = read_record(message, *offset);
    offset = last ? std::optional(end_of(*last)) : std::nullopt;
  }
  bool is_tsig = last && offset == message.size() && last->type == type::tsig && last->cls == cls::any;
  return is_tsig ? read_tsig(message, *last) : std::nullopt;
}

std::size_t tsig_size(const TsigKey& key) {
  constexpr std::size_t fixed = 10 + 16;
  return key.name.wire().size() + key.algorithm.wire().size() + fixed + key.mac_size;
}

void sign(Bytes& message, const TsigKey& key, std::chrono::sys_seconds at) {
  TsigRecord tsig;
  tsig.key = key.name, tsig.algorithm = key.algorithm, tsig.fudge = usual_fudge;
  tsig.time = static_cast<std::uint64_t>(at.time_since_epoch().count());
  tsig.original_id = Reader(message).u16().value_or(0);
  Mac mac(key);
  mac.add(message);
  add_variables(mac, tsig);
  tsig.mac = mac.finish();
  tsig.mac.resize(key.mac_size);
  append_record(message, tsig);
  if (++message[additional_count_at + 1] == 0) ++message[additional_count_at];
}

std::string_view name(TsigVerdict::Kind kind) {
  constexpr std::string_view names[] = {"good",      "missing",  "other-key", "bad-mac",
                                        "short-mac", "bad-time", "rejected"};
  return names[static_cast<std::size_t>(kind)];
}

TsigVerifier::TsigVerifier(std::shared_ptr<const TsigKey> key, ByteView query) : key_(std::move(key)) {
  auto asked = find_tsig(query);
  start(asked ? ByteView(asked->mac) : ByteView());
}

void TsigVerifier::start(ByteView mac) {
  mac_.emplace(*key_);
  mac_->add16(static_cast<std::uint16_t>(mac.size()));
  mac_->add(mac);
}

std::optional<TsigVerdict> TsigVerifier::take(ByteView message, std::chrono::sys_seconds now) {
  using enum TsigVerdict::Kind;
  constexpr unsigned most_unsigned = 99;
  bool first = messages_++ == 0;
  auto tsig = find_tsig(message);
  if (!tsig) {
    if (first || ++unsigned_ > most_unsigned) return TsigVerdict{};
    mac_->add(message);
    return std::nullopt;
  }
  unsigned_ = 0;
  TsigVerdict verdict{.kind = other_key, .authentic = false, .record = std::move(*tsig)};
  const auto& record = verdict.record;
  if (record.key == key_->name && record.algorithm == key_->algorithm) {
    add_message(*mac_, message, record);
    if (first) {
      add_variables(*mac_, record);
    } else {
      mac_->add48(record.time);
      mac_->add16(record.fudge);
    }
    verdict.kind = judge(record, *key_, mac_->finish(), now);
    start(record.mac);
  }
  if (record.error != 0) {
    verdict.authentic = verdict.kind == good || verdict.kind == bad_time;
    verdict.kind = rejected;
  }
  return verdict;
}

TsigVerdict verify(std::shared_ptr<const TsigKey> key, ByteView query, ByteView reply,
                   std::chrono::sys_seconds now) {
  return TsigVerifier(std::move(key), query).take(reply, now).value_or(TsigVerdict{});
}

}  // namespace edig::dns
