#include "transport/trust.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>

#include "base/read_file.h"
#include "transport/failure.h"
#include "transport/resolver.h"

namespace edig::transport {
namespace {

constexpr std::size_t max_names = 4, max_name_size = 120;

using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, OpensslDeleter<X509_STORE_CTX_free>>;
using NamesPtr = std::unique_ptr<GENERAL_NAMES, OpensslDeleter<GENERAL_NAMES_free>>;
using BytesPtr = std::unique_ptr<unsigned char, decltype([](unsigned char* p) { OPENSSL_free(p); })>;
using BioPtr = std::unique_ptr<BIO, OpensslDeleter<BIO_free>>;

// Certificates hold foreign text: of it only printable ASCII is passed on, and not much.
std::string printable(std::string_view text) {
  std::string safe(text.substr(0, max_name_size));
  for (char& c : safe)
    if (c < 0x20 || c > 0x7e) c = '?';
  return safe;
}

struct Fault {
  int code = X509_V_OK;
  X509Ptr at;           // the certificate it was found at; may be null
  ChainPtr chain = {};  // where there is none
};

// Path validation of the leaf, up to a certificate of `store`; for the given name or address unless that is
// empty.
Fault validate(const Presented& presented, X509_STORE* store, const std::string& name, unsigned long flags) {
  StoreContextPtr context(X509_STORE_CTX_new());
  if (!context || !X509_STORE_CTX_init(context.get(), store, presented.leaf, presented.chain))
    return {X509_V_ERR_OUT_OF_MEM, nullptr};
  X509_STORE_CTX_set_default(context.get(), "ssl_server");
  auto* param = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_auth_level(param, presented.security_level);
  X509_VERIFY_PARAM_set_flags(param, flags);
  // RFC 8310 section 8.1: only subjectAltName counts.
  X509_VERIFY_PARAM_set_hostflags(param,
                                  X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  int set = parse_address(name) ? X509_VERIFY_PARAM_set1_ip_asc(param, name.c_str())
                                : X509_VERIFY_PARAM_set1_host(param, name.data(), name.size());
  if (set != 1) return {X509_V_ERR_INVALID_CALL, nullptr};
  bool valid = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  if (valid) return {X509_V_OK, nullptr, ChainPtr(X509_STORE_CTX_get1_chain(context.get()))};
  auto* at = X509_STORE_CTX_get_current_cert(context.get());
  if (at) X509_up_ref(at);
  return {X509_STORE_CTX_get_error(context.get()), X509Ptr(at)};
}

bool issuer_missing(int code) {
  constexpr std::array codes = {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
                                X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                                X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
                                X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE};
  return std::ranges::find(codes, code) != codes.end();
}

std::string date(const ASN1_TIME* time) {
  std::tm tm{};
  std::array<char, 11> text{};
  if (!time || ASN1_TIME_to_tm(time, &tm) != 1 ||
      std::strftime(text.data(), text.size(), "%Y-%m-%d", &tm) == 0)
    return "an unreadable date";
  return text.data();
}

std::string distinguished_name(const X509_NAME* name) {
  BioPtr bio(BIO_new(BIO_s_mem()));
  if (!bio || X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253) < 0) return "an unreadable name";
  char* data = nullptr;
  auto size = BIO_get_mem_data(bio.get(), &data);
  return size > 0 ? printable({data, static_cast<std::size_t>(size)}) : "an empty name";
}

std::string name_text(const GENERAL_NAME* name) {
  int kind = 0;
  const void* value = GENERAL_NAME_get0_value(name, &kind);
  if (kind != GEN_DNS && kind != GEN_IPADD) return {};
  const auto* string = static_cast<const ASN1_STRING*>(value);
  ByteView bytes(ASN1_STRING_get0_data(string), static_cast<std::size_t>(ASN1_STRING_length(string)));
  if (kind == GEN_DNS) return printable(as_text(bytes));
  if (bytes.size() == 4) return asio::ip::address_v4({bytes[0], bytes[1], bytes[2], bytes[3]}).to_string();
  asio::ip::address_v6::bytes_type v6{};
  if (bytes.size() != v6.size()) return {};
  std::ranges::copy(bytes, v6.begin());
  return asio::ip::address_v6(v6).to_string();
}

// "a.example, b.example and 3 others", "no name"
std::string names_of(X509* certificate) {
  NamesPtr names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> found;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i)
    if (auto text = name_text(sk_GENERAL_NAME_value(names.get(), i)); !text.empty()) found.push_back(text);
  if (found.empty()) return "no name";
  std::string text = found.front();
  for (std::size_t i = 1; i < std::min(found.size(), max_names); ++i) text += ", " + found[i];
  if (found.size() > max_names) text += " and " + std::to_string(found.size() - max_names) + " others";
  return text;
}

constexpr auto insecure_hint = "+tls-insecure asks all the same";

Doubt explain(const Fault& fault, X509* leaf, const std::string& expected, const Peer& peer) {
  X509* at = fault.at ? fault.at.get() : leaf;
  bool is_leaf = X509_cmp(at, leaf) == 0;
  std::string who = is_leaf ? "the certificate of " + describe(peer)
                            : "the CA certificate " + distinguished_name(X509_get_subject_name(at)) + " of " +
                                  describe(peer);
  std::string reason = X509_verify_cert_error_string(fault.code);
  using enum CertificateFault::Kind;
  auto say = [&](CertificateFault::Kind kind, const std::string& before, std::string value,
                 const std::string& after, std::string hint) {
    auto text = who + before + value + after;
    return Doubt{reason, std::move(text), std::move(hint), CertificateFault{kind, std::move(value)}};
  };
  std::string trust_hint = "if it is the right server: give its CA by +tls-ca, or +tls-pin=" + spki_pin(leaf);
  switch (fault.code) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return say(
          expired, " expired on ", date(X509_get0_notAfter(at)), "",
          std::string("its operator has to renew it (or is this machine's clock wrong?); ") + insecure_hint);
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return say(not_yet_valid, " is not valid before ", date(X509_get0_notBefore(at)), "",
                 std::string("is this machine's clock right? ") + insecure_hint);
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return say(other_name, " is for ", names_of(leaf), ", not for " + expected,
                 "is it the right server? +tls-hostname says which name its certificate has to have");
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return say(issuer, " is ", "self-signed", "", trust_hint);
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return say(issuer, " is by ", "a CA that is not trusted here", "", trust_hint);
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return say(issuer, " is by an unknown issuer, ", distinguished_name(X509_get_issuer_name(at)), "",
                 trust_hint);
    default:
      return {reason, who + " cannot be verified: " + reason, insecure_hint};
  }
}

