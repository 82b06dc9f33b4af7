// DKIM keys: RFC 6376 section 3.6, RFC 8301, RFC 8463.
#include <doctest/doctest.h>

#include "services/dkim.h"
#include "services/dkim_key.h"
#include "services_world.h"

using namespace edig;
using namespace edig::test;
using services::Dkim;
using services::DkimKey;
using services::State;

namespace {

const std::string rsa_512 =
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBANRLDeXZIo3Adjmz1FzJH+"
    "HHDwPb4YGEXTsZv9EEkOuLSUKbEoUo1p7bfbRs9uU3VtvgQKkpP3x407TcxQN/e3ECAwEAAQ==";
const std::string rsa_1024 =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC6NygLoXwdAnhNY2bRoO40emYxeXtU2JftAfxoJE2E1kMOQdpip6YfTJPDTfL+"
    "vLSgd1ju1Ifu8g+uKI2Gxv3EKi4WqrwHeW7aDwlmcvvZRHGVD6BTyrlG+"
    "ON9KLMX4yh2CbhTgJd2SMSVxqmwX8k5rTPE6MbKQPjoPvdm5jlviQIDAQAB";
const std::string rsa_2048 =
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsiIuqVco/"
    "G8XsnGWm6sdNRJDcqtBNSX4FLrzUZu62jTgmXqM10jvx8sw+om9RqaqfQowcKCTDoRIeMznXmUL+"
    "m2c6nbynHg2FCytval8SAW6BeElwI30WZDEFKzBNNKOESLxWKqv/"
    "mQVEeEy6jyULv6Vl2JXQdxAIE6NroBrCj7jbqJbnDfdOm6+"
    "jFs3HgRBjBTuUBfsvfGwKhWpvJScdDOMmLN1RU7UAREAww3YUROB5TphHVcNNcKWXUga9GabojKQDEQ7mxc+"
    "KLcDJVkZ43zUY6MS4vSEwW6kXj0I0eTPjfzqJaY3gJxZTVNzVflT7/+yY46YO9No5Nmyq9j1KQIDAQAB";
const std::string rsa_public_key =
    "MIIBCgKCAQEA1IlgdfLCRiV5SSgJo95GQLAfIkgUKmlsMY636qboNMXpyOLl+"
    "LXcKlUO7bvGlSpg8eMtC2aznMtApA05BLDdJayk99VY/"
    "OxBqD5bI7XH7yalWnd4busmcDKwrxmeNcDPdaUNS5AsnQxwevP28m4GHKk44eV66v32GfQ4d0OjECfy/mINQUmPjNt09/"
    "5R1E3wOSZv3MJxHJthyeL5EQAe57E+fx9BAepU+5N50Bob69i6mw9gtBpaC9ph+Z20aYSr8QfgRM7S5/"
    "2mONdvh6g+m7mEIil5pthewis1JIAnGPukq0UlKVJRJPsUBhaKox3IWvH/tvo93c1UPypT2yyFUwIDAQAB";
// Of RFC 8463 appendix A.2.
const std::string ed25519 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

Words read(const std::string& text) {
  services::Judgement judgement;
  for (auto& finding :
       services::read_dkim_key(text, {.name = domain_name("s._domainkey.shop.example."), .type = 16})
           .findings)
    judgement.add(finding);
  return words(judgement);
}

std::optional<DkimKey> key(const std::string& text) { return services::read_dkim_key(text, {}).key; }

Dkim judge(Domains& domains, const std::vector<std::string>& selectors) {
  return domains.evaluate([&](services::Records& records) {
    return services::dkim(records, domain_name("shop.example."), selectors);
  });
}

}  // namespace

TEST_CASE("DKIM: keys that are as they should be") {
  CHECK(read("v=DKIM1; k=rsa; p=" + rsa_2048).empty());
  CHECK(read("p=" + rsa_2048).empty());
  CHECK(read("v=DKIM1; p=" + rsa_public_key + ";").empty());
  CHECK(read("v=DKIM1; k=ed25519; p=" + ed25519).empty());
  CHECK(read("v=DKIM1; h=sha1:sha256; s=email:other; n=note; x=unknown; p=" + rsa_2048.substr(0, 100) +
             " \t" + rsa_2048.substr(100))
            .empty());
  CHECK(key("p=" + rsa_2048)->bits == 2048);
  CHECK(key("k=ed25519; p=" + ed25519)->type == DkimKey::Type::ed25519);
}

