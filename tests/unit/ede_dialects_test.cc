// EXTRA-TEXT as resolvers write it, and near misses, which say nothing.
#include <doctest/doctest.h>

#include "ede/dialects.h"

using edig::ede::read_extra_text;
using edig::ede::Reading;

namespace {

// The fields in one line, those that are there.
std::string shown(const std::optional<Reading>& read) {
  if (!read) return "";
  std::string text(read->dialect);
  for (const auto& [key, value] : {std::pair{"zone", read->zone},
                                   {"name", read->name},
                                   {"type", read->type},
                                   {"server", read->server},
                                   {"rcode", read->rcode},
                                   {"key", read->key_tag ? std::to_string(*read->key_tag) : ""},
                                   {"reason", read->reason}})
    if (!value.empty()) text += std::string("|") + key + "=" + value;
  return text;
}

struct Sample {
  std::uint16_t info_code;
  const char *text, *read;
};

}  // namespace

TEST_CASE("EXTRA-TEXT is read in the forms that resolvers write") {
  for (const auto& [info_code, text, read] : std::initializer_list<Sample>{
           {9,
            "validation failure <www.no-ksk.example. A IN>: no keys have a DS with algorithm ECDSAP256SHA256 "
            "from "
            "127.0.12.1 for key no-ksk.example. while building chain of trust",
            "unbound|zone=no-ksk.example.|name=www.no-ksk.example.|type=A|server=127.0.12.1|reason=no keys "
            "have a DS "
            "with algorithm ECDSAP256SHA256"},
           {6,
            "validation failure <a.example. A IN>: signatures from unknown keys from 2001:db8::1 for DS "
            "example. while "
            "building chain of trust",
            "unbound|zone=example.|name=a.example.|type=A|server=2001:db8::1|reason=signatures from unknown "
            "keys"},
           {7,
            "validation failure <www.example. A IN>: signature expired from 192.0.2.1 for <b.example. MX IN>",
            "unbound|name=b.example.|type=MX|server=192.0.2.1|reason=signature expired"},
           {7, "validation failure <www.example. A IN>: signature expired from 192.0.2.1 and 192.0.2.2",
            "unbound|name=www.example.|type=A|reason=signature expired"},
           {10, "validation failure <www.example. A IN>: no signatures from cache",
            "unbound|name=www.example.|type=A|reason=no signatures"},
           {9,
            "validation failure <www.example. A IN>: key for validation example. is marked as invalid "
            "because of a "
            "previous DS hash mismatches key",
            "unbound|zone=example.|name=www.example.|type=A|reason=DS hash mismatches key"},
           {6, "validation failure <www.example. A IN>: misc failure",
            "unbound|name=www.example.|type=A|reason=misc failure"},
           {23, "[192.0.2.5] rcode=REFUSED for o.example/a",
            "google|name=o.example.|type=A|server=192.0.2.5|rcode=REFUSED"},
           {22, "At delegation o.example for 0/25.2.0.192.in-addr.arpa/ptr",
            "google|zone=o.example.|name=0/25.2.0.192.in-addr.arpa.|type=PTR"},
           {9, "No DNSKEY matches DS RRs of dnssec-failed.org", "google|zone=dnssec-failed.org."},
           {6, "RRSIG with malformed signature found for example.de/nsec3 (keytag=33834)",
            "google|name=example.de.|type=NSEC3|key=33834|reason=malformed signature"},
           {23, "192.0.2.1:53 rcode=SERVFAIL for example.com. A",
            "cloudflare|name=example.com.|type=A|server=192.0.2.1|rcode=SERVFAIL"},
           {23, "[2001:db8::5]:53 rcode=REFUSED for a.example A",
            "cloudflare|name=a.example.|type=A|server=2001:db8::5|rcode=REFUSED"},
           {23, "192.0.2.1:53 timed out for a.example TXT",
            "cloudflare|name=a.example.|type=TXT|server=192.0.2.1"},
           {22, "at delegation example.com.", "cloudflare|zone=example.com."},
           {9, "no SEP matching the DS found for broken.example.", "cloudflare|zone=broken.example."},
           {6, "proof of non-existence of example.com. DS", "cloudflare|name=example.com.|type=DS"},
           {7, "for DNSKEY example.com., id = 12345: RRSIG example.com., expiration = 123456",
            "cloudflare|zone=example.com.|key=12345|reason=RRSIG example.com., expiration = 123456"},
           {10, "for DNSKEY example.com., id = 12345", "cloudflare|zone=example.com.|key=12345"},
           {1, "failed to verify example.com. A: unsupported key size, DNSKEY example.com., id = 12345",
            "cloudflare|zone=example.com.|name=example.com.|type=A|key=12345|reason=unsupported key size"},
           {6, "failed to verify a.example. A: using DNSKEY ids = [46436]",
            "cloudflare|name=a.example.|type=A|key=46436"},
           {6, "failed to verify a.example. A: using DNSKEY ids = [1, 2]",
            "cloudflare|name=a.example.|type=A|reason=using DNSKEY ids = [1, 2]"},
           {12, "failed to verify an insecure referral proof for example.com",
            "cloudflare|name=example.com."},
           {9, "DNSKEY found but not matching DS no-ksk.example/DNSKEY", "bind|zone=no-ksk.example."},
           {7, "www.example/A", "bind|name=www.example.|type=A"},
           {1, "DSA example/DNSKEY", "bind|name=example.|type=DNSKEY|reason=DSA"},
           {22, "delegation example.", "powerdns|zone=example."},
           {22, "OLX2: delegation example.com", "knot-resolver|zone=example.com."},
           {9, "NMJZ: no matching SEP", "knot-resolver|reason=no matching SEP"},
           {7, "6GJV", "knot-resolver|reason=the RRSIG over the DNSKEY RRset has expired"}}) {
    INFO(text);
    CHECK(shown(read_extra_text(text, info_code)) == read);
  }
  CHECK(read_extra_text("6GJV", 7)->is_code);
  CHECK_FALSE(read_extra_text("NMJZ: no matching SEP", 9)->is_code);
}

TEST_CASE("EXTRA-TEXT in no known form says nothing") {
  for (const auto& [info_code, text] : std::initializer_list<std::pair<int, std::string>>{
           {9, ""},
           {9, "no SEP matching the DS found for "},
           {9, "no SEP matching the DS found for broken.example. and more"},
           {9, "no SEP matching the DS found for a..example."},
           {9, "no SEP matching the DS found for <b>.example."},
           {9, "x no SEP matching the DS found for broken.example."},
           {9, "no SEP matching the DS found for \xffroken.example."},
           {9, "no SEP matching the DS found for b\x1broken.example."},
           {23, "192.0.2.999:53 rcode=SERVFAIL for example.com. A"},
           {23, "192.0.2.1:53 rcode= for example.com. A"},
           {23, "[192.0.2.1] rcode=REFUSED for many.example A"},
           {10, "for DNSKEY example.com., id = 65536"},
           {10, "for DNSKEY example.com., id = -1"},
           {9, "6GJV"},
           {15, "www.example/A"},
           {15, "delegation example."},
           {0, "misc failure"},
           {9, "no SEP matching the DS found for " + std::string(2100, 'a')}}) {
    INFO(text);
    CHECK(shown(read_extra_text(text, static_cast<std::uint16_t>(info_code))) == "");
  }
}
