// +ddr: Discovery of Designated Resolvers (RFC 9462 section 4). The resolver is asked for the SVCB records of
// _dns.resolver.arpa, and the question goes to the first of the encrypted resolvers there that edig can speak
// with.
//
// The certificate of that one has to be for the address of the resolver that was asked (section 4.2). Where
// that is a private or local address, which no CA gives a certificate for, the same address may be used all
// the same, and is not called verified (section 4.3).
#pragma once

#include "report/report.h"
#include "run/request.h"

namespace edig::run {

/// What is asked first.
transport::Job designation_job(const Request& request);

struct Designated {
  transport::Server server;
  report::Designation designation;
};

/// From the reply to it. An error of kind `resolve`: none is designated that edig can speak with.
Result<Designated> read_designation(const Request& request, const transport::Exchange& exchange);

/// The request to that server.
void redirect(Request& request, const Designated& designated);

}  // namespace edig::run
