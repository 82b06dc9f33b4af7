// Structured DNS errors: EXTRA-TEXT that is an I-JSON object (draft-ietf-dnsop-structured-dns-error; RFC
// 7493).
//
// What a server wrote and what a conforming client may use of it are kept apart: the raw text stays with the
// ExtendedError; this is the usable rest, and what was ignored and by which rule.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edig::ede {

/// How far a reply can be trusted, by the channel it came over.
enum class Channel {
  plain,          // UDP or TCP: anyone on the path may have written it
  encrypted,      // TLS or HTTPS, the server's identity not verified
  authenticated,  // TLS or HTTPS, identity verified; for structured errors TLS 1.3 or later
};
constexpr std::string_view name(Channel channel) {
  constexpr std::string_view names[] = {"plain", "encrypted", "authenticated"};
  return names[static_cast<std::size_t>(channel)];
}

/// A registered sub-error (sub-errors.csv) that applies to the INFO-CODE beside it.
struct SubError {
  std::uint8_t code = 0;
  std::string_view name;  // "Malware"
};

/// Every text is valid UTF-8 and foreign.
struct Structured {
  /// A conforming client may use something of it on this channel.
  bool usable = false;
  std::vector<std::string> contact;  // URIs: tel and mailto only
  std::string justification;
  std::optional<SubError> suberror;
  std::string organization;
  std::string language;  // of justification and organization; empty where neither may be used
  /// One entry for each thing ignored or missing and the rule: "o: the server's identity is not verified".
  /// Never many, and each short.
  std::vector<std::string> ignored;
};

/// The processing steps in the draft's order (section "Client Processing Response"). Nothing where EXTRA-TEXT
/// is ordinary text: no I-JSON object, or beside an INFO-CODE that carries no structured error.
std::optional<Structured> parse_structured(std::string_view extra_text, std::uint16_t info_code,
                                           Channel channel);

}  // namespace edig::ede
