#include "dns/mailbox.h"

#include <doctest/doctest.h>

namespace edig::dns {
namespace {

std::string of(const char* rname) { return mailbox(*Name::parse(rname)).value_or("none"); }

}  // namespace

TEST_CASE("mailbox: the first dot that is not escaped is the @, escaped ones stay (RFC 1035 section 8)") {
  CHECK(of("hostmaster.example.com.") == "hostmaster@example.com");
  CHECK(of("Action\\.domains.isi.edu.") == "Action.domains@isi.edu");
  CHECK(of("a+dns.xn--bcher-kva.example.") == "a+dns@xn--bcher-kva.example");
}

TEST_CASE("mailbox: what is no address is not shown as one") {
  for (const char* rname :
       {".", "example.", "a\\032b.example.", "\\027[31m.example.", "a\\@b.example.", "\\.a.example.",
        "a\\.\\.b.example.", "a\\..example.", "\"a\".example.", "hostmaster.\\032x.example.",
        "a.b\\.c.example.", "\\195\\169.example.", "hostmaster.a\\013\\010b.example."}) {
    CAPTURE(rname);
    CHECK(of(rname) == "none");
  }
}

}  // namespace edig::dns