TEST_CASE("DKIM: keys that are not") {
  CHECK(read("k=rsa; v=DKIM1; p=" + rsa_2048) == Words{"dkim-version"});
  CHECK(read("v=DKIM2; p=" + rsa_2048) == Words{"dkim-version"});
  CHECK(read("v=DKIM1; k=rsa") == Words{"dkim-without-key"});
  CHECK(read("v=DKIM1; p=" + rsa_2048 + "; p=" + rsa_2048) == Words{"dkim-tag-repeated"});
  CHECK(read("v=DKIM1; something; p=" + rsa_2048) == Words{"dkim-malformed"});
  CHECK(read("v=DKIM1; p=" + rsa_2048.substr(0, 300)) == Words{"dkim-key-unreadable"});
  CHECK(read("v=DKIM1; p=!!!!") == Words{"dkim-key-unreadable"});
  CHECK(read("v=DKIM1; p=" + ed25519) == Words{"dkim-key-unreadable"});
  CHECK(read("v=DKIM1; p=") == Words{"dkim-revoked"});
  CHECK(read("v=DKIM1; t=s:y; p=" + rsa_2048) == Words{"dkim-testing"});
  CHECK(read("v=DKIM1; s=tlsrpt; p=" + rsa_2048) == Words{"dkim-not-for-mail"});
  CHECK(read("v=DKIM1; h=sha1; p=" + rsa_2048) == Words{"dkim-without-sha256"});
  CHECK(read("v=DKIM1; k=dsa; p=" + rsa_2048) == Words{"dkim-key-type"});
}

TEST_CASE("DKIM: sizes of keys") {
  CHECK(read("p=" + rsa_512) == Words{"dkim-key-too-short"});
  CHECK(read("p=" + rsa_1024) == Words{"dkim-key-short"});
  CHECK(key("p=" + rsa_1024)->bits == 1024);
  // 44 octets of a SubjectPublicKeyInfo in place of the bare key's 32.
  CHECK(read("k=ed25519; p=MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=") ==
        Words{"dkim-ed25519-size"});
}

TEST_CASE("DKIM: a given selector, its key in two strings") {
  Domains domains;
  domains.txt("2026._domainkey.shop.example.",
              {"v=DKIM1; p=" + rsa_2048.substr(0, 200), rsa_2048.substr(200)});
  auto found = judge(domains, {"2026"});
  CHECK(found.judgement.state == State::works);
  REQUIRE(found.keys.size() == 1);
  CHECK(found.keys[0].selector == "2026");
  CHECK_FALSE(found.keys[0].guessed);
}

TEST_CASE("DKIM: a given selector that is not there, cannot be had, or is there twice") {
  Domains domains;
  CHECK(words(judge(domains, {"2026"}).judgement) == Words{"dkim-selector-missing"});
  CHECK(judge(domains, {"2026"}).judgement.state == State::broken);
  domains.fail("2026._domainkey.shop.example.", dns::type::txt);
  CHECK(words(judge(domains, {"2026"}).judgement) == Words{"dkim-failed"});
  Domains twice;
  twice.txt("2026._domainkey.shop.example.", {"p=" + rsa_2048}).txt("2026._domainkey.shop.example.", {"p="});
  CHECK(words(judge(twice, {"2026"}).judgement) == Words{"dkim-several-records"});
}

TEST_CASE("DKIM: common selectors are a guess") {
  Domains domains;
  domains.txt("selector1._domainkey.shop.example.", {"v=DKIM1; p=" + rsa_2048});
  auto found = judge(domains, {});
  CHECK(domains.rounds == 2);
  CHECK(found.judgement.state == State::works);
  REQUIRE(found.keys.size() == 1);
  CHECK(found.keys[0].guessed);
}

TEST_CASE("DKIM: that there are none is known from NXDOMAIN alone") {
  Domains none;
  none.add("shop.example. 300 IN A 8.8.4.1");
  CHECK(words(judge(none, {}).judgement) == Words{"dkim-none"});
  CHECK(judge(none, {}).judgement.state == State::not_used);
  Domains unknown;
  unknown.txt("2026._domainkey.shop.example.", {"v=DKIM1; p=" + rsa_2048});
  CHECK(words(judge(unknown, {}).judgement) == Words{"dkim-unknown"});
  CHECK(judge(unknown, {}).judgement.state == State::not_evaluated);
}

TEST_CASE("DKIM: what a wildcard has for every name is no key under a selector that was guessed") {
  Domains domains;
  for (auto selector : services::common_dkim_selectors())
    domains.txt(std::string(selector) + "._domainkey.shop.example.", {"v=spf1 -all"});
  CHECK(words(judge(domains, {}).judgement) == Words{"dkim-unknown"});
  CHECK(words(judge(domains, {"s1"}).judgement) == Words{"dkim-version"});
}

TEST_CASE("DKIM: a key that was retired is told only where its selector was given") {
  Domains domains;
  domains.txt("s1._domainkey.shop.example.", {"v=DKIM1; p="});
  auto guessed = judge(domains, {});
  CHECK(words(guessed.judgement) == Words{"dkim-unknown"});
  CHECK(guessed.keys.empty());
  CHECK(words(judge(domains, {"s1"}).judgement) == Words{"dkim-revoked"});
}
