#include "loss_net.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "blame.h"
#include "dns/types.h"
#include "net.h"

namespace edig::verdict {
namespace {

constexpr unsigned percents[] = {5, 10, 30};
constexpr std::uint64_t seeds = 12;

// A diagnosis by one way, and all that may happen in it.
class Bed : public Trials {
 public:
  Bed(const Universe& universe, const Scenario& scenario, Way way)
      : universe_(universe),
        scenario_(scenario),
        way_(way),
        stage_(universe),
        evidence_(universe, scenario),
        blame_(universe, scenario, usual()) {}

  std::size_t size() const override { return singles() + 2 * std::size(percents) * seeds; }

  std::string name_of(std::size_t number) const override {
    return fmt::format("{}/{}/{}: {}", scenario_.name, name(way_), number, text(number));
  }

  std::optional<Falsehood> make(std::size_t number, const Options& options) override {
    Harm harm;
    std::map<std::string, unsigned> times;
    auto outcome = diagnose(stage_, universe_, scenario_, way_,
                            [&](const diagnosis::Ask& ask, const Bytes& wire) -> std::optional<Coming> {
                              auto key = key_of(ask);
                              auto coming =
                                  wire.empty() ? std::nullopt : harmed(number, ask, wire, key, times[key]++);
                              harm.note(ask, wire, coming);
                              return coming;
                            });
    if (options.show) print(outcome, stage_.record(), options);
    if (auto wrong = evidence_.judge(outcome, stage_.record())) return wrong;
    return blame_.judge(outcome.diagnosis, harm);
  }

 private:
  diagnosis::Diagnosis usual() {
    auto outcome = diagnose(stage_, universe_, scenario_, way_, {});
    for (const auto& [ask, given] : stage_.record())
      if (given && std::ranges::find(keys_, key_of(ask)) == keys_.end()) keys_.push_back(key_of(ask));
    return outcome.diagnosis;
  }

  static std::string key_of(const diagnosis::Ask& ask) {
    return fmt::format("{} {} @{}", ask.question.name.text(), dns::type_text(ask.question.type),
                       ask.server.empty() ? "resolver" : ask.server);
  }

  std::size_t singles() const { return keys_.size() * troubles; }

  struct Random {
    unsigned percent;
    std::uint64_t seed;
    bool any_trouble;  // else loss alone
  };
  Random random(std::size_t number) const {
    number -= singles();
    auto rest = number / seeds;
    return {percents[rest % std::size(percents)], number % seeds, rest >= std::size(percents)};
  }

  std::string text(std::size_t number) const {
    if (number < singles())
      return fmt::format("{}: {}", keys_[number / troubles], name(static_cast<Trouble>(number % troubles)));
    auto [percent, seed, any_trouble] = random(number);
    return fmt::format("{} % {}, seed {}", percent, any_trouble ? "of any trouble" : "lost each way", seed);
  }

  std::optional<Coming> harmed(std::size_t number, const diagnosis::Ask& ask, const Bytes& wire,
                               const std::string& key, unsigned again) const {
    if (number < singles()) {
      if (key != keys_[number / troubles]) return std::nullopt;
      return suffer(static_cast<Trouble>(number % troubles), wire);
    }
    auto [percent, seed, any_trouble] = random(number);
    Dice dice(seed, ask, again);
    if (!any_trouble) return over_lossy_line(percent, dice, ask, wire);
    if (!dice.falls(percent)) return std::nullopt;
    return suffer(static_cast<Trouble>(dice.next() % troubles), wire);
  }

  const Universe& universe_;
  const Scenario& scenario_;
  Way way_;
  Stage stage_;
  std::vector<std::string> keys_;
  Evidence evidence_;
  Blame blame_;
};

}  // namespace

bool run_losses(const Universe& universe, const Options& options) {
  std::vector<std::unique_ptr<Trials>> beds;
  for (const auto& scenario : scenarios())
    for (auto way : {Way::direct, Way::resolver, Way::alone})
      beds.push_back(std::make_unique<Bed>(universe, scenario, way));
  return run(beds, options);
}

}  // namespace edig::verdict
