#include "survey/shard.h"

#include <charconv>

#include "base/csv.h"
#include "dns/registrable_domain.h"
#include "embedded/schedulers_csv.h"
#include "survey/stable_hash.h"

namespace edig::survey {
namespace {

constexpr std::uint32_t most_shards = 1'000'000;

/// The variables by which a scheduler tells a task its place.
struct JobScheduler {
  std::string index, first, count, last, step, name;
};

std::unexpected<Error> wrong_shard(std::string text, std::string hint = {}) {
  return fail(Error::Kind::usage, "+shard: " + std::move(text), std::move(hint));
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

Result<Shard> make(std::uint64_t index, std::uint64_t count) {
  if (count < 1 || count > most_shards)
    return wrong_shard("there are 1 to " + std::to_string(most_shards) + " shards, not " +
                       std::to_string(count));
  if (index >= count)
    return wrong_shard("there is no shard " + std::to_string(index) + " of " + std::to_string(count),
                       "they are numbered from 0 to " + std::to_string(count - 1));
  return Shard{static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(count)};
}

/// What a scheduler's variables say.
class TaskPlace {
 public:
  TaskPlace(const JobScheduler& scheduler, const Variable& variable)
      : scheduler_(scheduler), variable_(variable) {}

  /// Grid Engine sets it to "undefined" where there is no array.
  bool given() const {
    auto value = variable_(scheduler_.index);
    return value && *value != "undefined";
  }

  Result<Shard> shard(std::optional<std::uint64_t> count) const {
    auto index = number(scheduler_.index), first = number(scheduler_.first);
    auto step = scheduler_.step.empty() || !variable_(scheduler_.step) ? Result<std::uint64_t>(1)
                                                                       : number(scheduler_.step);
    for (const auto* value : {&index, &first, &step})
      if (!*value) return std::unexpected(value->error());
    if (*step == 0 || *index < *first || (*index - *first) % *step != 0)
      return wrong_shard(scheduler_.index + " is no place from " + scheduler_.first + " on");
    if (!count) {
      auto told = this->count(*first, *step);
      if (!told) return std::unexpected(told.error());
      count = *told;
    }
    auto place = (*index - *first) / *step;
    if (place < *count) return make(place, *count);
    return wrong_shard(scheduler_.name + " says task " + std::to_string(*index) + " from " +
                           std::to_string(*first) + " on, and " + std::to_string(*count) +
                           " tasks in all: the array has gaps",
                       "give +shard=K/N");
  }

 private:
  // Of a variable, or the number that stands in its place in the table.
  Result<std::uint64_t> number(const std::string& name) const {
    if (auto fixed = number_of(name)) return *fixed;
    auto value = variable_(name);
    if (!value) return wrong_shard(scheduler_.index + " is set, and " + name + " is not", "give +shard=K/N");
    if (auto found = number_of(*value)) return *found;
    return wrong_shard(name + " is no number: '" + *value + "'");
  }

  Result<std::uint64_t> count(std::uint64_t first, std::uint64_t step) const {
    if (!scheduler_.count.empty()) return number(scheduler_.count);
    if (scheduler_.last.empty())
      return wrong_shard(
          scheduler_.name + " tells a task its place (" + scheduler_.index + ") and not how many there are",
          "give +shard=/N, where N is the number of tasks");
    auto last = number(scheduler_.last);
    if (!last) return last;
    return *last < first ? 0 : (*last - first) / step + 1;
  }

  const JobScheduler& scheduler_;
  const Variable& variable_;
};

Result<Shard> from_environment(const Variable& variable, std::optional<std::uint64_t> count) {
  std::string known;
  for (const auto& row : csv::table<embedded::schedulers_csv, 6>) {
    auto field = [&row](std::size_t i) { return std::string(row[i]); };
    JobScheduler scheduler{field(0), field(1), field(2), field(3), field(4), field(5)};
    if (TaskPlace place(scheduler, variable); place.given()) return place.shard(count);
    known += (known.empty() ? "" : ", ") + scheduler.index;
  }
  return wrong_shard("no scheduler says which shard this is", "give +shard=K/N, or set one of " + known);
}

Result<Shard> read_shard(std::string_view text, const Variable& variable) {
  if (text.empty()) return from_environment(variable, std::nullopt);
  auto slash = std::min(text.find('/'), text.size());
  auto count = number_of(text.substr(std::min(slash + 1, text.size())));
  if (count && slash == 0) return from_environment(variable, count);
  auto index = number_of(text.substr(0, slash));
  if (count && index) return make(*index, *count);
  return wrong_shard("'" + std::string(text) + "' is not K/N", "such as 3/100: the fourth of a hundred");
}

}  // namespace

bool Shard::takes(const dns::Name& name) const {
  return count == 1 || stable_hash(dns::registrable_domain(name)) % count == index;
}

std::string Shard::text() const { return std::to_string(index) + '/' + std::to_string(count); }

Result<Shard> parse_shard(std::string_view text, const Variable& variable) {
  auto shard = read_shard(text, variable);
  if (!shard || shard->count == 1) return shard;
  auto can = dns::can_tell_registrable_domains();
  return can ? shard : std::unexpected(can.error());
}

}  // namespace edig::survey
