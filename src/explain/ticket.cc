#include "explain/ticket.h"

#include <fmt/chrono.h>

#include <algorithm>

#include "dns/types.h"
#include "ede/printable.h"
#include "explain/values.h"

namespace edig::explain {
namespace {

// Connections that are refused are not the RCODE REFUSED.
std::string no_reply_text(Error::Kind kind, const std::optional<CertificateFault>& certificate) {
  if (kind == Error::Kind::refused) return "no reply (nothing listens there)";
  if (!certificate) return fmt::format("no reply ({})", edig::name(kind));
  return fmt::format("no reply (TLS: certificate {}, {})", edig::name(certificate->kind), certificate->value);
}

std::string outcome(const Subject& subject) {
  if (subject.no_reply) return no_reply_text(*subject.no_reply, subject.certificate);
  auto text = dns::rcode_text(subject.rcode);
  if (subject.rcode == dns::rcode::noerror && !subject.has_records) text += " without records";
  for (const auto& error : subject.extended_errors)
    if (error.info_code) text += fmt::format(", EDE {} {}", *error.info_code, error.entry().purpose);
  return text;
}

// Who blocks, why, and whom to ask, as far as that may be quoted.
std::string block(const Subject& subject) {
  const auto* said = usable_structured(subject);
  if (!said) return {};
  std::string text;
  if (said->suberror) text += fmt::format(", {}", said->suberror->name);
  if (!said->organization.empty()) text += fmt::format(", blocked by {}", ede::printable(said->organization));
  if (!said->justification.empty()) text += fmt::format(" ({})", ede::printable(said->justification));
  for (const auto& contact : said->contact) text += fmt::format(", contact {}", ede::printable(contact));
  return text;
}

// A server's own fault is at no zone.
std::string place(const diagnosis::Finding& finding) {
  using enum diagnosis::Fault;
  bool at_the_server = finding.fault == resolver || finding.fault == client;
  return at_the_server ? "" : fmt::format(" at {}", finding.zone.text());
}

std::string given(const Subject& subject) {
  constexpr std::size_t enough = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(enough, subject.addresses.size()); ++i)
    text += (i == 0 ? ", gave " : " ") + subject.addresses[i];
  if (subject.addresses.size() > enough) text += " ...";
  return text;
}

std::string time_text(std::chrono::system_clock::time_point at) {
  auto seconds = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(at));
  auto utc = fmt::format("{:%F %T} UTC", fmt::gmtime(seconds));
  auto local = fmt::localtime(seconds);
  return local.tm_gmtoff == 0 ? utc : fmt::format("{} ({:%F %T %z})", utc, local);
}

}  // namespace

std::string ticket_end(const Subject& subject) {
  return fmt::format("{}, {}, edig {}", subject.ticket_server, time_text(subject.at), EDIG_VERSION);
}

std::string ticket_line(const Subject& subject, const Topic& topic) {
  auto line = fmt::format("{} {}, {}", subject.question.name.text(), dns::type_text(subject.question.type),
                          outcome(subject));
  if (is_planned(topic)) line += ", judged by a planned delegation";
  if (topic.finding)
    line += fmt::format(", edig found {}{}", topic.finding->kind.text(), place(*topic.finding));
  return line + given(subject) + block(subject) + ", " + ticket_end(subject);
}

}  // namespace edig::explain