Fault validate_by_ca(const Presented& presented, Trust& trust, const std::string& expected) {
  auto fault = validate(presented, trust.store(), expected, 0);
  if (issuer_missing(fault.code) && trust.read_more())
    fault = validate(presented, trust.store(), expected, 0);
  return fault;
}

Doubt judge_by_ca(const Presented& presented, Trust& trust, const std::string& expected, const Peer& peer) {
  auto fault = validate_by_ca(presented, trust, expected);
  if (fault.code == X509_V_OK) return {};
  return explain(fault, presented.leaf, expected, peer);
}

bool is_pinned(const std::vector<std::string>& pins, X509* certificate) {
  return std::ranges::find(pins, spki_pin(certificate)) != pins.end();
}

bool leads_to(const Presented& presented, X509* anchor, const std::string& expected) {
  StorePtr store(X509_STORE_new());
  return store && X509_STORE_add_cert(store.get(), anchor) == 1 &&
         validate(presented, store.get(), expected, X509_V_FLAG_PARTIAL_CHAIN).code == X509_V_OK;
}

Doubt judge_by_pin(const Presented& presented, const Server& server, const Peer& peer) {
  const auto& pins = server.tls.spki_pins;
  if (is_pinned(pins, presented.leaf)) return {};
  for (int i = 0; i < sk_X509_num(presented.chain); ++i) {
    auto* certificate = sk_X509_value(presented.chain, i);
    if (is_pinned(pins, certificate) && leads_to(presented, certificate, expected_name(server))) return {};
  }
  auto pin = spki_pin(presented.leaf);
  return {"no pin matches", "the key of " + describe(peer) + " is not the one pinned: its pin is " + pin,
          "is it the right server? has its operator changed the key?",
          CertificateFault{CertificateFault::Kind::pin, pin}};
}

