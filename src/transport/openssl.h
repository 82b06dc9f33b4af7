// OpenSSL as a process that asks one question begins it: without what costs such a process a fifth of its
// time and is not needed (OPENSSL_init_crypto(3), OPENSSL_init_ssl(3)).
#pragma once

#include <string>

namespace edig::transport {

/// Before anything else of OpenSSL that TLS needs; once for the process, however often it is called.
void start_openssl();

/// What OpenSSL says of an error, by the code that ERR_get_error(3) gives.
std::string openssl_reason(unsigned long code);

}  // namespace edig::transport
