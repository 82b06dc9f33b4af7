// Structured errors, beside every INFO-CODE that carries them and over every channel.
#include "ede/structured.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "ede/i_json.h"
#include "expect.h"

using namespace edig;
using fuzz::expect;
using fuzz::expect_harmless;

namespace {

bool has_contact_scheme(std::string uri) {
  std::ranges::transform(uri, uri.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return uri.starts_with("tel:") || uri.starts_with("mailto:");
}

void check(const ede::Structured& structured, std::uint16_t info_code, ede::Channel channel) {
  bool has_texts =
      !structured.contact.empty() || !structured.justification.empty() || !structured.organization.empty();
  expect(structured.usable == (has_texts || structured.suberror.has_value()));
  if (channel == ede::Channel::plain) expect(!structured.usable);
  if (channel == ede::Channel::encrypted) expect(!has_texts);
  if (info_code == 16) expect(!structured.suberror);
  if (structured.suberror) expect(structured.suberror->code > 0 && !structured.suberror->name.empty());

  for (const auto& uri : structured.contact) {
    expect(has_contact_scheme(uri));
    expect_harmless(uri);
  }
  expect_harmless(structured.organization);
  expect_harmless(structured.language);
  expect(ede::is_utf8(structured.justification));
  expect(structured.ignored.size() <= 16);
  for (const auto& entry : structured.ignored) {
    expect(ede::is_utf8(entry));
    expect(entry.size() <= 1024);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = as_text({data, size});
  bool accepted = ede::is_i_json_object(text);
  if (accepted) expect(nlohmann::json::parse(text).is_object());
  for (std::uint16_t info_code : std::initializer_list<std::uint16_t>{15, 16, 17, 35}) {
    for (auto channel : {ede::Channel::plain, ede::Channel::encrypted, ede::Channel::authenticated}) {
      auto structured = ede::parse_structured(text, info_code, channel);
      expect(structured.has_value() == accepted);
      if (structured) check(*structured, info_code, channel);
    }
  }
  return 0;
}
