// +connect: all that was seen of a domain's servers, held against what its records promise.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "services/dane_match.h"
#include "services/sights.h"

struct x509_store_st;

namespace edig::services {

struct Observation {
  std::vector<Sight> sights;
  std::shared_ptr<x509_store_st> cas;  // for certificates of web servers; may be null
  std::chrono::sys_seconds now;
};

struct Seen {
  Sight sight;
  std::optional<DaneMatch> match = {};  // where it was held against TLSA records
};

struct Connection {
  std::vector<Seen> seen;
  std::optional<MtaStsPolicy> policy = {};  // that was fetched
  /// What it adds to the applications: TLS of the exchanges and of web servers, DANE, MTA-STS, DDR.
  Judgement mail_tls = {}, web_tls = {}, mail_dane = {}, web_dane = {}, mta_sts = {}, resolver = {};
};

/// `observation`: of `destinations`, in the order of their list.
Connection judge_connection(const dns::Name& domain, const Rules& rules, const Destinations& destinations,
                            Observation observation);

}  // namespace edig::services
