#include <doctest/doctest.h>

#include "dns/types.h"
#include "dns/zone_transfer.h"
#include "wire_message.h"

namespace edig::dns {
namespace {

using Form = ZoneTransfer::Form;
using Messages = std::vector<std::vector<std::string>>;

std::string soa(std::uint32_t serial, const std::string& owner = "example.") {
  return owner + " 300 IN SOA ns1.example. host.example. " + std::to_string(serial) + " 1 1 1 1";
}
const std::string www = "www.example. 300 IN A 192.0.2.1";

Query query(std::optional<std::uint32_t> serial = {}) {
  Query query;
  query.question = {*Name::parse("example."), serial ? type::ixfr : type::axfr, cls::in};
  query.serial = serial;
  return query;
}

/// What is left of a transfer when it has taken all messages, or one was wrong.
struct Taken {
  ZoneTransfer transfer;
  std::string error;
  unsigned records = 0;
};

Taken take(const Messages& messages, std::optional<std::uint32_t> serial = {}) {
  Taken taken{ZoneTransfer(query(serial)), {}};
  for (const auto& message : messages) {
    auto outcome = taken.transfer.take(test::message_of(message), [&](ByteView, const WireRecord&) {
      ++taken.records;
      return true;
    });
    if (outcome) continue;
    taken.error = outcome.error().text;
    break;
  }
  return taken;
}

void check_complete(const Messages& messages, std::optional<std::uint32_t> serial, Form form) {
  auto taken = take(messages, serial);
  CHECK(taken.error == "");
  CHECK(taken.transfer.complete());
  CHECK(taken.transfer.form() == form);
  CHECK(taken.transfer.counts().records == taken.records);
  CHECK(taken.transfer.counts().messages == messages.size());
}

}  // namespace

TEST_CASE("a zone goes from its SOA to its SOA, in any number of messages") {
  check_complete({{soa(1), www, soa(1)}}, {}, Form::whole);
  check_complete({{soa(1)}, {}, {www}, {www, soa(1)}}, {}, Form::whole);
  check_complete({{soa(1), soa(1)}}, {}, Form::whole);
  check_complete({{soa(1), soa(7, "below.example."), soa(1, "EXAMPLE.")}}, {}, Form::whole);
  CHECK_FALSE(take({{soa(1), www}, {www}}).transfer.complete());
}

TEST_CASE("a zone that is not as it should be is told") {
  CHECK(take({{www, soa(1)}}).error == "the transfer does not begin with the zone's SOA record");
  CHECK(take({{soa(1, "other.")}}).error == "the transfer does not begin with the zone's SOA record");
  CHECK(take({{soa(1), www, soa(2)}}).error.starts_with("the zone changed while it was transferred"));
  CHECK(take({{soa(1), soa(2)}}).error.starts_with("the zone changed while it was transferred"));
  CHECK(take({{soa(1), www, soa(1), www}}).error == "records follow the SOA record that ends the transfer");
  CHECK(take({{soa(1)}, {soa(1)}, {www}}).error == "records follow the SOA record that ends the transfer");
  CHECK(take({{}, {soa(1)}}).error == "the transfer does not begin with the zone's SOA record");
  Messages endless(200);
  endless.front() = {soa(1)};
  CHECK(take(endless).error == "messages without a record come one after the other");
}

TEST_CASE("a message that breaks off is told with what came before") {
  auto message = test::message_of({soa(1), www});
  message.resize(message.size() - 2);
  ZoneTransfer transfer(query());
  unsigned records = 0;
  auto taken = transfer.take(message, [&](ByteView, const WireRecord&) { return ++records > 0; });
  REQUIRE_FALSE(taken);
  CHECK(taken.error().text == "a message ends after 1 of the 2 records that its header promises");
  CHECK(records == 1);
  CHECK_FALSE(ZoneTransfer(query()).take(Bytes(5), [](ByteView, const WireRecord&) { return true; }));
}

TEST_CASE("IXFR: differences, the whole zone, or nothing new") {
  check_complete({{soa(9), soa(7), www, soa(8), soa(8), soa(9), www, soa(9)}}, 7, Form::differences);
  check_complete({{soa(9)}, {soa(7), www}, {soa(9), www, soa(9)}}, 7, Form::differences);
  check_complete({{soa(9), www, soa(9)}}, 7, Form::whole);
  check_complete({{soa(9)}}, 9, Form::up_to_date);
  check_complete({{soa(8)}}, 9, Form::up_to_date);
}

TEST_CASE("IXFR: differences that do not join are told") {
  CHECK(take({{soa(9), soa(6)}}, 7).error == "the differences do not begin with the version asked with");
  CHECK(take({{soa(9), soa(7), soa(8), soa(9)}}, 7).error ==
        "the differences do not follow from one another");
  CHECK(take({{soa(9), soa(7), soa(8), soa(7)}}, 7).error ==
        "the differences do not follow from one another");
}

TEST_CASE("IXFR: serials wrap (RFC 1982)") {
  CHECK_FALSE(take({{soa(1)}}, 4294967295).transfer.complete());
  CHECK(take({{soa(4294967295)}}, 1).transfer.complete());
}

}  // namespace edig::dns
