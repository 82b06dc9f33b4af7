// Certificates made on the spot, and what each proves.
#include <doctest/doctest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "transport/trust.h"

using namespace edig;
using namespace edig::transport;

namespace {

using KeyPtr = std::unique_ptr<EVP_PKEY, OpensslDeleter<EVP_PKEY_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, OpensslDeleter<X509_EXTENSION_free>>;

constexpr long day = 24 * 60 * 60;

struct Party {
  KeyPtr key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
  X509Ptr certificate;
};

void add_extension(X509* certificate, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  REQUIRE(extension);
  X509_add_ext(certificate, extension.get(), -1);
}

Party make(const std::string& name, const char* alternative_names, const Party* issuer, long from,
           long until) {
  static long serial = 1;
  Party party;
  party.certificate.reset(X509_new());
  auto* certificate = party.certificate.get();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), from);
  X509_gmtime_adj(X509_getm_notAfter(certificate), until);
  auto* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, issuer ? X509_get_subject_name(issuer->certificate.get()) : subject);
  X509_set_pubkey(certificate, party.key.get());
  if (alternative_names)
    add_extension(certificate, NID_subject_alt_name, alternative_names);
  else
    add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(certificate, issuer ? issuer->key.get() : party.key.get(), EVP_sha256());
  return party;
}

Party ca(const std::string& name = "test CA") { return make(name, nullptr, nullptr, -day, day); }

// A server's chain, and a Trust that holds `anchor` alone.
struct Case {
  Trust trust = *Trust::of("");
  Presented presented;
  Server server{.host = "dns.example", .protocol = Protocol::tls, .port = 853, .tls = {}, .http = {}};
  Peer peer{"192.0.2.1", 853, "dns.example", Protocol::tls};

  Case(const Party& leaf, std::initializer_list<const Party*> chain, const Party* anchor = nullptr) {
    trust.read_more();
    if (anchor) X509_STORE_add_cert(trust.store(), anchor->certificate.get());
    presented.leaf = leaf.certificate.get();
    presented.chain = sk_X509_new_null();
    for (const auto* party : chain) sk_X509_push(presented.chain, party->certificate.get());
  }
  ~Case() { sk_X509_free(presented.chain); }
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;

  Doubt judge() { return transport::judge(presented, trust, server, peer); }
};

}  // namespace

TEST_CASE("a certificate for the name and the address, by a CA that is trusted") {
  auto root = ca();
  auto leaf = make("dns", "DNS:dns.example,DNS:*.wild.example,IP:192.0.2.1", &root, -day, day);
  Case good(leaf, {&leaf}, &root);
  CHECK(!good.judge());
  for (auto name : {"192.0.2.1", "DNS.example", "a.wild.example", "dns.example."}) {
    good.server.tls.hostname = name;
    CHECK_MESSAGE(!good.judge(), name);
  }
  for (auto name : {"192.0.2.2", "other.example", "a.b.wild.example", "wild.example"}) {
    good.server.tls.hostname = name;
    CHECK_MESSAGE(good.judge(), name);
  }
}

TEST_CASE("a certificate for another name says whom it is for") {
  auto root = ca();
  auto leaf = make("dns.example", "DNS:a.example,IP:2001:db8::1", &root, -day, day);
  Case wrong(leaf, {&leaf}, &root);
  auto doubt = wrong.judge();
  CHECK(doubt.reason == "hostname mismatch");  // the subject's common name does not count
  CHECK(doubt.text ==
        "the certificate of dns.example (192.0.2.1) port 853 (TLS) is for a.example, 2001:db8::1, not "
        "for dns.example");
  REQUIRE(doubt.fault);
  CHECK(doubt.fault->kind == CertificateFault::Kind::other_name);
  CHECK(doubt.fault->value == "a.example, 2001:db8::1");
}

