#include "base/idna.h"

#include <idn2.h>
#include <strings.h>

#include <algorithm>
#include <cstdint>
#include <memory>

#include "base/ascii.h"
#include "base/deferred_library.h"

namespace edig {
namespace {

struct Library {
  decltype(&idn2_lookup_u8) lookup_u8 = nullptr;
  decltype(&idn2_to_unicode_8z8z) to_unicode_8z8z = nullptr;
  decltype(&idn2_strerror) error_text = nullptr;
  decltype(&idn2_free) free = nullptr;
  decltype(&idn2_check_version) version = nullptr;

  bool there() const { return lookup_u8 && to_unicode_8z8z && error_text && free && version; }
};

#ifdef EDIG_PORTABLE
Library load() {
  return {idn2_lookup_u8, idn2_to_unicode_8z8z, idn2_strerror, idn2_free, idn2_check_version};
}
#else
Library load() {
  Library library;
  DeferredLibrary("libidn2.so.0")
      .find("idn2_lookup_u8", library.lookup_u8)
      .find("idn2_to_unicode_8z8z", library.to_unicode_8z8z)
      .find("idn2_strerror", library.error_text)
      .find("idn2_free", library.free)
      .find("idn2_check_version", library.version);
  return library;
}
#endif

const Library& library() {
  static const Library loaded = load();
  return loaded;
}

using Text = std::unique_ptr<void, void (*)(void*)>;
Text owned(void* text) { return {text, library().free}; }

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// With underscores, which services have. UTS 46 maps what looks like a space, or a slash, to one.
bool is_host_name(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return ascii::is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

}  // namespace

std::string idna_version() { return library().there() ? library().version(nullptr) : ""; }

Result<std::string> label_to_ascii(const std::string& label) {
  if (!library().there())
    return fail(Error::Kind::usage, "'" + label + "' needs libidn2, which is not installed",
                "write it as an A-label, xn--...");
  if (label.find('\0') != label.npos) return fail(Error::Kind::usage, "'" + label + "' holds a NUL byte");
  std::uint8_t* output = nullptr;
  int status = library().lookup_u8(reinterpret_cast<const std::uint8_t*>(label.c_str()), &output,
                                   IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  auto owner = owned(output);
  std::string ascii(status == IDN2_OK ? reinterpret_cast<const char*>(output) : "");
  if (status == IDN2_OK && is_host_name(ascii)) return ascii;
  return fail(Error::Kind::usage,
              "'" + label + "' is not an internationalised label: " +
                  (status == IDN2_OK ? "it stands for '" + ascii + "', which no host is called"
                                     : library().error_text(status)),
              "+noidnin sends its octets as they are");
}

Result<std::string> to_ascii(std::string_view name) {
  if (is_ascii(name)) return std::string(name);
  std::string ascii;
  for (std::size_t start = 0; start <= name.size();) {
    auto end = std::min(name.find('.', start), name.size());
    auto label = name.substr(start, end - start);
    if (is_ascii(label)) {
      ascii += label;
    } else {
      auto converted = label_to_ascii(std::string(label));
      if (!converted) return converted;
      ascii += *converted;
    }
    if (end < name.size()) ascii += '.';
    start = end + 1;
  }
  return ascii;
}

std::optional<std::string> label_to_unicode(const std::string& label) {
  char* output = nullptr;
  if (!library().there() || library().to_unicode_8z8z(label.c_str(), &output, 0) != IDN2_OK)
    return std::nullopt;
  auto owner = owned(output);
  std::string unicode(output);
  auto back = label_to_ascii(unicode);
  if (!back || strcasecmp(back->c_str(), label.c_str()) != 0) return std::nullopt;
  return unicode;
}

}  // namespace edig
