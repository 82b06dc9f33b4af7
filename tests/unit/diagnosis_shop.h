// The zones that most diagnoses in the tests are of, and what is expected of each.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>

#include "diagnosis_zone.h"
#include "dns/types.h"

namespace edig::test {

using diagnosis::Diagnosis;
using diagnosis::Fault;
using diagnosis::Severity;
using diagnosis::Status;

// The root, example., and www in shop.example., all signed, two servers each.
struct Shop {
  World world;
  Zone *root, *tld, *shop;
  explicit Shop(std::function<void(Zone&)> fill = {}) {
    Zone leaf("shop.example.");
    leaf.add("shop.example. 3600 IN NS ns.shop.example.").add("ns.shop.example. 3600 IN A 192.0.2.31");
    leaf.add("ns.shop.example. 3600 IN A 192.0.2.32");
    leaf.add("www.shop.example. 300 IN A 198.51.100.1")
        .add("alias.shop.example. 300 IN CNAME www.shop.example.");
    if (fill) fill(leaf);
    leaf.sign();
    Zone middle("example.");
    middle.add("example. 3600 IN NS ns.example.").add("ns.example. 3600 IN A 192.0.2.21");
    middle.add("ns.example. 3600 IN A 192.0.2.22");
    middle.delegate(leaf)
        .add("ns.shop.example. 3600 IN A 192.0.2.31")
        .add("ns.shop.example. 3600 IN A 192.0.2.32")
        .sign();
    Zone top(".");
    top.add(". 3600 IN NS ns.").add("ns. 3600 IN A 192.0.2.11");
    top.delegate(middle)
        .add("ns.example. 3600 IN A 192.0.2.21")
        .add("ns.example. 3600 IN A 192.0.2.22")
        .sign();
    root = &world.add(top, {"192.0.2.11"});
    tld = &world.add(middle, {"192.0.2.21", "192.0.2.22"});
    shop = &world.add(leaf, {"192.0.2.31", "192.0.2.32"});
  }
  Diagnosis why(const std::string& name = "www.shop.example.", const std::string& type = "A") {
    return world.diagnose(name, type);
  }
  /// As a validating resolver does for a broken zone: fails, but for CD=1.
  void fail_without_cd() {
    world.resolver = [](const diagnosis::Ask& ask) -> std::optional<diagnosis::Answer> {
      if (ask.cd) return std::nullopt;
      return rcode(ask.question, dns::rcode::servfail);
    };
  }
};

inline bool has_kind(const Diagnosis& diagnosis, std::string_view kind) {
  return std::ranges::any_of(diagnosis.findings, [&](const auto& each) { return each.kind.text() == kind; });
}

// Words in each language, and something in each slot.
inline void expect_words(const Diagnosis& diagnosis) {
  for (const auto& finding : diagnosis.findings)
    for (auto language : {ede::Language::en, ede::Language("ja")}) {
      auto words = finding.text.in(language);
      CAPTURE(words);
      CHECK_FALSE(words.empty());
      CHECK((words + finding.remedy.in(language)).find('{') == std::string::npos);
    }
}

inline void expect(const Diagnosis& diagnosis, int code, const std::string& zone, Fault fault) {
  CHECK(diagnosis.status == Status::bogus);
  REQUIRE_FALSE(diagnosis.findings.empty());
  const auto& first = diagnosis.findings[0];
  INFO(first.text.in(ede::Language::en));
  CHECK(first.info_code == code);
  CHECK(first.zone == name(zone));
  CHECK(first.fault == fault);
  CHECK(first.severity == Severity::error);
  CHECK_FALSE(first.remedy.empty());
  expect_words(diagnosis);
}

}  // namespace edig::test
