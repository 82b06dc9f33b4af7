// Words that the text, dig and short formats put the same way: servers, times, transports.
#pragma once

#include <string>
#include <string_view>

#include "report/report.h"

namespace edig::report {

/// How the status of a zone, and of the whole, ends the keys of its phrases: by its name, or "unverified".
std::string_view status_word(const diagnosis::Link& link);
std::string_view status_word(const diagnosis::Diagnosis& diagnosis);
/// "UDP", "TCP", "TLS", "HTTPS", "HTTP".
std::string_view transport_word(transport::Protocol protocol);
/// "1.9 ms", "12 ms", "5 s".
std::string duration(double ms);
/// "192.0.2.53", "192.0.2.53#5353" where the port is not the transport's own.
std::string address_word(const std::string& address, std::uint16_t port, transport::Protocol protocol);
/// "192.0.2.53 (UDP)", "dns.example (192.0.2.53, TLS)"; `details` such as ", 12 ms" stand inside as well.
std::string server_word(const transport::Peer& peer, ede::Language language,
                        const std::vector<std::string>& details = {});
/// "@192.0.2.53", "+tls-ca=ca.pem @tls://dns.example": how edig is told to ask this server in the same way,
/// as a shell takes it.
std::string server_words(const transport::Peer& peer);

/// "It names: zone example, server 192.0.2.1": the places that an EXTRA-TEXT claims; empty where there are
/// none.
std::string places_word(const ede::Reading& claimed, ede::Language language);

/// What is wrong with a step of +trace, in a sentence.
std::string trouble_text(const Trouble& trouble, ede::Language language);

/// Whether the COOKIE option of a reply begins with the client cookie that was sent (RFC 7873 section 5.3).
bool has_client_cookie(const dns::Option& received, const dns::Query& sent);

/// A forged answer (INFO-CODE 4) to a query that says that structured errors are understood: the server
/// should have sent one of those (draft-ietf-dnsop-structured-dns-error).
bool forged_all_the_same(const ede::ExtendedError& error, const dns::Query& sent);

/// Of a failure: the command with which edig finds out why, ready for a shell. Empty where there is none.
std::string why_command(const Report& report);

}  // namespace edig::report
