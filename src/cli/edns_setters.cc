// What the options of the group `edns` do to the settings.
#include "cli/setters.h"
#include "cli/store.h"
#include "cli/values.h"

namespace edig::cli {
namespace {

constexpr std::uint16_t co_flag = 0x4000;

}  // namespace

Result<void> set_edns(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.on = given.on;
  if (!given.on) return {};
  question.edns.version = 0;
  return given.value ? store_number(question.edns.version, given, 0, 255) : Result<void>();
}

Result<void> set_bufsize(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.udp_size = EdnsSettings().udp_size;
  return given.value ? store_number(question.edns.udp_size, given, 0, 65535) : Result<void>();
}

Result<void> set_cookie(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.on |= given.on;
  question.edns.cookie = given.on;
  question.edns.cookie_value.reset();
  if (!given.on || !given.value) return {};
  auto cookie = parse_cookie(*given.value);
  if (!cookie) return std::unexpected(cookie.error());
  question.edns.cookie_value = *cookie;
  return {};
}

Result<void> set_subnet(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.client_subnet.reset();
  if (!given.on) return {};
  question.edns.on = true;
  auto subnet = parse_client_subnet(*given.value);
  if (!subnet) return std::unexpected(subnet.error());
  question.edns.client_subnet = *subnet;
  return {};
}

Result<void> set_padding(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.on |= given.on;
  std::uint16_t block = 0;
  auto stored = given.on ? store_number(block, given, 0, 512) : Result<void>();
  question.edns.padding_block = block;
  return stored;
}

Result<void> set_ednsopt(LineSettings&, QuestionSettings& question, const Given& given) {
  if (!given.on) {
    question.edns.others.clear();
    return {};
  }
  auto option = parse_edns_option(*given.value);
  if (!option) return std::unexpected(option.error());
  question.edns.on = true;
  question.edns.others.push_back(*option);
  return {};
}

Result<void> set_ednsflags(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.flags = 0;
  if (!given.on || !given.value) return {};
  question.edns.on = true;
  std::uint16_t flags = 0;
  auto stored = store_number(flags, given, 0, 0xffff);
  constexpr std::uint16_t dnssec_ok = 0x8000;
  question.edns.dnssec_ok |= (flags & dnssec_ok) != 0;
  question.edns.flags = flags & ~dnssec_ok & 0xffff;
  return stored;
}

Result<void> set_compact_ok(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.on |= given.on;
  question.edns.flags =
      static_cast<std::uint16_t>((question.edns.flags & ~co_flag) | (given.on ? co_flag : 0));
  return {};
}
}  // namespace edig::cli
