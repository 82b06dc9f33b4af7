// OCSP stapling (RFC 6066 section 8): what the CA says of the server's certificate, as the server hands it on
// (RFC 6960).
#pragma once

#include <openssl/ssl.h>

#include "transport/exchange.h"

namespace edig::transport {

/// Asks for it, before the handshake.
void ask_for_staple(SSL* ssl);

/// After the handshake. `chain` leads from the server's certificate to one of `store`; null: it does not, and
/// no response proves anything. What is believed is signed by the certificate's issuer or by whom that one
/// lets sign, is about this certificate, and is in force by this machine's clock.
Staple read_staple(SSL* ssl, STACK_OF(X509) * chain, X509_STORE* store);

}  // namespace edig::transport
