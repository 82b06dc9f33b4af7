// A server's certificate chain against TLSA records (RFC 6698, RFC 7671), by OpenSSL's DANE. Each record is
// held against it by itself, so that what a roll-over leaves behind (RFC 7671 section 8) is told from what is
// wrong.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/dane.h"

struct x509_store_st;

namespace edig::services {

/// What one record says of the chain.
struct TlsaMatch {
  enum class Outcome {
    proves,   // who the server is
    differs,  // it is for no certificate of the chain
    expired,  // it is for one, but a certificate has expired (usages 0 to 2: RFC 7671 section 5.1)
    not_yet_valid,
    other_name,     // it is for one, but the server's is for another name
    untrusted,      // usages 0 and 1: no trusted CA leads to it; usage 2: the chain is broken
    not_evaluated,  // usages 0 and 1 without CAs
  };
  Tlsa tlsa;
  Outcome outcome = Outcome::differs;
};

std::string_view name(TlsaMatch::Outcome outcome);  // "proves", "differs" ...

struct DaneMatch {
  bool proved = false;  // by one record at least, which is enough
  std::vector<TlsaMatch> records;
  Judgement judgement = {};
};

/// What was shown at a port of a host.
struct ShownChain {
  std::vector<Bytes> certificates;  // DER, the server's first
  std::string address;
};

/// `names`: those that the server's certificate may be for with usage 2: the base domain, the host, the
/// domain whose exchange it is (RFC 7672 section 3.2.2). `cas`: for usages 0 and 1; may be null.
DaneMatch dane_match(const ShownChain& chain, const DaneHost& host, std::span<const dns::Name> names,
                     x509_store_st* cas, std::chrono::sys_seconds now);

}  // namespace edig::services