bool has_hash(const std::vector<std::string>& hashes, X509* certificate) {
  unsigned char* tbs = nullptr;
  int size = i2d_re_X509_tbs(certificate, &tbs);
  BytesPtr owner(tbs);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned digest_size = 0;
  if (size <= 0 || EVP_Digest(tbs, static_cast<std::size_t>(size), digest.data(), &digest_size, EVP_sha256(),
                              nullptr) != 1)
    return false;
  return std::ranges::find(hashes, std::string(digest.begin(), digest.begin() + digest_size)) != hashes.end();
}

// What the server sends beside its chain counts for nothing: anyone can send a certificate.
Doubt judge_by_hash(const Presented& presented, Trust& trust, const Server& server, const Peer& peer) {
  auto chain = validated_chain(presented, trust, server);
  for (int i = 0; i < sk_X509_num(chain.get()); ++i)
    if (has_hash(server.tls.certificate_hashes, sk_X509_value(chain.get(), i))) return {};
  return {"no certificate hash matches",
          "no certificate of " + describe(peer) + " and its issuers is one that the stamp names",
          "is it the right server? has its operator another CA, and a newer stamp?"};
}

}  // namespace

std::string spki_pin(X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned char* key = nullptr;
  int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &key);
  BytesPtr owner(key);
  unsigned digest_size = 0;
  if (size <= 0 || EVP_Digest(key, static_cast<std::size_t>(size), digest.data(), &digest_size, EVP_sha256(),
                              nullptr) != 1)
    return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE * 2> text;
  auto length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest_size));
  return std::string(text.begin(), text.begin() + length);
}

Result<Trust> Trust::of(const std::string& ca_file) {
  Trust trust;
  trust.store_.reset(X509_STORE_new());
  if (!trust.store_) return fail(Error::Kind::internal, "OpenSSL has no memory left");
  auto* store = trust.store_.get();
  if (ca_file.empty()) {
    auto* directory = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
    if (directory) X509_LOOKUP_add_dir(directory, nullptr, X509_FILETYPE_DEFAULT);
  } else if (X509_STORE_load_file(store, ca_file.c_str()) != 1) {
    ERR_clear_error();
    return fail(Error::Kind::file, "cannot read CA certificates from '" + ca_file + "'",
                "it has to be a file of certificates in PEM form");
  }
  trust.complete_ = !ca_file.empty();
  ERR_clear_error();
  return trust;
}

bool Trust::read_more() {
  if (std::exchange(complete_, true)) return false;
  const char* named = ::secure_getenv(X509_get_default_cert_file_env());
  if (!can_read(named ? named : X509_get_default_cert_file(), max_ca_file)) return false;
  auto* lookup = X509_STORE_add_lookup(store_.get(), X509_LOOKUP_file());
  bool read = lookup && X509_LOOKUP_load_file(lookup, nullptr, X509_FILETYPE_DEFAULT) == 1;
  ERR_clear_error();
  return read;
}

std::string expected_name(const Server& server) {
  auto name = server.tls.hostname.empty() ? server.host : server.tls.hostname;
  if (name.size() > 1 && name.ends_with('.')) name.pop_back();
  return name.substr(0, name.find('%'));
}

std::string indicated_name(const Server& server) {
  return server.tls.sni.empty() ? expected_name(server) : server.tls.sni;
}

Doubt judge(const Presented& presented, Trust& trust, const Server& server, const Peer& peer) {
  const auto& policy = server.tls;
  bool pinned = !policy.spki_pins.empty();
  if (pinned)
    if (auto doubt = judge_by_pin(presented, server, peer)) return doubt;
  if (pinned && policy.ca_file.empty() && policy.hostname.empty()) return {};
  if (auto doubt = judge_by_ca(presented, trust, expected_name(server), peer)) return doubt;
  return policy.certificate_hashes.empty() ? Doubt() : judge_by_hash(presented, trust, server, peer);
}

ChainPtr validated_chain(const Presented& presented, Trust& trust, const Server& server) {
  return validate_by_ca(presented, trust, expected_name(server)).chain;
}

}  // namespace edig::transport
