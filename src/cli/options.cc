#include "cli/options.h"

#include <array>

#include "cli/setters.h"
#include "cli/tsig_keys.h"
#include "ede/language.h"

namespace edig::cli {
namespace {

using enum Group;
using report::Format;
using transport::Protocol;

// An option without a value.
constexpr Option flag(Group group, std::string_view name, std::string_view aliases, std::string_view help,
                      decltype(Option::apply) apply) {
  return {.group = group,
          .name = name,
          .aliases = aliases,
          .negatable = true,
          .placeholder = {},
          .help = help,
          .apply = apply};
}

// An option with a value.
constexpr Option valued(Group group, std::string_view name, std::string_view aliases,
                        std::string_view placeholder, std::string_view help, decltype(Option::apply) apply) {
  return {.group = group,
          .name = name,
          .aliases = aliases,
          .takes = Takes::value,
          .placeholder = placeholder,
          .help = help,
          .apply = apply};
}

// An option whose value may be left out, or the whole option taken back.
constexpr Option maybe(Group group, std::string_view name, std::string_view aliases,
                       std::string_view placeholder, std::string_view help, decltype(Option::apply) apply) {
  return {.group = group,
          .name = name,
          .aliases = aliases,
          .takes = Takes::maybe_value,
          .negatable = true,
          .placeholder = placeholder,
          .help = help,
          .apply = apply};
}

constexpr Option taken_back(Option option) {
  option.negatable = true;
  return option;
}

// An option that is no dig option: only --name, or -l, or both.
constexpr Option own(Group group, std::string_view name, char letter, Takes takes,
                     std::string_view placeholder, std::string_view help,
                     decltype(Option::apply) apply = nullptr) {
  return {.group = group,
          .name = name,
          .aliases = {},
          .letter = letter,
          .takes = takes,
          .plus = false,
          .placeholder = placeholder,
          .help = help,
          .apply = apply};
}

constexpr auto joined_languages = [] {
  std::array<char, embedded::languages_csv.size()> text{};
  auto end = text.begin();
  auto rows = embedded::languages_csv;
  for (csv::take_line(rows); !rows.empty();) {
    auto row = csv::take_line(rows);
    if (end != text.begin()) *end++ = '|';
    end = std::ranges::copy(csv::take_field(row), end).out;
  }
  return std::pair(text, end - text.begin());
}();
// "en|ja"
constexpr std::string_view languages(joined_languages.first.data(), joined_languages.second);

constexpr Option table[] = {
    own(server, "server", 0, Takes::value, "SERVER", "The server, as @SERVER", set_server),
    own(server, "server-set", 0, Takes::value, "NAME,SERVER...", "Servers to be asked as @NAME",
        set_server_set),
    own(server, {}, 'p', Takes::value, "PORT", "Port of servers that name none", set_port),
    own(server, {}, '4', Takes::nothing, {}, "IPv4 only", set_ipv4),
    own(server, {}, '6', Takes::nothing, {}, "IPv6 only", set_ipv6),
    own(server, {}, 'b', Takes::value, "ADDR[#PORT]", "Send from this address", set_source),
    flag(server, "tcp", "vc", "Ask over TCP", set_protocol<Protocol::tcp>),
    flag(server, "tls", "", "Ask over TLS (port 853)", set_protocol<Protocol::tls>),
    maybe(server, "tls-ca", "", "FILE", "Trust the CAs in this PEM file, not the system's", set_tls_ca),
    taken_back(valued(server, "tls-hostname", "", "NAME", "The name that the server has to prove",
                      set_tls_hostname)),
    taken_back(
        valued(server, "tls-sni", "", "NAME", "The name to send as SNI, where it is another", set_tls_sni)),
    valued(server, "tls-pin", "", "PIN", "The server's key: SHA-256 of its SPKI in base64", set_tls_pin),
    flag(server, "tls-ocsp-stapling", "", "Ask for the CA's word on the certificate (OCSP)",
         set<&transport::TlsPolicy::ocsp_stapling>),
    flag(server, "tls-insecure", "", "Encrypt, but do not verify the server",
         set<&transport::TlsPolicy::insecure>),
    maybe(server, "https", "", "PATH", "Ask over HTTPS (port 443, /dns-query)", set_https),
    maybe(server, "https-get", "", "PATH", "The same with GET", set_https_get),
    maybe(server, "https-post", "", "PATH", "The same with POST (default)", set_https_post),
    taken_back(valued(server, "tls-certfile", "", "FILE", "Prove who you are with this certificate (PEM)",
                      set_tls_certificate)),
    taken_back(valued(server, "tls-keyfile", "", "FILE", "The key of that certificate (PEM)", set_tls_key)),
    maybe(server, "http-plain", "", "PATH", "Ask over HTTP/2 without TLS (port 80)", set_http_plain),
    maybe(server, "http-plain-get", "", "PATH", "The same with GET", set_http_plain_get),
    maybe(server, "http-plain-post", "", "PATH", "The same with POST (default)", set_http_plain),
    flag(server, "ddr", "", "Discover its encrypted side, ask there", set<&QuestionSettings::discover>),
    maybe(server, "proxy", "", "SRC-DST", "Speak as a proxy (PROXYv2), within TLS", set_proxy_within),
    maybe(server, "proxy-plain", "", "SRC-DST", "The same, before TLS", set_proxy_plain),
    valued(server, "bootstrap", "", "ADDR", "Resolver for the host names of servers", set_bootstrap),
    valued(server, "timeout", "time wait", "SECONDS", "How long to wait for a reply (default 5)",
           set_timeout),
    valued(server, "tries", "", "N", "How often to ask (default 3 over UDP)", set_tries),
    valued(server, "retry", "retries", "N", "The same, without the first try", set_retry),
    flag(server, "fail", "", "Take SERVFAIL for an answer (default)",
         clear<&QuestionSettings::next_server_on_servfail>),
    flag(server, "ignore", "i", "Keep a truncated reply, no TCP", set<&QuestionSettings::ignore_tc>),
    own(server, "resolv-conf", 0, Takes::value, "FILE", "Instead of /etc/resolv.conf", set_resolv_conf),

    own(query, {}, 'q', Takes::value, "NAME", "The name, whatever it looks like"),
    own(query, {}, 't', Takes::value, "TYPE", "The type (default A)", set_type),
    own(query, {}, 'c', Takes::value, "CLASS", "The class (default IN)", set_class),
    own(query, {}, 'x', Takes::value, "ADDR", "The name of this address (PTR)"),
    own(query, {}, 'f', Takes::value, "FILE", "Questions from a file (- is stdin), one a line",
        set_batch_file),
    own(query, {}, 'y', Takes::value, "[ALG:]NAME:SECRET", "Sign with this key (TSIG); see -k", set_tsig_key),
    own(query, {}, 'k', Takes::value, "FILE", "Sign with the key in this file (TSIG)", set_tsig_key_file),
    maybe(query, "fuzztime", "", "TIME", "Sign as at this time, in seconds since 1970", set_signing_time),
    flag(query, "recurse", "rdflag rd", "Ask for recursion, RD (default)", set<&HeaderSettings::rd>),
    flag(query, "cdflag", "cd", "Checking disabled, CD", set<&HeaderSettings::cd>),
    flag(query, "adflag", "ad", "Authentic data, AD (default)", set<&HeaderSettings::ad>),
    flag(query, "aaonly", "aaflag aa", "Authoritative answer, AA", set<&HeaderSettings::aa>),
    flag(query, "tcflag", "", "Truncation, TC", set<&HeaderSettings::tc>),
    flag(query, "raflag", "ra", "Recursion available, RA", set<&HeaderSettings::ra>),
    flag(query, "zflag", "z", "The reserved header flag, Z", set<&HeaderSettings::z>),
    flag(query, "header-only", "", "A query without its question", set<&QuestionSettings::header_only>),
    taken_back(valued(query, "qid", "", "N", "This query ID, not one at random", set_qid)),
    flag(query, "dns64prefix", "", "The prefixes of NAT64 (ipv4only.arpa)", set_nat64_prefixes),
    taken_back(valued(query, "opcode", "", "OPCODE", "The OPCODE, by name or number", set_opcode)),

    maybe(edns, "edns", "", "VERSION", "EDNS (default, version 0)", set_edns),
    flag(edns, "dnssec", "do", "DNSSEC records too, DO", set_edns_flag<&EdnsSettings::dnssec_ok>),
    maybe(edns, "bufsize", "", "OCTETS", "UDP payload size (default 1232)", set_bufsize),
    flag(edns, "sde", "", "Ask for structured errors (default)",
         set_edns_flag<&EdnsSettings::structured_error>),
    flag(edns, "nsid", "", "Ask who the server is", set_edns_flag<&EdnsSettings::nsid>),
    maybe(edns, "cookie", "", "HEX", "DNS cookie (default, at random)", set_cookie),
    flag(edns, "badcookie", "", "Ask again with the server's cookie (default)",
         set<&QuestionSettings::cookie_fallback>),
    taken_back(valued(edns, "subnet", "su", "ADDR/LEN", "EDNS Client Subnet", set_subnet)),
    taken_back(
        valued(edns, "padding", "p pa", "OCTETS", "Pad to blocks of OCTETS (TLS, HTTPS: 128)", set_padding)),
    flag(edns, "keepalive", "", "TCP keepalive option", set_edns_flag<&EdnsSettings::keepalive>),
    flag(edns, "expire", "", "Zone expiry option", set_edns_flag<&EdnsSettings::expire>),
    flag(edns, "zoneversion", "", "Zone version option", set_edns_flag<&EdnsSettings::zone_version>),
    taken_back(valued(edns, "ednsopt", "", "CODE[:HEX]", "Any other option, by name or number", set_ednsopt)),
    maybe(edns, "ednsflags", "", "BITS", "The flags beside DO, as 0x4000", set_ednsflags),
    flag(edns, "coflag", "co", "Compact answers OK, CO", set_compact_ok),
    flag(edns, "ednsnegotiation", "", "Ask again as the server's EDNS allows (default)",
         set<&QuestionSettings::edns_fallback>),

    flag(names, "search", "defname de se", "Complete the name by the search list",
         set<&LineSettings::search>),
    flag(names, "showsearch", "", "The same, and show each reply", set_show_search),
    valued(names, "domain", "", "NAME", "Search list of this one domain", set_domain),
    valued(names, "ndots", "", "N", "Dots from which a name is tried as it is first", set_ndots),
    flag(names, "idn", "", "Internationalised names (default)", set_idn),
    flag(names, "idnin", "", "The same, in the question only", set<&QuestionSettings::idn_in>),
    flag(names, "idnout", "", "The same, in the output only", set<&report::Style::idn>),

    flag(diagnosis, "why", "", "Find the root cause, its place, and whose turn it is", set_why),
    flag(diagnosis, "direct", "", "With +why: ask the zones' servers, not the resolver",
         set<&run::Why::direct>),
    flag(diagnosis, "ask-special", "", "Also ask servers at addresses such as 127.0.0.1",
         set<&run::Why::ask_special>),
    maybe(diagnosis, "explain", "", "WHO", "In plain words: user, short, operator or owner", set_explain),
    flag(diagnosis, "compare", "", "Ask all servers at once and compare the replies",
         set<&QuestionSettings::compare>),
    flag(diagnosis, "services", "", "What mail, TLS and certificates need of NAME", set<&run::Services::on>),
    flag(diagnosis, "connect", "", "With +services: connect to its mail and web servers",
         set<&run::Services::connect>),
    valued(diagnosis, "selector", "", "NAME", "With +services: a DKIM selector to look for", add_selector),
    valued(diagnosis, "ip", "", "ADDR", "With +services: may this address send mail of NAME?",
           set_mail_address),
    valued(diagnosis, "mail-from", "", "ADDRESS", "Of this sender (default: postmaster@NAME)", set_mail_from),
    valued(diagnosis, "trust-anchor", "", "FILE", "DS or DNSKEY records to trust, not the root's own",
           set_trust_anchor),
    valued(diagnosis, "root-hints", "", "FILE", "Names and addresses of the root's servers", set_root_hints),
    valued(diagnosis, "at", "", "TIME", "Judge signatures as of 2026-11-19T04:00:00Z", set_at),
    valued(diagnosis, "deadline", "", "SECONDS", "End the diagnosis after this time (default 15)",
           set_deadline),
    valued(diagnosis, "ns", "", "NAME[/ADDR]", "Judge the zone as if its parent named this server", set_ns),
    valued(diagnosis, "ds", "", "RDATA", "The same for a DS; none: as if there were no DS", set_ds),

    flag(diagnosis, "trace", "", "Follow the referrals from the root down", set_trace),
    flag(diagnosis, "nssearch", "", "The SOA from each server of the zone", set_nssearch),

    maybe(diagnosis, "watch", "", "SECONDS", "Ask until it works; a line at each change", set_watch),
    maybe(diagnosis, "report", "", "send", "Show or send the error report of RFC 9567", set_error_reporting),

    valued(survey, "survey", "", "FILE", "A JSON line for each name of FILE (- is stdin)", set_survey),
    valued(survey, "column", "", "N", "FILE is CSV, the name is the Nth column", set_column),
    valued(survey, "weight", "", "N", "How much a line counts is the Nth column", set_weight),
    valued(survey, "preflight", "", "validation|signing", "What DNSSEC would break", set_preflight),
    valued(survey, "rate", "", "N", "A second, to each server (500; 0: no limit)", set_rate),
    valued(survey, "parallel", "", "N", "Under way at a time (default 10000)", set_parallel),
    maybe(survey, "shard", "", "[K]/N", "The part K of N, from 0; or by the scheduler", set_shard),
    valued(survey, "resume", "", "FILE", "Write to FILE, and go on where it ends", set_resume),
    flag(survey, "csv", "", "Comma-separated values, not JSON", set<&run::SurveyOrder::csv>),
    flag(survey, "failures", "", "Only lines that are not fine", set<&run::SurveyOrder::failures_only>),
    maybe(survey, "progress", "", "json", "As JSON, how far it has come", set_progress),
    flag(survey, "summary", "", "Sum up the outputs that follow", ignore),
    flag(survey, "against", "", "With +summary: a newer survey's follow", ignore),

    flag(output, "short", "", "Only the answer's data", set_short),
    flag(output, "json", "", "JSON; of several questions one line each", set_format<Format::json>),
    flag(output, "yaml", "", "YAML, as dig's", set_yaml),
    flag(output, "dig", "", "The layout of dig", set_format<Format::dig>),
    valued(output, "lang", "", languages, "Language of explanations (default: the locale's)", set_language),
    taken_back(valued(output, "html", "", "FILE", "Write a page for the ticket, too (with +why)", set_html)),
    taken_back(valued(output, "svg", "", "FILE", "Write the drawing of the chain, too (with +why)", set_svg)),
    flag(output, "all", "", "Everything, or with +noall nothing but what follows", set_all),
    flag(output, "header", "", "The header", set<&report::Style::header>),
    flag(output, "question", "", "The question", set_question),
    flag(output, "answer", "", "The answer section; in the lines of +survey, too", set_answer),
    flag(output, "authority", "", "The authority section", set_authority),
    flag(output, "additional", "", "The additional section", set_additional),
    flag(output, "comments", "com", "Header, EDNS and section lines", set_comments),
    flag(output, "stats", "", "Time, server and size", set_stats),
    flag(output, "cmd", "", "With +dig: the banner", set<&LineSettings::command>),
    flag(output, "qr", "", "The query as it was sent", set<&report::Style::sent_query>),
    flag(output, "ttlid", "ttl", "TTLs", set<&report::Style::ttl>),
    flag(output, "ttlunits", "", "TTLs as 1h30m", set_ttlunits),
    flag(output, "class", "cl", "Classes", set<&report::Style::cls>),
    flag(output, "crypto", "", "Keys and signatures in full (default)", set<&report::Style::crypto>),
    flag(output, "multiline", "", "Long records over several lines", set<&report::Style::multiline>),
    flag(output, "rrcomments", "", "Comments beside records", set_rr_comments),
    maybe(output, "split", "", "N", "Break long fields after N characters", set_split),
    flag(output, "expandaaaa", "", "IPv6 addresses in full", set<&report::Style::expand_aaaa>),
    flag(output, "svcparamkeycompat", "", "Keys of SvcParams newer than RFC 9460 as keyN",
         set<&report::Style::opaque_svc_keys>),
    flag(output, "showbadcookie", "showb showba showbad", "With +dig: replies that said BADCOOKIE",
         set<&report::Style::show_badcookie>),
    flag(output, "showbadvers", "", "With +dig: replies that said BADVERS",
         set<&report::Style::show_badvers>),
    flag(output, "showtruncated", "", "With +dig: replies that were truncated",
         set<&report::Style::show_truncated>),
    flag(output, "showallmessages", "", "With +dig: all of these, and +qr", set_show_all),
    own(output, {}, 'd', Takes::nothing, {}, "Each attempt, on standard error", set_debug),
    own(output, {}, 'u', Takes::nothing, {}, "With +dig: microseconds", set_microseconds),
    flag(output, "onesoa", "", "Of a zone transfer the SOA once", set<&report::Style::onesoa>),
    flag(output, "identify", "", "With +short: the server", set<&report::Style::identify>),
    flag(output, "unknownformat", "generic", "RDATA in the form of RFC 3597",
         set<&report::Style::unknown_format>),

    own(program, "mcp", 0, Takes::nothing, {}, "Serve an assistant (Model Context Protocol)",
        set<&LineSettings::mcp>),
    flag(program, "asdig", "", "Be dig in all: see LIKE DIG in edig(1)", ignore),
    own(program, "config", 0, Takes::value, "FILE", "Defaults from this file; empty for none"),
    own(program, {}, 'r', Takes::nothing, {}, "No configuration file, nor ~/.digrc"),
    own(program, "help", 'h', Takes::nothing, {}, "This text"),
    own(program, "version", 'v', Takes::nothing, {}, "The version"),

    flag(ignored, "besteffort", "", "Malformed replies are always shown as far as they go", ignore),
    flag(ignored, "keepopen", "", "Connections are always kept", ignore),
    own(ignored, {}, 'm', Takes::nothing, {}, "Memory is not traced", ignore),
    own(ignored, {}, 'i', Takes::nothing, {}, "Obsolete in dig as well", ignore),
    own(ignored, {}, 'n', Takes::nothing, {}, "The same", ignore),
    maybe(ignored, "dscp", "", "N", "Obsolete in dig as well", warn_obsolete),
    flag(ignored, "mapped", "ma", "The same", warn_obsolete),
    flag(ignored, "unexpected", "", "The same", warn_obsolete),
    flag(ignored, "sigchase", "", "The same: +why validates", warn_obsolete),
    flag(ignored, "topdown", "", "The same", warn_obsolete),
    maybe(ignored, "trusted-key", "tru trus trust", "FILE", "The same: see +trust-anchor", warn_obsolete),
};

}  // namespace

std::span<const Option> options() { return table; }

}  // namespace edig::cli
