// With +services and +connect: to whom edig connected, and what it saw there, a line each.

#include "diagnosis/judgement/words.h"
#include "ede/printable.h"
#include "report/text_parts.h"
#include "report/wrap.h"
#include "services/connection.h"

namespace edig::report {
namespace {

using services::Seen;
using services::Sight;

std::string certificate_words(const Page& page, const Sight& sight) {
  return sight.verified ? page.say("visit-verified")
                        : page.say("visit-unverified", {ede::printable(sight.doubt)});
}

std::string dane_words(const Page& page, const services::DaneMatch& match) {
  std::string proving;
  for (const auto& [tlsa, outcome] : match.records)
    if (outcome == services::TlsaMatch::Outcome::proves) page.add_item(proving, tlsa_text(tlsa));
  return proving.empty() ? page.say("visit-without-proof") : page.say("visit-proved", {proving});
}

// A word of edig's, or the server's own words.
std::string reason_words(const Page& page, const std::string& reason) {
  return ede::printable(diagnosis::reason(reason).in(page.style.language));
}

std::string outcome_words(const Page& page, const Seen& seen) {
  const auto& sight = seen.sight;
  if (!sight.has(Sight::Obstacle::none)) {
    auto said = page.say("visit-" + std::string(name(sight.obstacle)));
    return sight.reason.empty() ? said
                                : page.say("visit-for-reason", {said, reason_words(page, sight.reason)});
  }
  auto words = certificate_words(page, sight);
  if (seen.match) page.add_item(words, dane_words(page, *seen.match));
  if (sight.status != 0) page.add_item(words, page.say("visit-http", {std::to_string(sight.status)}));
  return words;
}

}  // namespace

void append_connection(Page& page, const services::Connection& connection) {
  page.out += '\n';
  append_wrapped(page.out, page.say(connection.seen.empty() ? "visits-none" : "visits"), 2,
                 page.style.columns);
  for (const auto& seen : connection.seen) {
    const auto& destination = seen.sight.destination;
    append_wrapped(page.out,
                   page.say("visit", {page.speak(destination.host), destination.address,
                                      std::to_string(destination.port()), outcome_words(page, seen)}),
                   4, page.style.columns);
  }
}

}  // namespace edig::report
