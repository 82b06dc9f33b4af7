#include "transport/openssl.h"

#include <malloc.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/sslerr_legacy.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <memory>

#include "base/read_file.h"

namespace edig::transport {
namespace {

constexpr std::size_t openssl_heap = 448 << 10;

// What OpenSSL takes from the heap in thousands of small pieces, the kernel gives at once: a page at a time
// it takes three times as long. Freed pages stay in the heap, for those pieces.
void prepare_heap() {
  mallopt(M_MMAP_THRESHOLD, 2 * openssl_heap);
  mallopt(M_TRIM_THRESHOLD, 2 * openssl_heap);
  std::unique_ptr<void, decltype(&std::free)> area(std::malloc(openssl_heap), std::free);
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* aligned = area.get();
  std::size_t size = openssl_heap;
  if (aligned && std::align(page, openssl_heap - 2 * page, aligned, size))
    madvise(aligned, openssl_heap - 2 * page, MADV_POPULATE_WRITE);  // a kernel before 5.14 does not know it
}

// Not needed: taking everything apart at exit, the texts of errors before there is one, and the tables of all
// ciphers and digests by name, as TLS fetches its own from the providers. By name there are the digests that
// sign certificates of TLS (RFC 8446 section 4.2.3, RFC 5246 section 7.4.1.4.1); any other, MD5 say, counts
// as too weak. Nor does it wait for a configuration from a fifo.
bool prepare() {
  prepare_heap();
  std::uint64_t without = OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
                          OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS;
  const char* configuration = ::secure_getenv("OPENSSL_CONF");
  if (configuration && !can_read(configuration, max_text_file)) without |= OPENSSL_INIT_NO_LOAD_CONFIG;
  OPENSSL_init_crypto(without, nullptr);
  OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_SSL_STRINGS, nullptr);
  for (const auto* digest : {EVP_sha1(), EVP_sha224(), EVP_sha256(), EVP_sha384(), EVP_sha512()})
    EVP_add_digest(digest);
  return true;
}

}  // namespace

void start_openssl() { [[maybe_unused]] static const bool prepared = prepare(); }

std::string openssl_reason(unsigned long code) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  ERR_load_SSL_strings();  // OPENSSL_init_ssl, for which it is deprecated, loads none once told to load none
#pragma GCC diagnostic pop
  const char* reason = ERR_reason_error_string(code);
  return reason ? reason : "OpenSSL error " + std::to_string(code);
}

}  // namespace edig::transport
