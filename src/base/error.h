// What failed, where, and what the user can do about it.
//
// Rooms hand each other values: a function that can fail returns Result<T>. Exceptions of a library end where
// the library is called.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace edig {

/// What of a server's certificate is wrong.
struct CertificateFault {
  enum class Kind { expired, not_yet_valid, other_name, issuer, pin };
  Kind kind = Kind::issuer;
  std::string value;  // the date, the names that it is for, its issuer, its pin; fit to print
};

/// "expired", "not-yet-valid", "other-name", "issuer", "pin"
constexpr std::string_view name(CertificateFault::Kind kind) {
  constexpr std::string_view names[] = {"expired", "not-yet-valid", "other-name", "issuer", "pin"};
  return names[static_cast<std::size_t>(kind)];
}

struct Error {
  enum class Kind {
    usage,           // the command line or the configuration is wrong; nothing was sent
    file,            // a file could not be read or written
    resolve,         // the server's name has no address
    timeout,         // no reply in time
    refused,         // connection refused, or ICMP port unreachable
    unreachable,     // no route to the server
    closed,          // the connection ended before the reply did
    reset,           // the same by a TCP reset, from the server or something on the way
    cut,             // the reply broke off in the middle: the rest did not come in time, or at all
    foreign_cookie,  // replies came, and only with another client's cookie
    tls,             // the handshake or the server's identity failed
    http,            // an HTTP status, content type or protocol that is no DNS reply
    tsig,            // the reply is not signed as the query was, or the signature is wrong
    malformed,       // bytes came that are no DNS message
    internal,        // a fault of edig's own
  };
  Kind kind = Kind::internal;
  std::string text;                                  // one line, no full stop: what failed, on which server
  std::string hint;                                  // one line: what to try next; may be empty
  std::optional<CertificateFault> certificate = {};  // of kind tls, where it is that
};

template <typename T>
using Result = std::expected<T, Error>;

/// The kind as the JSON contract spells it: "timeout", "tls" ...
constexpr std::string_view name(Error::Kind kind) {
  constexpr std::string_view names[] = {"usage",       "file",   "resolve", "timeout",   "refused",
                                        "unreachable", "closed", "reset",   "cut",       "foreign-cookie",
                                        "tls",         "http",   "tsig",    "malformed", "internal"};
  return names[static_cast<std::size_t>(kind)];
}

/// A stream was given up before the reply was whole.
constexpr bool broke_off(const Error& error) {
  return error.kind == Error::Kind::closed || error.kind == Error::Kind::reset ||
         error.kind == Error::Kind::cut;
}

inline std::unexpected<Error> fail(Error::Kind kind, std::string text, std::string hint = {}) {
  return std::unexpected(Error{.kind = kind, .text = std::move(text), .hint = std::move(hint)});
}

}  // namespace edig
