// What the options of a command line decide, before it becomes questions. The members' defaults are edig's
// own.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "cli/mnemonics.h"
#include "cli/server_sets.h"
#include "cli/server_spec.h"
#include "dns/edns.h"
#include "dns/tsig_key.h"
#include "report/format.h"
#include "run/error_reporting.h"
#include "run/follow_up.h"
#include "run/services.h"
#include "run/survey.h"
#include "run/why.h"
#include "transport/client.h"
#include "transport/server.h"

namespace edig::cli {

/// The OPT of the query (RFC 6891), option by option, so that each can be taken back.
struct EdnsSettings {
  bool on = true;
  std::uint8_t version = 0;
  std::uint16_t udp_size = 1232;
  std::uint16_t flags = 0;  // the reserved ones; DO is apart
  bool dnssec_ok = false;
  bool nsid = false, expire = false, keepalive = false, zone_version = false;
  bool structured_error = true;
  bool cookie = true;
  std::optional<Bytes> cookie_value;           // nothing: a random client cookie
  std::optional<Bytes> client_subnet;          // OPTION-DATA
  std::vector<dns::Option> others;             // +ednsopt
  std::optional<std::uint16_t> padding_block;  // nothing: 128 on encrypted transports (RFC 8467), else none
};

struct HeaderSettings {
  std::uint8_t opcode = 0;
  bool rd = true, ad = true, cd = false, aa = false, tc = false, ra = false, z = false;
};

/// Of one question. What stands before the first name is where every question starts.
struct QuestionSettings {
  std::optional<std::string> name;     // as written
  bool literal = false;                // -q: the name is what it says
  std::optional<std::string> address;  // of -x, as written; `name` is then the name in the reverse tree
  std::optional<std::uint16_t> type, cls;
  std::optional<std::uint32_t> serial;  // of IXFR
  std::vector<TypeWord> more_types;     // asked for beside `type`, each in a question of its own
  HeaderSettings header;
  EdnsSettings edns;
  std::vector<ServerSpec> servers;
  transport::Protocol protocol = transport::Protocol::udp;  // of servers without a scheme
  transport::TlsPolicy tls;
  transport::HttpPolicy http;
  bool protocol_given = false;
  std::optional<transport::Proxy> proxy;
  std::optional<int> tries;
  bool ignore_tc = false;
  bool next_server_on_servfail = false;
  bool edns_fallback = true;
  bool cookie_fallback = true;
  bool header_only = false;
  std::optional<std::uint16_t> id;
  std::string bootstrap;
  bool idn_in = true;
  run::Why why;
  std::optional<bool> why_asked;  // +why or +nowhy; nothing: as other options need it
  run::ErrorReporting error_reporting = run::ErrorReporting::none;
  bool compare = false;
  run::Services services;
  bool discover = false;                                      // +ddr
  run::FollowUp::Kind follow_up = run::FollowUp::Kind::none;  // +trace, +nssearch
  report::Style style;
};

/// AXFR or IXFR.
bool asks_for_transfer(const QuestionSettings& question);
/// The types to ask for, in place of those before; not empty.
void set_types(QuestionSettings& question, std::span<const TypeWord> types);
/// One more, unless it is asked for already.
void add_type(QuestionSettings& question, const TypeWord& type);

/// Of the whole command line, wherever it stands: as in dig, plus all that shapes the one output.
struct LineSettings {
  report::Format format = report::Format::text;
  std::optional<ede::Language> language;
  bool command = true;
  bool like_dig = false;              // edig is dig
  std::vector<std::string> warnings;  // what was taken otherwise than it was written
  std::optional<std::uint16_t> port;
  ServerSets sets;  // the user's own
  transport::Family family = transport::Family::any;
  std::string source_address;
  std::uint16_t source_port = 0;
  std::optional<std::chrono::milliseconds> timeout;
  bool search = false;
  bool show_search = false;
  std::optional<int> ndots;
  std::string domain;
  std::string resolv_conf;  // empty: the environment's or the system's
  std::string batch_file;
  std::shared_ptr<const dns::TsigKey> tsig_key;          // of -y or -k
  std::optional<std::chrono::sys_seconds> signing_time;  // +fuzztime; nothing: now
  std::string html_file, svg_file;
  bool watch = false;
  std::optional<std::chrono::milliseconds> watch_interval;
  run::SurveyOrder survey;
  std::optional<std::string> shard;  // of +shard, as written
  bool mcp = false;
};

}  // namespace edig::cli
