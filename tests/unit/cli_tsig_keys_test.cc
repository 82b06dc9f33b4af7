#include <doctest/doctest.h>

#include "cli/tsig_keys.h"

namespace edig::cli {
namespace {

Bytes secret() { return {'s', 'e', 'c', 'r', 'e', 't'}; }

void check_key(const Result<dns::TsigKey>& key, std::string_view name, std::string_view algorithm) {
  REQUIRE(key);
  CHECK(key->name.text() == name);
  CHECK(key->algorithm.text() == algorithm);
  CHECK(key->secret == secret());
}

}  // namespace

TEST_CASE("-y takes a key as dig does") {
  check_key(parse_tsig_key("a.Key:c2VjcmV0"), "a.key.", "hmac-md5.sig-alg.reg.int.");
  check_key(parse_tsig_key("hmac-sha256:a.key.:c2VjcmV0"), "a.key.", "hmac-sha256.");
  check_key(parse_tsig_key("HMAC-SHA512-256:a.key:c2VjcmV0"), "a.key.", "hmac-sha512.");
}

TEST_CASE("errors of -y repeat nothing that may be the secret") {
  for (std::string text :
       {"c2VjcmV0", "", ":", "c2VjcmV0:a.key", "c2VjcmV0:a.key:hmac-sha256", "a.key:c2VjcmV0:hmac-sha256",
        "hmac-sha256:c2VjcmV0..:c2VjcmV0", "hmac-sha256:a.key:c2VjcmV0!", "a:b:c2VjcmV0:d"}) {
    CAPTURE(text);
    auto key = parse_tsig_key(text);
    REQUIRE_FALSE(key);
    CHECK((key.error().text + key.error().hint).find("c2VjcmV0") == std::string::npos);
  }
}

TEST_CASE("-k reads what BIND's tools write") {
  check_key(parse_tsig_key_file("key \"a.key\" {\n\talgorithm hmac-sha256;\n\tsecret \"c2VjcmV0\";\n};\n"),
            "a.key.", "hmac-sha256.");
  check_key(parse_tsig_key_file(
                "# one\n// two\n/* three } */ key a.key{secret c2VjcmV0;algorithm \"hmac-sha1\";};"),
            "a.key.", "hmac-sha1.");
}

TEST_CASE("-k reads the private half of a pair") {
  for (std::string path :
       {"keys/Ka.key.+163+01234", "keys/Ka.key.+163+01234.key", "keys/Ka.key.+163+01234.private"})
    CHECK(private_half(path) == "keys/Ka.key.+163+01234.private");
  for (std::string path : {"a.key", "Kx/a+b+c", "K+a", "keys/Key"}) CHECK_FALSE(private_half(path));
  const std::string path = "keys/Ka.key.+163+01234.private", format = "Private-key-format: v1.3\n",
                    key = "Key: c2VjcmV0\nBits: AAA=\n";
  check_key(parse_private_key_file(path, format + "Algorithm: 163 (HMAC_SHA256)\n" + key), "a.key.",
            "hmac-sha256.");
  check_key(parse_private_key_file(path, format + "Algorithm: 157 (HMAC_MD5)\r\n" + key), "a.key.",
            "hmac-md5.sig-alg.reg.int.");
  for (const auto& content : {format + "Algorithm: 8 (RSASHA256)\n" + key, format + key, format,
                              format + "Algorithm: 163 (HMAC_SHA256)\n", std::string()})
    CHECK_FALSE(parse_private_key_file(path, content));
  CHECK_FALSE(parse_private_key_file("K..+163+1.private", format + "Algorithm: 163 (HMAC_SHA256)\n" + key));
}

TEST_CASE("-k tells what is no key") {
  for (std::string text :
       {"", "key", "key a", "key a {", "key a { algorithm hmac-sha256; }",
        "key a { algorithm hmac-sha256; };", "key a { secret \"c2VjcmV0\"; };",
        "key a { algorithm hmac-sha256; secret \"c2VjcmV0\"; }",
        "key a { algorithm hmac-sha256; secret \"c2VjcmV0\"; }; key b { algorithm hmac-sha256; secret "
        "\"c2VjcmV0\"; };",
        "key a { algorithm hmac-sha256 secret \"c2VjcmV0\"; };", "key a { other x; };", "options { };", "/* ",
        "key \"a", "Private-key-format: v1.3\nAlgorithm: 163 (HMAC_SHA256)\nKey: c2VjcmV0\n"}) {
    CAPTURE(text);
    auto key = parse_tsig_key_file(text);
    REQUIRE_FALSE(key);
    CHECK((key.error().text + key.error().hint).find("c2VjcmV0") == std::string::npos);
  }
}

TEST_CASE("what is shown of a command line has no secret") {
  CHECK(without_secret("-y hmac-sha256:a:c2VjcmV0 -y a:c2VjcmV0 b", "hmac-sha256:a:c2VjcmV0") ==
        "-y hmac-sha256:a:*** -y a:*** b");
  CHECK(without_secret("-yc2VjcmV0", "c2VjcmV0") == "-y***");
  CHECK(without_secret("-y a:", "a:") == "-y a:");
}

}  // namespace edig::cli
