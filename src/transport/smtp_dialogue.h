// The SMTP that comes before TLS on port 25 (RFC 5321, RFC 3207): greeting, EHLO, STARTTLS. Bytes in, bytes
// out: no I/O. A command is sent when the reply to the one before has come whole, and nothing may follow the
// reply to STARTTLS in the clear: what somebody on the way puts there would be taken for the server's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace edig::transport {

struct SmtpFault {
  enum class Kind {
    refused,      // the server says so, by greeting or reply
    no_starttls,  // it does not offer it
    no_smtp,      // what comes is no reply
    too_long,     // more or longer lines than any server has reason for
    out_of_turn,  // it goes on where it is the client's turn
    ended,        // the connection did, before its turn was over
  };
  Kind kind = Kind::no_smtp;
  int code = 0;      // of the reply, where it is one
  std::string text;  // its last line, fit to print; at most 256 octets
};
/// "refused", "no-starttls" ...
std::string_view name(SmtpFault::Kind kind);

class SmtpDialogue {
 public:
  /// `client`: what EHLO says, a name or "[192.0.2.1]".
  explicit SmtpDialogue(std::string client) : client_(std::move(client)) {}

  /// What came; the bytes to send next, if it is the client's turn.
  std::string take(ByteView bytes);
  /// The connection has ended.
  void end();

  /// The server waits for the TLS handshake.
  bool is_ready() const { return turn_ == Turn::ready; }
  const std::optional<SmtpFault>& fault() const { return fault_; }

 private:
  enum class Turn { greeting, ehlo, starttls, ready };
  struct Reply {
    int code = 0;
    std::string text;
  };

  void fail(SmtpFault::Kind kind, const Reply& reply);
  /// Takes a line off the buffer; whether it ends a reply.
  bool take_line();
  std::string answer();

  std::string client_;
  std::string buffer_;
  std::size_t lines_ = 0;
  Reply reply_;  // as far as it has come
  bool offers_starttls_ = false;
  Turn turn_ = Turn::greeting;
  std::optional<SmtpFault> fault_;
};

}  // namespace edig::transport
