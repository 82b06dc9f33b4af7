#include "ede/organization_name.h"

#include <doctest/doctest.h>

#include <string>

using edig::ede::is_organization_name;

TEST_CASE("organization: names") {
  for (auto text : {"example.net Filtering Service", "Example Telecom A/S", "Yahoo!", "Revisit Networks",
                    "Example Inc. A/S", "AT&T", "3M", "Callaway Networks", "Visitor Services Ltd.",
                    "Smith, Jones & Co. KG", "株式会社エグザンプル", "Société Générale", "O'Reilly",
                    "Studio 54 (London)", "Network 100000"})
    CHECK_MESSAGE(is_organization_name(text), text);
}

TEST_CASE("organization: what holds more than a name") {
  for (auto text : {"",
                    "https://example.net/",
                    "HTTPS://EXAMPLE.NET",
                    "www.example.net",
                    "ftp://example.net",
                    "{ example",
                    "example.net/help",
                    "see portal.example/now",
                    "help@example.net",
                    "mailto:help",
                    "tel:110",
                    "Call 1-800-555-0100",
                    "Example <b>Security</b>",
                    "Is this wrong?",
                    "Example; DROP",
                    "Click to unblock",
                    "Please wait",
                    "Example, please call",
                    "Install our certificate",
                    "{\"o\":1}",
                    "Example \"Security\"",
                    "Example\nSecurity",
                    "Example\x1b[31m",
                    "Example \u202egro",
                    "Exam\u200bple",
                    "Example\\",
                    "詳しくはこちら",
                    "解除してください",
                    "bad \xff utf-8"})
    CHECK_FALSE_MESSAGE(is_organization_name(text), text);
}

TEST_CASE("organization: length") {
  CHECK(is_organization_name(std::string(80, 'x')));
  CHECK_FALSE(is_organization_name(std::string(81, 'x')));
  CHECK_FALSE(is_organization_name(std::string(60'000, 'x')));
}
