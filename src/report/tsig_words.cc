#include "report/tsig_words.h"

#include <chrono>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/json_text.h"
#include "report/phrases.h"

namespace edig::report {
namespace {

// As sentences have them.
std::string key_text(const dns::Name& name) {
  auto text = ede::printable(name.text(), 255);
  if (!name.is_root()) text.pop_back();
  return text;
}

std::string tsig_time_text(std::uint64_t seconds) {
  constexpr std::uint64_t last_of_year_9999 = 253402300799;
  if (seconds > last_of_year_9999) return std::to_string(seconds);
  return json_time(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
}

// The errors that have words of their own: BADSIG, BADKEY, BADTIME.
std::string rejection(const dns::TsigVerdict& tsig, const std::string& key, ede::Language language) {
  auto error = dns::tsig_error_text(tsig.record.error);
  auto phrase = "tsig-rejected-" + error;
  auto time = tsig.record.server_time();
  auto words = has_phrase(phrase) ? say(language, phrase, {key, time ? tsig_time_text(*time) : "?"})
                                  : say(language, "tsig-rejected", {key, error});
  return tsig.authentic
             ? words
             : words + std::string(ede::conventions(language).gap) + say(language, "tsig-unsigned");
}

}  // namespace

bool is_doubtful(const std::optional<dns::TsigVerdict>& tsig) {
  return tsig && tsig->kind != dns::TsigVerdict::Kind::good;
}

std::string tsig_words(const dns::TsigVerdict& tsig, const dns::TsigKey& key, ede::Language language) {
  auto asked_with = key_text(key.name);
  if (tsig.kind == dns::TsigVerdict::Kind::rejected) return rejection(tsig, asked_with, language);
  auto phrase = "tsig-" + std::string(name(tsig.kind));
  return say(language, phrase, {asked_with, key_text(tsig.record.key), tsig_time_text(tsig.record.time)});
}

}  // namespace edig::report
