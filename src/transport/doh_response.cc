#include "transport/doh_response.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "transport/failure.h"
#include "transport/match.h"

namespace edig::transport {
namespace {

constexpr std::size_t max_message = 65535, max_field = 256;

bool is_dns_message(std::string_view content_type) {
  auto type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return std::ranges::equal(type, dns_message_type, {}, [](unsigned char c) { return std::tolower(c); });
}

std::string status_hint(int status) {
  switch (status) {
    case 400:
      return "the server did not understand the request; try +https-get or another path";
    case 401:
    case 403:
      return "the server does not serve this client";
    case 404:
      return "is the path right? it is often /dns-query";
    case 405:
    case 415:
      return "try the other method: +https-get or +nohttps-get";
    case 429:
      return "the server has had too many requests; wait a while";
    default:
      return status >= 500 ? "the server is in trouble; try again later, or another server"
                           : "is it a DoH server?";
  }
}

Error bad_status(const Peer& peer, const DohResponse& response) {
  auto what = "answered HTTP status " + std::to_string(response.status);
  bool redirects = response.status >= 300 && response.status < 400 && !response.location.empty();
  if (redirects)
    return bad_response(peer, what + ": it redirects to " + response.location,
                        "edig does not follow redirects: ask there if you trust it");
  return bad_response(peer, what, status_hint(response.status));
}

}  // namespace

std::string printable_field(std::string_view text) {
  std::string safe(text.substr(0, max_field));
  for (char& c : safe)
    if (c < 0x20 || c > 0x7e) c = '?';
  return safe;
}

void DohResponse::take_field(std::string_view name, std::string_view value) {
  if (name == ":status") std::from_chars(value.data(), value.data() + value.size(), status);
  if (name == "content-type") content_type = printable_field(value);
  if (name == "location") location = printable_field(value);
}

bool DohResponse::take_body(ByteView bytes) {
  if (body.size() + bytes.size() > max_message) return false;
  body.insert(body.end(), bytes.begin(), bytes.end());
  return true;
}

Error bad_response(const Peer& peer, const std::string& what, std::string hint) {
  return {Error::Kind::http, describe(peer) + " " + what,
          hint.empty() ? "is it a DoH server, and the path right?" : std::move(hint)};
}

std::optional<Error> unfit(const DohResponse& response, const Peer& peer) {
  if (response.status < 200 || response.status >= 300) return bad_status(peer, response);
  if (is_dns_message(response.content_type)) return std::nullopt;
  return bad_response(peer, "answered with content type '" + response.content_type + "', not " +
                                std::string(dns_message_type));
}

Result<Reply> read_response(const DohResponse& response, const Pending& question, const Peer& peer) {
  if (auto wrong = unfit(response, peer)) return std::unexpected(*wrong);
  auto message = dns::Message::parse(response.body);
  if (!message)
    return fail(Error::Kind::malformed, describe(peer) + " sent no DNS message: " + message.error().text);
  // HTTP says which response belongs to which request; caches may answer with an ID of their own.
  if (!matches(*message, question.query, message->header.id, question.check_question))
    return fail(Error::Kind::malformed,
                describe(peer) + " sent a DNS message that does not answer the question");
  return Reply{std::move(*message), response.body};
}

}  // namespace edig::transport
