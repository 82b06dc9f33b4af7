// The SMTP before TLS (RFC 3207), with servers as they are and as nobody should be.
#include <doctest/doctest.h>

#include "transport/smtp_dialogue.h"

using namespace edig;
using transport::SmtpDialogue;
using transport::SmtpFault;

namespace {

using Kind = SmtpFault::Kind;

std::string say(SmtpDialogue& dialogue, std::string_view text) { return dialogue.take(as_bytes(text)); }

const std::string greeting = "220 mx.shop.example ESMTP\r\n";
const std::string capabilities = "250-mx.shop.example\r\n250-SIZE 1000\r\n250-STARTTLS\r\n250 8BITMIME\r\n";

// What is wrong after the server said these.
std::optional<Kind> fault_after(const std::vector<std::string>& turns) {
  SmtpDialogue dialogue("[192.0.2.1]");
  for (const auto& text : turns) say(dialogue, text);
  if (!dialogue.fault()) return std::nullopt;
  return dialogue.fault()->kind;
}

}  // namespace

TEST_CASE("SMTP: greeting, EHLO, STARTTLS") {
  SmtpDialogue dialogue("[192.0.2.1]");
  CHECK(say(dialogue, greeting) == "EHLO [192.0.2.1]\r\n");
  CHECK(say(dialogue, capabilities) == "STARTTLS\r\n");
  CHECK_FALSE(dialogue.is_ready());
  CHECK(say(dialogue, "220 go ahead\r\n").empty());
  CHECK(dialogue.is_ready());
  CHECK_FALSE(dialogue.fault());
}

TEST_CASE("SMTP: replies octet by octet, of many lines, in any case") {
  SmtpDialogue dialogue("client");
  std::string sent;
  for (char c : "220-first\r\n220 second\r\n250-mx\r\n250 starttls\r\n220\r\n" + std::string())
    sent += say(dialogue, std::string_view(&c, 1));
  CHECK(sent == "EHLO client\r\nSTARTTLS\r\n");
  CHECK(dialogue.is_ready());
}

TEST_CASE("SMTP: what follows the reply to STARTTLS in the clear is nobody's") {
  CHECK(fault_after({greeting, capabilities, "220 go ahead\r\n250 injected\r\n"}) == Kind::out_of_turn);
  CHECK(fault_after({greeting, capabilities, "220 go ahead\r\n", "250 injected\r\n"}) == Kind::out_of_turn);
  CHECK(fault_after({greeting + capabilities}) == Kind::out_of_turn);
}

TEST_CASE("SMTP: the first line of EHLO's reply is the server's name, whatever it is") {
  CHECK(fault_after({greeting, "250-STARTTLS\r\n250 SIZE\r\n"}) == Kind::no_starttls);
  CHECK(fault_after({greeting, "250 STARTTLS\r\n"}) == Kind::no_starttls);
  CHECK(fault_after({greeting, "250-mx\r\n250 STARTTLSX\r\n"}) == Kind::no_starttls);
}

TEST_CASE("SMTP: refusals") {
  CHECK(fault_after({"554 no service\r\n"}) == Kind::refused);
  CHECK(fault_after({"421 too many\r\n"}) == Kind::refused);
  CHECK(fault_after({greeting, "502 no EHLO here\r\n"}) == Kind::refused);
  CHECK(fault_after({greeting, capabilities, "454 TLS not available\r\n"}) == Kind::refused);
  SmtpDialogue dialogue("client");
  say(dialogue, "554-first\r\n554 \x1b[31mgo away\r\n");
  CHECK(dialogue.fault()->code == 554);
  CHECK(dialogue.fault()->text == "?[31mgo away");
}

TEST_CASE("SMTP: what is none") {
  CHECK(fault_after({"SSH-2.0-OpenSSH\r\n"}) == Kind::no_smtp);
  CHECK(fault_after({"\r\n"}) == Kind::no_smtp);
  CHECK(fault_after({"220-first\r\n250 second\r\n"}) == Kind::no_smtp);
  CHECK(fault_after({"999 what\r\n"}) == Kind::no_smtp);
  CHECK(fault_after({"220_underscore\r\n"}) == Kind::no_smtp);
}

TEST_CASE("SMTP: lines and replies without end") {
  CHECK(fault_after({std::string(100000, '2')}) == Kind::too_long);
  CHECK(fault_after({"220 " + std::string(3000, 'a') + "\r\n"}) == Kind::too_long);
  std::string endless;
  for (int i = 0; i < 300; ++i) endless += "220-more\r\n";
  CHECK(fault_after({endless}) == Kind::too_long);
}

TEST_CASE("SMTP: the connection ends") {
  SmtpDialogue dialogue("client");
  say(dialogue, "220-first\r\n");
  dialogue.end();
  CHECK(dialogue.fault()->kind == Kind::ended);
}