TEST_CASE("foreign text in a certificate is made fit to be shown") {
  auto root = ca("evil\x1b[31m CA");
  auto leaf = make("dns", "DNS:dns.example", &root, -day, day);
  Case unknown(leaf, {&leaf});
  auto doubt = unknown.judge();
  REQUIRE(doubt.fault);
  CHECK(doubt.fault->kind == CertificateFault::Kind::issuer);
  for (const auto& text : {doubt.text, doubt.fault->value}) {
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("evil") != std::string::npos);
  }
}

TEST_CASE("expired, not yet valid") {
  auto root = ca();
  auto expired = make("dns", "DNS:dns.example", &root, -2 * day, -day);
  Case late(expired, {&expired}, &root);
  CHECK(late.judge().reason == "certificate has expired");
  CHECK(late.judge().text.find(" expired on 20") != std::string::npos);
  CHECK(late.judge().fault->kind == CertificateFault::Kind::expired);
  CHECK(late.judge().fault->value.starts_with("20"));
  auto future = make("dns", "DNS:dns.example", &root, day, 2 * day);
  Case early(future, {&future}, &root);
  CHECK(early.judge().text.find(" is not valid before 20") != std::string::npos);
  CHECK(early.judge().fault->kind == CertificateFault::Kind::not_yet_valid);
}

TEST_CASE("issuers that nobody knows") {
  auto root = ca();
  auto leaf = make("dns", "DNS:dns.example", &root, -day, day);
  Case unknown(leaf, {&leaf});
  CHECK(unknown.judge().text.ends_with("is by an unknown issuer, CN=test CA"));
  CHECK(unknown.judge().hint.find(spki_pin(leaf.certificate.get())) != std::string::npos);
  Case untrusted(leaf, {&leaf, &root});
  CHECK(untrusted.judge().text.ends_with("is by a CA that is not trusted here"));
  auto own = make("dns", "DNS:dns.example", nullptr, -day, day);
  Case self_signed(own, {&own});
  CHECK(self_signed.judge().text.ends_with("is self-signed"));
}

TEST_CASE("a pin alone is enough, and has to match") {
  auto leaf = make("dns", "DNS:other.example", nullptr, -2 * day, -day);
  Case pinned(leaf, {&leaf});
  auto pin = spki_pin(leaf.certificate.get());
  CHECK(pin.size() == 44);
  pinned.server.tls.spki_pins = {"AAAA", pin};
  CHECK(!pinned.judge());
  pinned.server.tls.spki_pins = {"AAAA"};
  CHECK(pinned.judge().reason == "no pin matches");
  CHECK(pinned.judge().fault->kind == CertificateFault::Kind::pin);
  CHECK(pinned.judge().fault->value == pin);
  CHECK(pinned.judge().text.find(pin) != std::string::npos);
}

TEST_CASE("with a pin and a host name both have to be right") {
  auto leaf = make("dns", "DNS:other.example", nullptr, -day, day);
  Case both(leaf, {&leaf}, &leaf);
  both.server.tls.spki_pins = {spki_pin(leaf.certificate.get())};
  both.server.tls.hostname = "dns.example";
  CHECK(both.judge());
  both.server.tls.hostname = "other.example";
  CHECK(!both.judge());
}

TEST_CASE("a pinned CA counts only for what it has signed") {
  auto root = ca(), other = ca("other CA");
  auto leaf = make("dns", "DNS:dns.example", &root, -day, day);
  Case pinned(leaf, {&leaf, &root});
  pinned.server.tls.spki_pins = {spki_pin(root.certificate.get())};
  CHECK(!pinned.judge());
  pinned.server.host = "elsewhere.example";
  CHECK(pinned.judge());

  Case stranger(leaf, {&leaf, &other});  // just sent along
  stranger.server.tls.spki_pins = {spki_pin(other.certificate.get())};
  CHECK(stranger.judge());
}

TEST_CASE("a CA file that cannot be read") {
  auto trust = Trust::of("/nonexistent/ca.pem");
  REQUIRE(!trust);
  CHECK(trust.error().kind == Error::Kind::file);
}
