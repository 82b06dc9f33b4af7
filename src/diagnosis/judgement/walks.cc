#include "diagnosis/judgement/walks.h"

#include <algorithm>

#include "dns/types.h"

namespace edig::diagnosis {
namespace {

constexpr unsigned max_rounds = 12;

// No more evidence makes another status of it.
bool is_settled(const Walk& walk) { return walk.status == Status::secure || walk.status == Status::insecure; }

// "_dmarc", "_tcp": names of services (RFC 8552), at which no zone is cut as a rule.
bool is_underscored(const dns::Name& name) {
  return !name.is_root() && name.labels().front().starts_with('_');
}

}  // namespace

bool Walks::Noting::has_ds(const dns::Name& zone) {
  dns::Question question{zone, dns::type::ds, dns::cls::in};
  if (!source_.asked(question)) return false;
  auto found = source_.get(question);
  return found && (!dns::select(found.message->answer, zone, dns::type::ds).empty() ||
                   !dns::select(found.message->authority, zone, dns::type::ds).empty());
}

void Walks::Noting::note(const dns::Question& question) {
  if (seen_.emplace(question.name, question.type).second) noted_.push_back(question);
}

// Keys are needed where something leads to them; where a zone is cut in an unsigned one, nobody has to know.
Evidence Walks::Noting::get(const dns::Question& question) {
  if (source_.asked(question)) return source_.get(question);
  const auto& [name, type, cls] = question;
  bool of_cuts = type == dns::type::ns || type == dns::type::dnskey;
  if (!of_cuts || (type == dns::type::dnskey && (has_ds(name) || !anchors_.at(name).empty()))) note(question);
  if (type == dns::type::ds) note({name, dns::type::dnskey, cls});
  return {.message = nullptr, .server = {}, .failure = std::string(not_asked)};
}

// With the questions, what leads to the zones that they lie in as a rule.
void Walks::want(std::span<const dns::Question> questions) {
  constexpr std::size_t labels_of_zone = 2;
  std::vector<dns::Question> wanted(questions.begin(), questions.end());
  for (const auto& question : questions) {
    auto name = question.name.label_count() <= labels_of_zone ? question.name : question.name.parent();
    for (; anchors_.closest(name); name = name.parent()) {
      dns::Question keys{name, dns::type::dnskey, dns::cls::in};
      if (is_underscored(name) || std::ranges::find(wanted, keys) != wanted.end()) continue;
      wanted.push_back(keys);
      if (!anchors_.at(name).empty()) break;
      wanted.push_back({name, dns::type::ds, dns::cls::in});
    }
  }
  source_.want(wanted);
}

std::vector<Walk> Walks::to(std::span<const dns::Question> questions) {
  std::vector<Walk> walks(questions.size());
  want(questions);
  for (unsigned round = 0; round < max_rounds; ++round) {
    if (!chain_) chain_.emplace(anchors_, noting_, context_);
    for (std::size_t i = 0; i < walks.size(); ++i)
      if (!is_settled(walks[i])) walks[i] = chain_->walk(questions[i]);
    auto missing = noting_.take();
    if (missing.empty()) break;
    source_.want(missing);
    chain_.reset();  // what it concluded without them does not count
  }
  return walks;
}

}  // namespace edig::diagnosis
