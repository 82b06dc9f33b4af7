#include "transport/smtp_dialogue.h"

#include <utility>

#include "base/ascii.h"
#include "transport/doh_response.h"

namespace edig::transport {
namespace {

constexpr std::size_t longest_line = 2048;  // of a reply, RFC 5321 section 4.5.3.1.5 has 512
constexpr std::size_t most_lines = 256;     // of the whole dialogue

bool is_code(std::string_view text) {
  return text.size() == 3 && text[0] >= '2' && text[0] <= '5' && ascii::is_digit(text[1]) &&
         ascii::is_digit(text[2]);
}

int number(std::string_view code) { return (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0'); }

}  // namespace

std::string_view name(SmtpFault::Kind kind) {
  constexpr std::string_view names[] = {"refused",  "no-starttls", "no-smtp",
                                        "too-long", "out-of-turn", "ended"};
  return names[static_cast<std::size_t>(kind)];
}

void SmtpDialogue::fail(SmtpFault::Kind kind, const Reply& reply) {
  if (!fault_) fault_ = SmtpFault{.kind = kind, .code = reply.code, .text = printable_field(reply.text)};
}

void SmtpDialogue::end() { fail(SmtpFault::Kind::ended, reply_); }

std::string SmtpDialogue::take(ByteView bytes) {
  buffer_ += as_text(bytes);
  while (!fault_ && !is_ready()) {
    if (buffer_.find('\n') == buffer_.npos) {
      if (buffer_.size() > longest_line) fail(SmtpFault::Kind::too_long, {});
      return {};
    }
    if (!take_line()) continue;
    if (!buffer_.empty()) {
      fail(SmtpFault::Kind::out_of_turn, {});
      return {};
    }
    return answer();
  }
  if (is_ready()) fail(SmtpFault::Kind::out_of_turn, {});
  return {};
}

bool SmtpDialogue::take_line() {
  auto end = buffer_.find('\n');
  auto line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  if (line.ends_with('\r')) line.pop_back();
  bool first = reply_.code == 0;
  bool fits = is_code(std::string_view(line).substr(0, 3)) &&
              (line.size() == 3 || line[3] == ' ' || line[3] == '-') &&
              (first || number(line) == reply_.code);
  if (line.size() > longest_line || ++lines_ > most_lines) {
    fail(SmtpFault::Kind::too_long, {});
  } else if (!fits) {
    fail(SmtpFault::Kind::no_smtp, {.code = 0, .text = line});
  } else {
    reply_ = {.code = number(line), .text = line.size() > 4 ? line.substr(4) : std::string()};
    if (turn_ == Turn::ehlo && !first && ascii::upper(reply_.text) == "STARTTLS") offers_starttls_ = true;
  }
  return !fault_ && (line.size() == 3 || line[3] == ' ');
}

std::string SmtpDialogue::answer() {
  auto reply = std::exchange(reply_, {});
  int expected = turn_ == Turn::ehlo ? 250 : 220;
  if (reply.code != expected) {
    fail(SmtpFault::Kind::refused, reply);
  } else if (turn_ == Turn::greeting) {
    turn_ = Turn::ehlo;
    return "EHLO " + client_ + "\r\n";
  } else if (turn_ == Turn::ehlo && !offers_starttls_) {
    fail(SmtpFault::Kind::no_starttls, reply);
  } else if (turn_ == Turn::ehlo) {
    turn_ = Turn::starttls;
    return "STARTTLS\r\n";
  } else {
    turn_ = Turn::ready;
  }
  return {};
}

}  // namespace edig::transport
