#include "report/wire_text.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <unordered_map>
#include <utility>
#include "report/record_types.h"

namespace edig::report {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

// What Name::text writes as it is.
constexpr auto plain_in_names = [] {
  std::array<bool, 256> plain{};
  for (unsigned c = 0x21; c < 0x7f; ++c)
    plain[c] = std::string_view(".;()\\\"@$").find(static_cast<char>(c)) == std::string_view::npos;
  return plain;
}();

char* put_decimal_escape(char* to, std::uint8_t byte) {
  *to++ = '\\';
  *to++ = static_cast<char>('0' + byte / 100);
  *to++ = static_cast<char>('0' + byte / 10 % 10);
  *to++ = static_cast<char>('0' + byte % 10);
  return to;
}

char* put_label(char* to, ByteView label) {
  for (auto byte : label) {
    if (plain_in_names[byte]) {
      *to++ = static_cast<char>(byte);
    } else if (byte > 0x20 && byte < 0x7f) {
      *to++ = '\\';
      *to++ = static_cast<char>(byte);
    } else {
      to = put_decimal_escape(to, byte);
    }
  }
  *to++ = '.';
  return to;
}

void put_number(std::string& out, std::uint32_t number) {
  std::array<char, 10> digits;
  auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
  out.append(digits.begin(), end);
}

// As records.cc breaks long fields.
void put_chunks(std::string& out, std::string_view text, std::size_t chunk) {
  for (; chunk > 0 && text.size() > chunk; text.remove_prefix(chunk))
    out.append(text.substr(0, chunk)) += ' ';
  out += text;
}

/// One RDATA, read from front to back.
class Rdata {
 public:
  Rdata(std::string& out, ByteView message, const dns::WireRecord& record, std::size_t chunk)
      : out_(out),
        message_(message),
        record_(record),
        reader_(message.first(end_of(record)), record.rdata_offset),
        chunk_(chunk) {}

  bool write() {
    switch (record_.type) {
      case type::a:
        return record_.cls == dns::cls::in && address_v4() && at_end();
      case type::aaaa:
        return record_.cls == dns::cls::in && address_v6() && at_end();
      case type::ns:
      case type::cname:
      case type::ptr:
      case type::dname:
        return name() && at_end();
      case type::mx:
        return u16() && space() && name() && at_end();
      case type::srv:
        return u16() && space() && u16() && space() && u16() && space() && name() && at_end();
      case type::soa:
        return name() && space() && name() && times(5) && at_end();
      case type::txt:
        return strings();
      case type::ds:
        return u16() && space() && u8() && space() && u8() && space() && hex();
      case type::dnskey:
        return u16() && space() && u8() && space() && u8() && space() && base64();
      case type::rrsig:
        return signature();
      case type::nsec:
        return name() && bitmap();
      case type::nsec3:
        return u8() && space() && u8() && space() && u16() && space() && salt() && space() && hash() &&
               bitmap();
      default:
        return false;
    }
  }

 private:
  bool at_end() const { return reader_.remaining() == 0; }
  bool space() {
    out_ += ' ';
    return true;
  }
  template <typename T>
  bool number(std::optional<T> value) {
    if (value) put_number(out_, *value);
    return value.has_value();
  }
  bool u8() { return number(reader_.u8()); }
  bool u16() { return number(reader_.u16()); }
  bool times(int count) {
    while (count-- > 0)
      if (!space() || !number(reader_.u32())) return false;
    return true;
  }

  bool name() {
    std::size_t end = 0;
    auto whole = message_.first(reader_.offset() + reader_.remaining());
    if (!append_wire_name(out_, whole, reader_.offset(), end)) return false;
    reader_ = Reader(whole, end);
    return true;
  }

  bool address_v4() {
    auto octets = reader_.take(4);
    if (!octets) return false;
    for (int i = 0; i < 4; ++i) {
      if (i > 0) out_ += '.';
      put_number(out_, (*octets)[static_cast<std::size_t>(i)]);
    }
    return true;
  }

