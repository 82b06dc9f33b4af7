#include "services/dkim_key.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>

#include "base/ascii.h"
#include "dns/base64.h"
#include "services/tag_list.h"

namespace edig::services {
namespace {

struct KeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, KeyDeleter>;

constexpr std::size_t ed25519_octets = 32;                              // RFC 8463 section 4.2
constexpr int least_bits = 1024, enough_bits = 2048, most_bits = 4096;  // RFC 8301 section 3.2

// Section 2.8: white space may fold a value anywhere.
std::string without_blanks(std::string_view text) {
  std::string kept(text);
  std::erase_if(kept, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  return kept;
}

// "a:b:c" (section 3.6.1), of a tag that is not there: `otherwise`.
std::vector<std::string> items(const TagList& tags, std::string_view name, std::string_view otherwise) {
  const auto* value = tags.find(name);
  auto rest = without_blanks(value ? std::string_view(*value) : otherwise);
  std::vector<std::string> items;
  for (std::size_t end = 0; end != rest.npos; rest.erase(0, end == rest.npos ? end : end + 1)) {
    end = rest.find(':');
    items.push_back(rest.substr(0, end));
  }
  return items;
}

bool holds(const std::vector<std::string>& items, std::string_view item) {
  return std::ranges::find(items, item) != items.end();
}

// A SubjectPublicKeyInfo, as is in use, or the RSAPublicKey of the RFC's text.
KeyPtr read_rsa(const Bytes& der) {
  const auto* next = der.data();
  KeyPtr key(d2i_PUBKEY(nullptr, &next, static_cast<long>(der.size())));
  if (!key) {
    next = der.data();
    key.reset(d2i_PublicKey(EVP_PKEY_RSA, nullptr, &next, static_cast<long>(der.size())));
  }
  bool is_rsa = key && EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA;
  return is_rsa && next == der.data() + der.size() ? std::move(key) : nullptr;
}

class KeyReader {
 public:
  KeyReader(std::string_view text, const dns::Question& about) : tags_(TagList::parse(text)), about_(about) {}

  DkimKeyRecord read() {
    if (is_well_formed()) {
      result_.key.emplace();
      read_flags();
      read_hashes();
      read_key();
    }
    return std::move(result_);
  }

 private:
  void add(Kind kind, Values values = {}) {
    result_.findings.push_back({.kind = kind, .about = about_, .values = std::move(values)});
  }
  bool refuse(Kind kind, Values values = {}) {
    result_.key.reset();
    add(kind, std::move(values));
    return false;
  }

  bool is_well_formed() {
    const auto* version = tags_.find("v");
    if (version && (*version != "DKIM1" || tags_.tags.front().name != "v"))
      return refuse("dkim-version", {{"version", *version}});
    if (!tags_.malformed.empty()) return refuse("dkim-malformed", {{"part", tags_.malformed.front()}});
    if (auto twice = tags_.repeated()) return refuse("dkim-tag-repeated", {{"tag", *twice}});
    if (!tags_.find("p")) return refuse("dkim-without-key");
    return true;
  }

  void read_flags() {
    if (auto flags = items(tags_, "t", ""); holds(flags, "y")) {
      result_.key->testing = true;
      add("dkim-testing");
    }
    auto services = items(tags_, "s", "*");
    if (!holds(services, "*") && !holds(services, "email"))
      add("dkim-not-for-mail", {{"services", services}});
  }

  void read_hashes() {
    auto hashes = items(tags_, "h", "sha256");
    if (!holds(hashes, "sha256")) add("dkim-without-sha256", {{"hashes", hashes}});
  }

  void read_key() {
    auto type = items(tags_, "k", "rsa").front();
    auto text = without_blanks(*tags_.find("p"));
    if (text.empty()) {
      result_.key->revoked = true;
      return add("dkim-revoked");
    }
    if (type != "rsa" && type != "ed25519") {
      result_.key->type = DkimKey::Type::other;
      return add("dkim-key-type", {{"type", type}});
    }
    auto key = dns::from_base64(text);
    if (!key)
      refuse("dkim-key-unreadable");
    else if (type == "rsa")
      read_rsa_key(*key);
    else
      read_ed25519_key(*key);
  }

  void read_ed25519_key(const Bytes& key) {
    result_.key->type = DkimKey::Type::ed25519;
    if (key.size() != ed25519_octets)
      refuse("dkim-ed25519-size", {{"octets", static_cast<std::int64_t>(key.size())}});
  }

  void read_rsa_key(const Bytes& der) {
    auto key = read_rsa(der);
    if (!key) {
      refuse("dkim-key-unreadable");
      return;
    }
    auto bits = result_.key->bits = EVP_PKEY_get_bits(key.get());
    Values size = {{"bits", std::int64_t{bits}}};
    if (bits < least_bits)
      add("dkim-key-too-short", size);
    else if (bits < enough_bits)
      add("dkim-key-short", size);
    else if (bits > most_bits)
      add("dkim-key-long", size);
  }

  TagList tags_;
  dns::Question about_;
  DkimKeyRecord result_;
};

}  // namespace

DkimKeyRecord read_dkim_key(std::string_view text, const dns::Question& about) {
  return KeyReader(text, about).read();
}

}  // namespace edig::services
