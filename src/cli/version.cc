#include "cli/version.h"

#include <fmt/format.h>
#include <nghttp2/nghttp2.h>
#include <openssl/crypto.h>

#include "base/idna.h"
#include "dns/ldns.h"
#include "report/dig_words.h"

namespace edig::cli {

std::string version_text(bool like_dig) {
  if (like_dig) return fmt::format("DiG {}\n", report::dig_version);
  auto idn = idna_version();
  return fmt::format("edig {}\nldns {}, {}, nghttp2 {}, {}\n", EDIG_VERSION, ldns_version(),
                     OpenSSL_version(OPENSSL_VERSION), nghttp2_version(0)->version_str,
                     idn.empty() ? "no libidn2" : "libidn2 " + idn);
}

}  // namespace edig::cli
