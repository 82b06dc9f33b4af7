// A DNS of one's own for the rules of services: records from zone-file text, failures, aliases; and the
// rounds in which a rule asks for what it needs.
#pragma once

#include <map>
#include <set>

#include "dns/types.h"
#include "services/finding.h"

namespace edig::test {

using diagnosis::Status;
using services::Lookup;

inline dns::Name domain_name(std::string_view text) { return *dns::Name::parse(text); }

class Domains {
 public:
  Domains() = default;
  explicit Domains(const std::vector<std::string>& zone) {
    for (const auto& line : zone) add(line);
  }
  /// What is added from now on, and every denial, has this status.
  Domains& status(Status status) {
    status_ = status;
    return *this;
  }
  Domains& add(std::string_view text) {
    auto record = dns::parse_record(text);
    REQUIRE_MESSAGE(record, std::string(text));
    return add(*record);
  }
  Domains& add(const dns::Record& record) {
    auto& lookup = at(record.owner, record.type);
    lookup.outcome = Lookup::Outcome::records;
    lookup.records.push_back(record);
    return *this;
  }
  /// A TXT record of one string for each of `strings`; a longer one than can be becomes several.
  Domains& txt(std::string_view owner, const std::vector<std::string>& strings) {
    dns::Record record{
        .owner = domain_name(owner), .type = dns::type::txt, .ttl = 300, .raw = {}, .parsed = {}};
    for (std::string_view text : strings) do {
        auto string = text.substr(0, 255);
        record.raw.push_back(static_cast<std::uint8_t>(string.size()));
        append(record.raw, as_bytes(string));
        text.remove_prefix(string.size());
      } while (!text.empty());
    return add(record);
  }
  Domains& fail(std::string_view owner, std::uint16_t type, Status status = Status::bogus) {
    auto& lookup = at(domain_name(owner), type);
    lookup = {.outcome = Lookup::Outcome::failed, .status = status, .failure = "SERVFAIL"};
    return *this;
  }
  /// What is asked of `owner` is answered by what `target` has.
  Domains& alias(std::string_view owner, std::string_view target) {
    aliases_.emplace(domain_name(owner), domain_name(target));
    return *this;
  }

  /// Evaluates `rule(records)` until nothing is missing.
  template <typename Rule>
  auto evaluate(Rule rule) {
    services::Records records;
    for (rounds = 1;; ++rounds) {
      auto result = rule(records);
      auto missing = records.take_missing();
      if (missing.empty()) return result;
      REQUIRE(rounds < 30);
      for (const auto& question : missing) {
        asked.insert({question.name, question.type});
        records.put(question, answer(question));
      }
    }
  }

  int rounds = 0;
  std::set<std::pair<dns::Name, std::uint16_t>> asked;
  bool has_asked(std::string_view name, std::uint16_t type) const {
    return asked.contains({domain_name(name), type});
  }

 private:
  using Key = std::pair<dns::Name, std::uint16_t>;

  Lookup& at(const dns::Name& owner, std::uint16_t type) {
    return known_.try_emplace(Key(owner, type), Lookup{.status = status_}).first->second;
  }

  Lookup answer(const dns::Question& question) const {
    auto name = question.name;
    std::vector<dns::Name> aliases;
    for (auto next = aliases_.find(name); next != aliases_.end() && aliases.size() < 8;
         next = aliases_.find(name))
      aliases.push_back(name = next->second);
    auto found = known_.find({name, question.type});
    auto lookup = found == known_.end() ? denial(name) : found->second;
    lookup.aliases = aliases;
    return lookup;
  }

  Lookup denial(const dns::Name& name) const {
    auto there = [&](const auto& entry) { return entry.first.first.is_within(name); };
    bool exists = std::ranges::any_of(known_, there);
    return {.outcome = exists ? Lookup::Outcome::no_data : Lookup::Outcome::no_name, .status = status_};
  }

  Status status_ = Status::secure;
  std::map<Key, Lookup> known_;
  std::map<dns::Name, dns::Name> aliases_;
};

inline std::vector<std::string> words(const services::Judgement& judgement) {
  std::vector<std::string> words;
  for (const auto& finding : judgement.findings) words.emplace_back(finding.kind.word());
  return words;
}

using Words = std::vector<std::string>;

}  // namespace edig::test
