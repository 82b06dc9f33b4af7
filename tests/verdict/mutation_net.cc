#include "mutation_net.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "dns/types.h"
#include "mutation.h"
#include "net.h"

namespace edig::verdict {
namespace {

// Whose replies are changed, in which diagnosis.
struct Angle {
  const char* name;
  Way way;
  bool of_resolver;
  bool one_server;  // its siblings stay as they are
  bool users_only;  // the reply that is shown; the evidence stays as it is
};

constexpr Angle angles[] = {
    {"servers", Way::direct, false, false, false},   {"one-server", Way::direct, false, true, false},
    {"resolver", Way::resolver, true, false, false}, {"alone", Way::alone, true, false, false},
    {"shown", Way::resolver, true, false, true},
};

// All but ID and flags, which differ from one asker to the next.
bool same_body(const Bytes& a, const Bytes& b) {
  return a.size() == b.size() && std::equal(a.begin() + 4, a.end(), b.begin() + 4);
}

// The same records under the same header, TTLs lowered or not: what means the same has to be worth the same.
bool same_meaning(const Packet& a, const Packet& b) {
  auto meaning = [](const std::vector<Rr>& section) {
    std::map<std::string, std::uint32_t> ttls;
    for (const auto& record : section) {
      auto [at, added] = ttls.emplace(canonical(record), record.ttl);
      at->second = std::max(at->second, record.ttl);
    }
    return ttls;
  };
  for (std::size_t i = 0; i < 3; ++i) {
    auto were = meaning(a.sections[i]), are = meaning(b.sections[i]);
    auto is_lower = [](const auto& was, const auto& is) {
      return was.first == is.first && is.second <= was.second;
    };
    if (!std::ranges::equal(were, are, is_lower)) return false;
  }
  return a.flags == b.flags;
}

// RRsets that belong elsewhere.
std::vector<std::vector<Rr>> sets_from_elsewhere(const Universe& universe) {
  std::vector<std::vector<Rr>> sets;
  for (auto [owner, type] : {std::pair{"www.hash.example.", "A"},
                             {"txt.nsec.example.", "TXT"},
                             {"nsec.example.", "NSEC"},
                             {"hash.example.", "DNSKEY"},
                             {"hash.example.", "DS"},
                             {"moved.nsec.example.", "DNAME"}}) {
    dns::Question question{*dns::Name::parse(owner), *dns::parse_type(type), dns::cls::in};
    sets.push_back(universe.home_of(question).answer(question).answer());
  }
  return sets;
}

// A sound diagnosis, looked at from one angle, and the replies in it.
class Bed : public Trials {
 public:
  Bed(const Universe& universe, const Scenario& scenario, const Angle& angle,
      const std::vector<std::vector<Rr>>& elsewhere)
      : universe_(universe),
        scenario_(scenario),
        angle_(angle),
        stage_(universe),
        evidence_(universe, scenario) {
    auto outcome = diagnose(stage_, universe_, scenario_, angle_.way, {});
    if (auto wrong = evidence_.judge(outcome, stage_.record());
        wrong || outcome.diagnosis.status != scenario_.status)
      throw std::runtime_error(fmt::format("{} from the angle {} is no sound case: {}", scenario_.name,
                                           angle_.name,
                                           wrong ? wrong->text : name(outcome.diagnosis.status)));
    std::vector<Stage::Entry> chosen;
    for (const auto& entry : stage_.record()) {
      if (!entry.given || !concerns(entry.ask)) continue;
      auto same = [&](const auto& other) { return same_body(entry.given->wire, other.given->wire); };
      if (std::ranges::none_of(chosen, same)) chosen.push_back(entry);
    }
    for (const auto& entry : chosen) others_.push_back(decode(entry.given->wire));
    for (const auto& entry : chosen) {
      victims_.emplace_back(entry.given->wire, elsewhere, others_);
      servers_.push_back(entry.ask.server);
      count_ += victims_.back().mutations().size();
    }
  }

  std::size_t size() const override { return count_; }

  std::string name_of(std::size_t number) const override {
    auto [victim, mutation] = find(number);
    return fmt::format("{}/{}/{}: {} {}: {}", scenario_.name, angle_.name, number, name_of_question(victim),
                       servers_[victim].empty() ? "" : "@" + servers_[victim],
                       victims_[victim].text(*mutation));
  }

  /// Nothing where the verdict is true, or nothing was changed.
  std::optional<Falsehood> make(std::size_t number, const Options& options) override {
    auto [victim, mutation] = find(number);
    const auto& was = victims_[victim].wire();
    auto changed = victims_[victim].changed(*mutation);
    if (changed == was) return std::nullopt;
    auto outcome = diagnose(stage_, universe_, scenario_, angle_.way,
                            [&](const diagnosis::Ask& ask, const Bytes& wire) -> std::optional<Coming> {
                              if (!concerns(ask) || !same_body(wire, was)) return std::nullopt;
                              if (angle_.one_server && ask.server != servers_[victim]) return std::nullopt;
                              auto coming = changed;
                              for (std::size_t i : {2u, 3u})
                                coming[i] = static_cast<std::uint8_t>(coming[i] ^ wire[i] ^ was[i]);
                              return Coming{.wire = std::move(coming)};
                            });
    if (options.show) print(outcome, stage_.record(), options);
    if (auto bound = over_bounds(outcome)) return bound;
    bool promises_more = !std::equal(was.begin() + 4, was.begin() + 12, changed.begin() + 4);
    if (outcome.diagnosis.status != scenario_.status && !promises_more &&
        same_meaning(decode(was), decode(changed)))
      return Falsehood{fmt::format("{} for what means the same", name(outcome.diagnosis.status)), {}};
    return evidence_.judge(outcome, stage_.record());
  }

 private:
  bool concerns(const diagnosis::Ask& ask) const {
    if (angle_.users_only && ask.cd) return false;
    return ask.server.empty() == angle_.of_resolver;
  }

  std::pair<std::size_t, const Mutation*> find(std::size_t number) const {
    std::size_t victim = 0;
    while (number >= victims_[victim].mutations().size()) number -= victims_[victim++].mutations().size();
    return {victim, &victims_[victim].mutations()[number]};
  }

  std::string name_of_question(std::size_t victim) const {
    return verdict::name_of(others_[victim].qname).text() + " " + dns::type_text(others_[victim].qtype);
  }

  std::optional<Falsehood> over_bounds(const Outcome& outcome) const {
    diagnosis::Limits limits;
    const auto& work = outcome.work;
    if (work.verifications > limits.verifications || work.hash_rounds > limits.hash_rounds ||
        stage_.record().size() > limits.questions + 1)
      return Falsehood{"over a bound",
                       fmt::format("{} verifications, {} hash computations, {} questions", work.verifications,
                                   work.hash_rounds, stage_.record().size())};
    return std::nullopt;
  }

  const Universe& universe_;
  const Scenario& scenario_;
  const Angle& angle_;
  Stage stage_;
  Evidence evidence_;
  std::vector<Packet> others_;
  std::vector<Victim> victims_;
  std::vector<std::string> servers_;
  std::size_t count_ = 0;
};

}  // namespace

bool run_mutations(const Universe& universe, const Options& options) {
  auto elsewhere = sets_from_elsewhere(universe);
  std::vector<std::unique_ptr<Trials>> beds;
  for (const auto& scenario : scenarios())
    for (const auto& angle : angles)
      if (scenario.sound) beds.push_back(std::make_unique<Bed>(universe, scenario, angle, elsewhere));
  return run(beds, options);
}

}  // namespace edig::verdict