  bool address_v6();
  bool strings();
  bool hex();
  bool base64();
  bool signature();
  bool time();
  bool salt();
  bool hash();
  bool bitmap();

  std::string& out_;
  ByteView message_;
  const dns::WireRecord& record_;
  Reader reader_;
  std::size_t chunk_;
};

// RFC 5952, as inet_ntop writes it; addresses that hold one of IPv4 are left to that.
bool Rdata::address_v6() {
  std::array<std::uint16_t, 8> groups;
  for (auto& group : groups) {
    auto value = reader_.u16();
    if (!value) return false;
    group = *value;
  }
  std::size_t first = 8, longest = 1;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i > longest) first = i, longest = end - i;
    i = std::max(i, end);
  }
  if (first == 0 && longest >= 5) return false;
  std::array<char, 40> text;
  auto* to = text.data();
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == first) {
      *to++ = ':';
      i += longest - 1;
      if (i == 7) *to++ = ':';
      continue;
    }
    if (i > 0) *to++ = ':';
    to = std::to_chars(to, text.end(), groups[i], 16).ptr;
  }
  out_.append(text.data(), to);
  return true;
}

bool Rdata::strings() {
  constexpr std::size_t longest = 255;
  std::array<char, 4 * longest + 3> text;
  bool first = true;
  while (reader_.remaining() > 0) {
    auto string = reader_.take(*reader_.u8());
    if (!string) return false;
    auto* to = text.data();
    if (!std::exchange(first, false)) *to++ = ' ';
    *to++ = '"';
    for (auto byte : *string) {
      if (byte < 0x20 || byte >= 0x7f) {
        to = put_decimal_escape(to, byte);
        continue;
      }
      if (byte == '"' || byte == '\\') *to++ = '\\';
      *to++ = static_cast<char>(byte);
    }
    *to++ = '"';
    out_.append(text.data(), to);
  }
  return !first;
}

bool Rdata::hex() {
  std::array<char, 2 * 64> text;
  auto octets = reader_.rest();
  if (octets.empty() || octets.size() > 64) return false;
  auto* to = text.data();
  for (auto byte : octets) {
    *to++ = hex_digits[byte >> 4];
    *to++ = hex_digits[byte & 15];
  }
  put_chunks(out_, {text.data(), to}, chunk_);
  return true;
}

bool Rdata::base64() {
  constexpr std::size_t most = 1536;
  std::array<unsigned char, most / 3 * 4 + 1> text;
  auto octets = reader_.rest();
  if (octets.empty() || octets.size() > most) return false;
  auto length = EVP_EncodeBlock(text.data(), octets.data(), static_cast<int>(octets.size()));
  put_chunks(out_, as_text(ByteView(text).first(static_cast<std::size_t>(length))), chunk_);
  return true;
}

// RFC 4034 section 3.2
bool Rdata::signature() {
  auto covered = reader_.u16();
  if (!covered) return false;
  out_ += type_mnemonic(*covered);
  bool fixed =
      space() && u8() && space() && u8() && times(1) && time() && time() && space() && u16() && space();
  return fixed && name() && space() && base64();
}

// Nearest to now of those that the 32 bits may mean (RFC 4034 section 3.1.5).
bool Rdata::time() {
  using namespace std::chrono;
  auto value = reader_.u32();
  if (!value) return false;
  auto now = floor<seconds>(system_clock::now());
  auto past_now =
      static_cast<std::int32_t>(*value - static_cast<std::uint32_t>(now.time_since_epoch().count()));
  auto at = now + seconds(past_now);
  auto day = floor<days>(at);
  year_month_day date(day);
  hh_mm_ss of_day(at - day);
  std::array<char, 15> text{' '};
  auto* to = text.data() + text.size();
  auto put = [&to](unsigned number, int digits) {
    for (; digits > 0; --digits, number /= 10) *--to = static_cast<char>('0' + number % 10);
  };
  put(static_cast<unsigned>(of_day.seconds().count()), 2);
  put(static_cast<unsigned>(of_day.minutes().count()), 2);
  put(static_cast<unsigned>(of_day.hours().count()), 2);
  put(static_cast<unsigned>(date.day()), 2);
  put(static_cast<unsigned>(date.month()), 2);
  put(static_cast<unsigned>(static_cast<int>(date.year())), 4);
  out_.append(text.data(), text.size());
  return true;
}

