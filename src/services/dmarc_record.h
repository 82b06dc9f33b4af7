// A DMARC record, read (RFC 9989 sections 4.7 and 4.8).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/finding.h"

namespace edig::services::dmarc {

/// What a domain asks of receivers for mail that fails (section 4.7, "p"), from mild to strict.
enum class Policy { none, quarantine, reject };
/// "none", "quarantine", "reject"
std::string_view name(Policy policy);

/// What is to be said of a record's text; not all of it is wrong.
struct Remark {
  Kind kind;
  std::string tag, value = {};
};

struct Record {
  std::string text;
  std::optional<Policy> p = {}, sp = {}, np = {};
  bool policy_valid = true;  // "p" is there, and neither "sp" nor "np" is anything else
  bool testing = false;      // t=y
  char psd = 'u';            // y: of a public suffix; n: an organizational domain
  bool strict_dkim = false, strict_spf = false;
  std::vector<std::string> rua = {}, ruf = {};  // valid URIs, without limits of size
  std::vector<Remark> remarks = {};

  /// What it asks for, by its tags: nothing where it says nothing (section 4.10.1). `subdomain`: the record
  /// is that of a domain above; `exists`: the subdomain.
  std::optional<Policy> asked(bool subdomain, bool exists) const;
  /// The tag by which it does: "p", "sp", "np"; empty where it is none that is there.
  std::string_view asking_tag(bool subdomain, bool exists) const;
  /// That policy, one step milder in test mode.
  std::optional<Policy> policy(bool subdomain, bool exists) const;
};

/// Whether `text` is a DMARC record: it begins with v=DMARC1.
bool is_record(std::string_view text);
/// `text`: a DMARC record; nothing where it is no valid list of tags, which `remarks` says.
std::optional<Record> parse_record(std::string_view text, std::vector<Remark>& remarks);

/// The texts of the DMARC records among the TXT records.
std::vector<std::string> record_texts(const Lookup& lookup);

/// To whom reports go by such a URI: the host of the mail address, or the URI's own. Nothing where it has
/// none.
std::optional<dns::Name> destination_host(std::string_view uri);

}  // namespace edig::services::dmarc
