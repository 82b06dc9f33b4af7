// The words of findings: each is of a kind, and each kind that has words has a remedy.
#include <doctest/doctest.h>

#include "diagnosis/judgement/special_names.h"
#include "diagnosis/judgement/told_finding.h"

namespace edig::diagnosis {

TEST_CASE("finding texts: each is of a kind that is listed, and says what to do") {
  for (const auto& row : finding_texts()) {
    CAPTURE(row.key);
    auto key = row.key.substr(0, row.key.find('.'));
    auto slash = key.find('/');
    auto kind = FindingKind::listed(key.substr(0, slash));
    CHECK_FALSE(kind.text().empty());
    auto variant = slash == key.npos ? std::string_view() : key.substr(slash + 1);
    CHECK_FALSE(tell(kind, variant, {}).remedy.empty());
    CHECK_FALSE(row.en.empty());
    CHECK_FALSE(row.ja.empty());
  }
}

TEST_CASE("special names: what lies at or below them, whatever the case of letters") {
  auto special = [](const char* text) { return special_name(*dns::Name::parse(text)) != nullptr; };
  CHECK(special("printer.LAN."));
  CHECK(special("local."));
  CHECK(special("5.2.0.192.in-addr.arpa.") == false);
  CHECK(special("1.1.168.192.in-addr.arpa."));
  CHECK(special("1.0.64.100.in-addr.arpa."));
  CHECK_FALSE(special("1.0.128.100.in-addr.arpa."));
  CHECK_FALSE(special("local.example.com."));
  CHECK_FALSE(special("."));
}

}  // namespace edig::diagnosis
