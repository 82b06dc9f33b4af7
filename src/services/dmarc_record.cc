#include "services/dmarc_record.h"

#include <algorithm>
#include <ranges>

#include "base/ascii.h"
#include "services/tag_list.h"
#include "services/txt.h"

namespace edig::services::dmarc {
namespace {

constexpr std::size_t max_uris = 10;
constexpr std::string_view names_of_tags[] = {"p", "sp",  "np",    "rua",  "ruf",
                                              "t", "psd", "adkim", "aspf", "fo"};

std::optional<Policy> read_policy(std::string_view value) {
  auto lower = ascii::lower(value);
  for (auto policy : {Policy::none, Policy::quarantine, Policy::reject})
    if (lower == name(policy)) return policy;
  return std::nullopt;
}

bool is_uri_character(char c) {
  return ascii::is_alphanumeric(c) ||
         std::string_view("-._~:/?#[]@$&'()*+;=%").find(c) != std::string_view::npos;
}

// Takes "!10m" off the end of `uri`: an obsolete limit of size.
bool take_size(std::string_view& uri) {
  auto mark = uri.rfind('!');
  if (mark == uri.npos) return false;
  auto size = uri.substr(mark + 1);
  auto digits = std::ranges::find_if_not(size, ascii::is_digit);
  bool unit = digits != size.end() && std::string_view("kmgt").find(ascii::to_lower(*digits)) != uri.npos;
  if (digits == size.begin() || digits + (unit ? 1 : 0) != size.end()) return false;
  uri = uri.substr(0, mark);
  return true;
}

// RFC 3986, with what stands for commas and exclamation marks escaped.
bool is_uri(std::string_view text) {
  auto colon = text.find(':');
  if (colon == text.npos || colon == 0 || !ascii::is_letter(text.front())) return false;
  auto scheme = text.substr(0, colon);
  auto in_scheme = [](char c) { return ascii::is_alphanumeric(c) || c == '+' || c == '.' || c == '-'; };
  if (!std::ranges::all_of(scheme, in_scheme) || !std::ranges::all_of(text, is_uri_character)) return false;
  for (auto at = text.find('%'); at != text.npos; at = text.find('%', at + 1))
    if (!from_hex(text.substr(at + 1, 2)) || text.size() < at + 3) return false;
  return true;
}

class DmarcParser {
 public:
  DmarcParser(Record& record, std::vector<Remark>& remarks) : record_(record), remarks_(remarks) {}

  void read(const TagList& list) {
    for (const auto& part : list.malformed) remark("dmarc-malformed-tag", {}, part);
    for (const auto& tag : list.tags | std::views::drop(1)) read(tag);
    if (!list.find("p")) remark("dmarc-policy-missing", "p");
    record_.policy_valid &= record_.p.has_value();
  }

 private:
  void remark(Kind kind, const std::string& tag, std::string value = {}) {
    remarks_.push_back({kind, tag, std::move(value)});
  }

  void read(const TagList::Tag& tag) {
    const auto& [name, value] = tag;
    if (name == "p") return read_policy_tag(tag, record_.p);
    if (name == "sp") return read_policy_tag(tag, record_.sp);
    if (name == "np") return read_policy_tag(tag, record_.np);
    if (name == "rua") return read_uris(tag, record_.rua);
    if (name == "ruf") return read_uris(tag, record_.ruf);
    auto lower = ascii::lower(value);
    auto one_of = [&](std::string_view letters) {
      bool fits = lower.size() == 1 && letters.find(lower.front()) != letters.npos;
      if (!fits) remark("dmarc-bad-value", name, value);
      return fits;
    };
    if (name == "t")
      record_.testing = one_of("yn") && lower == "y";
    else if (name == "psd")
      record_.psd = one_of("ynu") ? lower.front() : 'u';
    else if (name == "adkim")
      record_.strict_dkim = one_of("rs") && lower == "s";
    else if (name == "aspf")
      record_.strict_spf = one_of("rs") && lower == "s";
    else if (name == "fo")
      read_failure_options(tag);
    else if (name == "pct" || name == "rf" || name == "ri")
      remark("dmarc-removed-tag", name, value);
    else if (std::ranges::find(names_of_tags, ascii::lower(name)) != std::end(names_of_tags))
      remark("dmarc-tag-capitals", name, value);
    else
      remark("dmarc-unknown-tag", name, value);
  }

