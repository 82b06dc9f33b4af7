#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "dns/types.h"
#include "services/mta_sts.h"
#include "services/tag_list.h"

namespace edig::services {
namespace {

using Mode = MtaStsPolicy::Mode;

constexpr std::uint32_t longest_age = 31557600;  // a year
constexpr std::uint32_t short_age = 86400;       // "weeks or greater" is advised
constexpr std::size_t most_patterns = 1000;

constexpr std::string_view modes[] = {"none", "testing", "enforce"};

std::optional<Mode> mode_named(std::string_view text) {
  auto found = std::ranges::find(modes, text);
  if (found == std::end(modes)) return std::nullopt;
  return static_cast<Mode>(found - std::begin(modes));
}

std::optional<std::uint32_t> read_age(std::string_view text) {
  std::uint32_t age = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), age);
  if (error != std::errc() || end != text.data() + text.size() || age > longest_age) return std::nullopt;
  return age;
}

class PolicyReader {
 public:
  explicit PolicyReader(const dns::Name& domain) : about_{.name = domain, .type = dns::type::mx} {}

  MtaStsPolicy read(std::string_view text) {
    while (!text.empty()) {
      auto end = std::min(text.find('\n'), text.size());
      take_line(trimmed(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    judge();
    return std::move(policy_);
  }

 private:
  void add(Kind kind, Values values = {}) {
    policy_.judgement.add({.kind = kind, .about = about_, .values = std::move(values)});
  }

  // Of a field that is there twice the first counts, but for mx.
  void take_line(std::string_view line) {
    auto colon = line.find(':');
    if (colon == line.npos) {
      if (!line.empty() && !policy_.judgement.has("mta-sts-policy-line"))
        add("mta-sts-policy-line", {{"line", std::string(line)}});
      return;
    }
    auto key = trimmed(line.substr(0, colon)), value = trimmed(line.substr(colon + 1));
    if (key == "mx" && policy_.mx.size() < most_patterns) policy_.mx.emplace_back(value);
    if (key == "version" && !version_) version_ = value;
    if (key == "mode" && !mode_) mode_ = value;
    if (key == "max_age" && !max_age_) max_age_ = value;
  }

  void judge() {
    policy_.judgement.raise(State::works);
    if (version_ != "STSv1") add("mta-sts-policy-version", {{"version", version_.value_or("")}});
    policy_.mode = mode_named(mode_.value_or(""));
    if (!policy_.mode) add("mta-sts-policy-mode", {{"mode", mode_.value_or("")}});
    policy_.max_age = read_age(max_age_.value_or(""));
    if (!policy_.max_age)
      add("mta-sts-policy-max-age", {{"max_age", max_age_.value_or("")}});
    else if (*policy_.max_age < short_age && policy_.mode != Mode::none)
      add("mta-sts-policy-short-lived", {{"seconds", std::int64_t{*policy_.max_age}}});
    if (policy_.mx.empty() && policy_.mode != Mode::none) add("mta-sts-policy-without-mx");
    policy_.well_formed = policy_.judgement.state <= State::weakened;
    if (policy_.mode == Mode::none) add("mta-sts-mode-none");
    if (policy_.mode == Mode::testing) add("mta-sts-mode-testing");
  }

  dns::Question about_;
  MtaStsPolicy policy_;
  std::optional<std::string> version_, mode_, max_age_;
};

bool fits(std::string_view pattern, const dns::Name& exchange) {
  bool wild = pattern.starts_with("*.");
  auto name = dns::Name::parse(wild ? pattern.substr(2) : pattern);
  return name && !name->is_root() && *name == (wild ? exchange.parent() : exchange);
}

}  // namespace

std::string_view name(Mode mode) { return modes[static_cast<std::size_t>(mode)]; }

bool MtaStsPolicy::lists(const dns::Name& exchange) const {
  return std::ranges::any_of(mx, [&](const auto& pattern) { return fits(pattern, exchange); });
}

MtaStsPolicy mta_sts_policy(std::string_view text, const dns::Name& domain, const MailExchangers& mail) {
  auto policy = PolicyReader(domain).read(text);
  if (policy.mx.empty() || !policy.mode || policy.mode == Mode::none) return policy;
  bool enforced = policy.mode == Mode::enforce;
  std::vector<Judgement> parts;
  for (const auto& exchange : mail.exchanges) {
    auto& part = parts.emplace_back();
    part.raise(State::works);
    if (!policy.lists(exchange.name))
      part.add({.kind = enforced ? Kind("mta-sts-mx-not-listed") : Kind("mta-sts-mx-to-be-listed"),
                .about = {.name = exchange.name, .type = dns::type::a},
                .values = {{"domain", domain}}});
  }
  policy.judgement.add(alternatives(std::move(parts)));
  return policy;
}

}  // namespace edig::services
