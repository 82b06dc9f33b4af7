// Report -> text: the formats and their common style.
#pragma once

#include <optional>
#include <string>

#include "explain/explain.h"
#include "report/report.h"

namespace edig::report {

enum class Format { text, dig, short_, json, yaml };

/// What a person may choose of the look. The members follow dig's +options.
struct Style {
  Format format = Format::text;
  ede::Language language = ede::Language::en;
  bool colour = false;
  bool command = true;          // +cmd: dig's banner
  bool command_heading = true;  // with the lines that only the first one of a run has
  bool comments = true;
  bool header = true;  // +header: kdig's, of the comments those that show it
  bool question = true;
  bool answer = true;
  bool authority = true;
  bool additional = true;
  bool stats = true;
  bool sent_query = false;  // +qr
  bool ttl = true;          // +ttlid
  bool cls = true;          // +class
  bool ttl_units = false;   // +ttlunits
  bool crypto = true;       // +crypto: keys and signatures in full
  bool multiline = false;
  std::optional<bool> rr_comments = {};  // +rrcomments; nothing: with +multiline
  std::optional<std::size_t> split =
      {};                        // +split: so many characters of base64 and hexadecimal fields; 0: all
  bool opaque_svc_keys = false;  // +svcparamkeycompat
  bool expand_aaaa = false;      // +expandaaaa: IPv6 addresses in full
  bool identify = false;         // +identify: the server in short output
  bool onesoa = false;
  bool idn = true;              // names in U-labels
  bool unknown_format = false;  // +unknownformat: RFC 3597
  bool all_sections =
      false;  // +all said: text shows the whole reply, JSON authority, additional and `message`
  bool asked_stats = false;       // +stats said: text shows what the question cost
  bool asked_comments = false;    // +comments said: dig's layout has them of transfers, too
  bool asked_question = false;    // +question said: the same; text without its first line has it
  bool asked_answer = false;      // +answer said: a survey's lines have it
  bool asked_authority = false;   // +authority said: text and JSON show the section
  bool asked_additional = false;  // +additional said
  std::optional<explain::Audience> explain = {};  // +explain: for whom
  std::string pasted = {};                        // +explain: what was given in place of a name
  bool explanation_short = false;                 // of it the two first sentences and the line for the ticket
  bool explanation_alone = false;                 // text: it stands in place of the reply and the diagnosis
  bool compact = false;                           // JSON: one object on one line
  bool like_dig = false;                          // edig is dig: exit status and words as well as layout
  bool microseconds = false;                      // -u
  bool prefixes = false;                          // +dns64prefix: what the answer says of NAT64 (RFC 7050)
  /// Which replies that led to another attempt dig's layout shows (+showbadcookie ...).
  bool show_badcookie = false, show_badvers = false, show_truncated = false;
  bool servfail_leads_on = false;   // +nofail: dig says where none did better
  bool cookie_given = false;        // +cookie=HEX: dig expects one in the reply
  bool debug = false;               // -d: each attempt on standard error
  bool server_named = false;        // dig's banner counts the addresses of a server that is named
  std::size_t columns = 0;          // text: prose is wrapped at this many columns; 0: never
  std::string command_line;         // dig's banner repeats it
  std::string source_address = {};  // -b: dig's YAML repeats it
  std::uint16_t source_port = 0;
  std::string name_given = {};  // the name as it was written, for dig's messages
  bool short_types = false;     // short output has the type before the RDATA, as dig's +trace and +nssearch
};

/// One report, complete with its final newline.
std::string format(const Report& report, const Style& style);

/// Where there is no answer to show but something to say: one line without a newline for standard error, such
/// as "SERVFAIL www.broken.example. A from 192.0.2.53: EDE 9 (DNSKEY Missing): no SEP matching ...". Empty
/// where the reply is NOERROR and nothing is wrong with it. For +short and +noall, whose standard output
/// stays empty then.
std::string failure_line(const Report& report, const Style& style);

/// -d: a line for each attempt, the last one included: what was asked of whom, and what came of it.
std::string attempt_lines(const Report& report, const Style& style);

/// The formats one by one; `format` chooses.
std::string to_text(const Report& report, const Style& style);
std::string to_dig(const Report& report, const Style& style);
/// The same, with what dig says of a step of +trace between the reply and its figures.
std::string to_dig_step(const Report& report, const Style& style, std::string_view aside);
std::string to_short(const Report& report, const Style& style);
std::string to_json(const Report& report, const Style& style);
std::string to_yaml(const Report& report, const Style& style);
/// With +trace and +nssearch: dig's layout, and where edig is not dig what is wrong.
std::string to_trace(const Report& report, const Style& style);
std::string to_nssearch(const Report& report, const Style& style);

}  // namespace edig::report