  void read_policy_tag(const TagList::Tag& tag, std::optional<Policy>& policy) {
    policy = read_policy(tag.value);
    if (policy) return;
    record_.policy_valid = false;
    remark("dmarc-bad-policy", tag.name, tag.value);
  }

  // <dmarc-fo>: "0", "1", "d" and "s", each once, not both figures.
  void read_failure_options(const TagList::Tag& tag) {
    std::string seen, rest = ascii::lower(tag.value) + ":";
    for (std::size_t at = 0; at < rest.size(); at += 2) {
      bool known = std::string_view("01ds").find(rest[at]) != std::string_view::npos;
      if (!known || rest.substr(at + 1, 1) != ":" || seen.find(rest[at]) != seen.npos)
        return remark("dmarc-bad-value", tag.name, tag.value);
      seen += rest[at];
    }
    if (seen.find('0') != seen.npos && seen.find('1') != seen.npos)
      remark("dmarc-bad-value", tag.name, tag.value);
  }

  void read_uris(const TagList::Tag& tag, std::vector<std::string>& uris) {
    for (std::string_view rest = tag.value; !rest.empty() && uris.size() < max_uris;) {
      auto end = std::min(rest.find(','), rest.size());
      auto uri = trimmed(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (take_size(uri)) remark("dmarc-size-limit", tag.name, std::string(uri));
      if (is_uri(uri))
        uris.emplace_back(uri);
      else
        remark("dmarc-bad-uri", tag.name, std::string(uri));
    }
    if (tag.value.empty()) remark("dmarc-bad-value", tag.name);
  }

  Record& record_;
  std::vector<Remark>& remarks_;
};

}  // namespace

std::string_view name(Policy policy) {
  constexpr std::string_view names[] = {"none", "quarantine", "reject"};
  return names[static_cast<std::size_t>(policy)];
}

std::string_view Record::asking_tag(bool subdomain, bool exists) const {
  if (!policy_valid) return {};
  if (subdomain && !exists && np) return "np";
  return subdomain && sp ? "sp" : "p";
}

std::optional<Policy> Record::asked(bool subdomain, bool exists) const {
  if (!policy_valid) return rua.empty() ? std::nullopt : std::optional(Policy::none);
  auto tag = asking_tag(subdomain, exists);
  return tag == "np" ? np : tag == "sp" ? sp : p;
}

std::optional<Policy> Record::policy(bool subdomain, bool exists) const {
  auto policy = asked(subdomain, exists);
  if (!testing || !policy || *policy == Policy::none) return policy;
  return *policy == Policy::reject ? Policy::quarantine : Policy::none;
}

bool is_record(std::string_view text) {
  auto first = text.substr(0, text.find(';'));
  auto list = TagList::parse(first);
  bool at_once = !text.empty() && ascii::to_lower(text.front()) == 'v';
  return at_once && list.tags.size() == 1 && ascii::lower(list.tags.front().name) == "v" &&
         list.tags.front().value == "DMARC1";
}

std::optional<Record> parse_record(std::string_view text, std::vector<Remark>& remarks) {
  auto list = TagList::parse(text);
  if (auto tag = list.repeated()) {
    remarks.push_back({"dmarc-repeated-tag", *tag});
    return std::nullopt;
  }
  Record record{.text = std::string(text)};
  DmarcParser(record, remarks).read(list);
  return record;
}

std::vector<std::string> record_texts(const Lookup& lookup) {
  std::vector<std::string> texts;
  for (const auto& record : lookup.records)
    if (auto text = txt_joined(record); is_record(text)) texts.push_back(std::move(text));
  return texts;
}

std::optional<dns::Name> destination_host(std::string_view uri) {
  auto colon = uri.find(':');
  auto rest = uri.substr(std::min(colon, uri.size() - 1) + 1);
  rest = rest.substr(0, rest.find_first_of("?#"));
  if (rest.starts_with("//")) {
    rest = rest.substr(2);
    rest = rest.substr(0, rest.find('/'));
    auto port = rest.rfind(':');
    if (port != rest.npos && std::ranges::all_of(rest.substr(port + 1), ascii::is_digit))
      rest = rest.substr(0, port);
  } else if (rest.find('@') == rest.npos) {
    return std::nullopt;
  }
  auto host = dns::Name::parse(rest.substr(rest.rfind('@') + 1));
  return host && !host->is_root() ? std::optional(*host) : std::nullopt;
}

}  // namespace edig::services::dmarc
