#include "dns/registrable_domain.h"

#include <libpsl.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/deferred_library.h"

namespace edig::dns {
namespace {

struct Library {
  decltype(&psl_builtin) builtin = nullptr;
  decltype(&psl_registrable_domain) registrable = nullptr;
};

#ifdef EDIG_PORTABLE
Library load() { return {psl_builtin, psl_registrable_domain}; }
#else
Library load() {
  Library library;
  DeferredLibrary("libpsl.so.5")
      .find("psl_builtin", library.builtin)
      .find("psl_registrable_domain", library.registrable);
  return library;
}
#endif

struct List {
  Library library = load();
  const psl_ctx_t* content = library.builtin && library.registrable ? library.builtin() : nullptr;
};

const List& list() {
  static const List loaded;
  return loaded;
}

}  // namespace

Result<void> can_tell_registrable_domains() {
  if (list().content) return {};
  return fail(Error::Kind::usage, "registrable domains need libpsl with its list, which is not installed");
}

ByteView registrable_domain(const Name& name) {
  // Of the wire format from its first label's first octet on, with dots for lengths: so places in both are
  // the same. What no public suffix has is made a character that none has either.
  auto wire = name.wire();
  std::array<char, 256> text{};
  for (std::size_t at = 0; wire[at] != 0; at += 1u + wire[at]) {
    if (at > 0) text[at - 1] = '.';
    auto label = as_text(wire.subspan(at + 1, wire[at]));
    std::ranges::transform(label, text.begin() + static_cast<std::ptrdiff_t>(at), [](char character) {
      return ascii::is_alphanumeric(character) || character == '-' ? ascii::to_lower(character) : '_';
    });
  }
  const char* found = list().content ? list().library.registrable(list().content, text.data()) : nullptr;
  return found ? wire.subspan(static_cast<std::size_t>(found - text.data())) : wire;
}

}  // namespace edig::dns
