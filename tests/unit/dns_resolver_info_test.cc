// RESINFO (RFC 9606), as it should be and as anybody may send it.
#include <doctest/doctest.h>

#include "dns/resolver_info.h"
#include "dns/types.h"

using namespace edig;
using dns::InfoCodeRange;

namespace {

using Ranges = std::vector<InfoCodeRange>;

dns::Record resinfo(const std::vector<std::string>& strings) {
  dns::Record record;
  record.owner = dns::resolver_info_question().name;
  record.type = dns::type::resinfo;
  for (const auto& text : strings) {
    record.raw.push_back(static_cast<std::uint8_t>(text.size()));
    record.raw.insert(record.raw.end(), text.begin(), text.end());
  }
  return record;
}

dns::Message reply(std::vector<dns::Record> records) {
  dns::Message message;
  message.header.aa = true;
  message.answer = std::move(records);
  return message;
}

std::optional<dns::ResolverInfo> read(const std::vector<std::string>& strings) {
  return dns::read_resolver_info(reply({resinfo(strings)}));
}

}  // namespace

TEST_CASE("RESINFO: the record of RFC 9606 section 7") {
  auto info = read({"qnamemin", "exterr=15-17", "infourl=https://resolver.example.com/guide"});
  REQUIRE(info);
  CHECK(info->qnamemin);
  CHECK(info->exterr == Ranges{{15, 17}});
  CHECK(info->infourl == "https://resolver.example.com/guide");
  CHECK(info->lists(16));
  CHECK_FALSE(info->lists(14));
  CHECK_FALSE(info->lists(18));
}

TEST_CASE("RESINFO: lists of INFO-CODEs") {
  CHECK(dns::read_info_codes("22,6-12,15-17,7") == Ranges{{6, 12}, {15, 17}, {22, 22}});
  CHECK(dns::read_info_codes("1-65535") == Ranges{{1, 65535}});
  CHECK(dns::read_info_codes("65535,0-65534") == Ranges{{0, 65535}});
  CHECK(dns::read_info_codes("5-9,1-20,3,20") == Ranges{{1, 20}});
  CHECK(dns::read_info_codes("3,4,5") == Ranges{{3, 5}});
  CHECK(dns::info_codes_text({{6, 12}, {22, 22}}) == "6-12, 22");
  for (const auto* text : {"", ",", "1,", ",1", "1,,2", "-", "1-", "-1", "2-1", "65536", "1-65536", "1-2-3",
                           " 1", "1 - 2", "+1", "0x1", "1;2", "99999999999999999999", "\xef\xbc\x91"}) {
    CAPTURE(text);
    CHECK_FALSE(dns::read_info_codes(text));
  }
}

TEST_CASE("RESINFO: keys in any case, the first of several; what cannot be read is not there") {
  CHECK(read({"ExtErr=7", "exterr=8"})->exterr == Ranges{{7, 7}});
  CHECK(read({"exterr"})->exterr.empty());
  CHECK(read({"exterr=1-x", "exterr=8"})->exterr.empty());
  CHECK(read({"", "=", "=exterr=7", "other=exterr=7", "xexterr=7"})->exterr.empty());
  CHECK(read({"infourl=http://plain.example/"})->infourl.empty());
  CHECK(read({"infourl=javascript:alert(1)"})->infourl.empty());
  CHECK_FALSE(read({"qnameminx"})->qnamemin);
}

TEST_CASE("RESINFO: what does not count") {
  auto good = reply({resinfo({"exterr=7"})});
  REQUIRE(dns::read_resolver_info(good));
  SUBCASE("a reply without AA") { good.header.aa = false; }
  SUBCASE("an error") { good.rcode = dns::rcode::nxdomain; }
  SUBCASE("cut off") { good.header.tc = true; }
  SUBCASE("none") { good.answer.clear(); }
  SUBCASE("two") { good.answer.push_back(resinfo({"exterr=8"})); }
  SUBCASE("another's") { good.answer[0].owner = *dns::Name::parse("arpa."); }
  SUBCASE("another type") { good.answer[0].type = dns::type::txt; }
  SUBCASE("a string that runs past the end") { good.answer[0].raw[0] = 200; }
  SUBCASE("no string") { good.answer[0].raw.clear(); }
  CHECK_FALSE(dns::read_resolver_info(good));
}

TEST_CASE("RESINFO: as large as a record can be") {
  auto huge = resinfo({});
  while (huge.raw.size() + 256 <= 65535) {
    auto more = resinfo({"exterr=" + std::string(248, '1')}).raw;
    huge.raw.insert(huge.raw.end(), more.begin(), more.end());
  }
  auto info = dns::read_resolver_info(reply({huge}));
  REQUIRE(info);
  CHECK(info->exterr.empty());
}
