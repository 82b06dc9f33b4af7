// The INFO-CODEs of extended DNS errors (RFC 8914 section 5.2, IANA "Extended DNS Error Codes") and what edig says
// of each. The data is info-codes.csv, compiled in and checked while compiling.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace edig::ede {

enum class Language { en, ja };

struct InfoCode {
  std::uint16_t code = 0;
  std::string_view purpose;    // the registry's name, "DNSKEY Missing"
  std::string_view reference;  // "RFC 8914 section 4.10"
  std::string_view category;   // dnssec policy network cache server information unknown
  std::string_view fault;      // who can act: zone parent resolver network client none
  std::string_view retry;      // what a client may try: never later other-resolver tcp
  bool suspect_answer = false; // beside NOERROR or NXDOMAIN it means that the answer is not the zone owner's, or can't be trusted
  std::string_view explanation_en;  // one sentence
  std::string_view explanation_ja;

  std::string_view explanation(Language language) const {
    return language == Language::ja ? explanation_ja : explanation_en;
  }
};

/// All registered codes, ascending.
std::span<const InfoCode> info_codes();

/// The entry of `code`. An unregistered code gets an entry of category "unknown"; codes of the private range
/// (49152 to 65535, RFC 8914 section 5.2) say so.
const InfoCode& info_code(std::uint16_t code);

}  // namespace edig::ede
