#include <doctest/doctest.h>

#include "dns/types.h"
#include "report/dig_parts.h"
#include "report/transfer.h"
#include "transport/failure.h"
#include "wire_message.h"

namespace edig::report {
namespace {

const std::string soa = "example. 300 IN SOA ns.example. host.example. 1 2 3 4 5",
                  www = "www.example. 300 IN A 192.0.2.1";

dns::Query query() {
  dns::Query query;
  query.question = {*dns::Name::parse("example."), dns::type::axfr, dns::cls::in};
  return query;
}

transport::Exchange exchange() {
  return transport::unanswered(
      {.address = "192.0.2.53", .port = 53, .name = {}, .protocol = transport::Protocol::tcp});
}

Style digs() {
  Style style;
  style.format = Format::dig;
  style.like_dig = true;
  style.comments = style.question = style.command = style.stats = false;
  return style;
}

// Of these messages, and then of `error` or a good end.
std::string printed(const std::vector<std::vector<std::string>>& messages, const Style& style,
                    std::optional<Error> error = {}) {
  auto asked = query();
  TransferPrinter printer(asked, style);
  std::string out;
  printer.begin(out, exchange());
  Bytes message;
  for (const auto& records : messages) {
    message = test::message_of(records);
    printer.begin_message(12);
    auto offset = test::first_record;
    for (std::size_t i = 0; i < records.size(); ++i) {
      auto record = dns::read_record(message, offset).value();
      CHECK(printer.append(out, message, record));
      offset = dns::end_of(record);
    }
    printer.end_message(out, message, nullptr);
  }
  auto whole = exchange();
  whole.reply = error ? Result<transport::Reply>(std::unexpected(*error))
                      : transport::Reply{dns::Message::parse(message).value(), message};
  printer.append_end(out, {.report = make_report(query(), whole), .counts = {3, 2, 99}});
  return out;
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("dig's layout: records alone, or each message where comments are asked for") {
  CHECK(printed({{soa, www}, {soa}}, digs()) ==
        "example.\t\t300\tIN\tSOA\tns.example. host.example. 1 2 3 4 5\n"
        "www.example.\t\t300\tIN\tA\t192.0.2.1\n"
        "example.\t\t300\tIN\tSOA\tns.example. host.example. 1 2 3 4 5\n");
  auto style = digs();
  style.comments = true;
  auto messages = printed({{soa, www}, {soa}}, style);
  CHECK(count(messages, ";; ->>HEADER<<-") == 2);
  CHECK(count(messages, ";; ANSWER SECTION:\n") == 2);
  CHECK(count(messages, "\tSOA\t") == 2);
  style.onesoa = true;
  CHECK(count(printed({{soa, www}, {soa}}, style), "\tSOA\t") == 1);
}

TEST_CASE("dig's layout: after a try that broke off the records come again") {
  auto style = digs();
  style.onesoa = true;
  auto asked = query();
  TransferPrinter printer(asked, style);
  std::string out;
  auto first = exchange(), second = exchange();
  second.attempts = {
      {.protocol = transport::Protocol::tcp, .address = "192.0.2.53", .port = 53, .outcome = "closed"}};
  auto message = test::message_of({soa});
  auto record = dns::read_record(message, test::first_record).value();
  for (const auto& each : {first, second}) {
    printer.begin(out, each);
    CHECK(printer.append(out, message, record));
    printer.end_message(out, message, nullptr);
  }
  auto whole = second;
  whole.reply = transport::Reply{dns::Message::parse(message).value(), message};
  printer.append_end(out, {.report = make_report(query(), whole), .counts = {1, 1, 99}});
  CHECK(count(out, "\tSOA\t") == 2);
  CHECK(count(out, ";; communications error to 192.0.2.53#53: end of file\n") == 1);
  CHECK(printer.may_begin_again());
  style.format = Format::json;
  CHECK_FALSE(printer.may_begin_again());
}

TEST_CASE("dig's layout: +identify") {
  auto style = digs();
  style.identify = true;
  CHECK(printed({{soa}}, style).ends_with(";; Received 99 bytes from 192.0.2.53#53(192.0.2.53) in 0 ms\n\n"));
  style.format = Format::short_;
  CHECK(printed({{www}}, style) == "192.0.2.1 from server 192.0.2.53 in 12 ms.\n");
}

TEST_CASE("dig's layout of a TSIG, whose MAC is not its end") {
  auto asked = query();
  asked.tsig_key =
      std::make_shared<dns::TsigKey>(dns::make_tsig_key("hmac-sha256", "key", "c2VjcmV0").value());
  auto tsig = dns::Message::parse(dns::encode(asked, 7)).value().additional.back();
  auto record = [&](const Style& style) {
    std::string out;
    append_dig_record(out, tsig, style);
    return out;
  };
  auto style = digs();
  CHECK(record(style).starts_with("key.\t\t\t0\tANY\tTSIG\thmac-sha256. "));
  CHECK(record(style).ends_with("= 7 NOERROR 0 \n"));
  CHECK(count(record(style), "\n") == 1);
  style.split = 8;
  CHECK(count(record(style), " ") == count(record(digs()), " ") + 5);
  style.multiline = true;
  CHECK(count(record(style), "\n\t\t\t\t") == 6);
  CHECK(count(record(style), " 300 32 (\n\t\t\t\t") == 1);
  CHECK(record(style).ends_with("= ) 7 NOERROR 0 \n"));
}

TEST_CASE("dig's words for a transfer that breaks off") {
  auto closed = printed({{soa, www}}, digs(), transport::ended_early(exchange().peer));
  CHECK(closed.ends_with(
      ";; communications error to 192.0.2.53#53: end of file\n;; no servers could be reached\n"));
  auto broken = printed({{soa, www}}, digs(), Error{Error::Kind::malformed, "it is broken", {}});
  CHECK(broken.ends_with("192.0.2.1\n; Transfer failed.  it is broken\n"));
}

TEST_CASE("a zone that is refused to dig, +short or not") {
  auto refused = exchange();
  auto message = test::message_of(std::vector<std::string>{});
  message[3] = static_cast<std::uint8_t>(dns::rcode::refused);
  refused.reply = transport::Reply{dns::Message::parse(message).value(), message};
  auto report = make_report(query(), refused);
  auto style = digs();
  CHECK(to_dig(report, style) == "; Transfer failed.\n");
  style.format = Format::short_;
  CHECK(to_dig(report, style) == "; Transfer failed.\n");
}

}  // namespace edig::report