// RFC 5155 section 3.3
bool Rdata::salt() {
  auto size = reader_.u8();
  auto octets = size ? reader_.take(*size) : std::nullopt;
  if (!octets) return false;
  if (octets->empty()) out_ += '-';
  for (auto byte : *octets) {
    out_ += hex_digits[byte >> 4];
    out_ += hex_digits[byte & 15];
  }
  return true;
}

// Base32 with the extended alphabet (RFC 4648 section 7), without padding: of whole groups, as SHA-1 gives.
bool Rdata::hash() {
  constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
  auto size = reader_.u8();
  auto octets = size ? reader_.take(*size) : std::nullopt;
  if (!octets || octets->empty() || octets->size() % 5 != 0) return false;
  for (Reader groups(*octets); groups.remaining() > 0;) {
    auto bits = std::uint64_t{*groups.u8()} << 32;
    bits |= *groups.u32();
    for (int shift = 35; shift >= 0; shift -= 5) out_ += digits[bits >> shift & 31];
  }
  return true;
}

// RFC 4034 section 4.1.2: windows in ascending order, of 1 to 32 octets.
bool Rdata::bitmap() {
  for (int last = -1; reader_.remaining() > 0;) {
    int window = *reader_.u8();
    auto length = reader_.u8().value_or(0);
    auto octets = reader_.take(length);
    if (window <= last || length < 1 || length > 32 || !octets) return false;
    last = window;
    for (unsigned bit = 0; bit < length * 8u; ++bit) {
      if (((*octets)[bit / 8] & (0x80u >> bit % 8)) == 0) continue;
      out_ += ' ';
      out_ += type_mnemonic(static_cast<std::uint16_t>(static_cast<unsigned>(window) * 256 + bit));
    }
  }
  return true;
}

}  // namespace

bool append_wire_name(std::string& out, ByteView message, std::size_t offset, std::size_t& end) {
  constexpr int max_pointers = 127;
  constexpr std::size_t max_name = 255;
  std::array<char, 4 * max_name> text;
  auto* to = text.data();
  std::size_t at = offset, limit = message.size(), size = 0;
  int pointers = 0;
  end = 0;
  while (at < message.size()) {
    std::size_t length = message[at];
    if (length >= 0xc0) {
      if (at + 1 >= message.size() || ++pointers > max_pointers) return false;
      if (end == 0) end = at + 2;
      std::size_t target = (length & 0x3f) << 8 | message[at + 1];
      limit = std::min(limit, at);
      if (target >= limit) return false;
      limit = at = target;
      continue;
    }
    size += 1 + length;
    if (length > 63 || at + 1 + length > message.size() || size > max_name) return false;
    if (length == 0) {
      if (end == 0) end = at + 1;
      if (to == text.data()) *to++ = '.';
      out.append(text.data(), to);
      return true;
    }
    to = put_label(to, message.subspan(at + 1, length));
    at += 1 + length;
  }
  return false;
}

bool append_wire_rdata(std::string& out, ByteView message, const dns::WireRecord& record, std::size_t chunk) {
  auto before = out.size();
  if (!record.cut_off && Rdata(out, message, record, chunk).write()) return true;
  out.resize(before);
  return false;
}

std::string_view type_mnemonic(std::uint16_t type) {
  static std::unordered_map<std::uint16_t, std::string> known;
  auto [entry, is_new] = known.try_emplace(type);
  if (is_new) entry->second = dns::type_text(type);
  return entry->second;
}

}  // namespace edig::report
