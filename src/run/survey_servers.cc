#include "run/survey_servers.h"

namespace edig::run {
namespace {

survey::Place place(const transport::Peer& peer) { return {peer.address, peer.port}; }
survey::Place place(const survey::Row& row) { return survey::place_of(row); }

template <typename Map>
std::optional<typename Map::mapped_type> found(const Map& map, const typename Map::key_type& key) {
  auto known = map.find(key);
  return known == map.end() ? std::nullopt : std::optional(known->second);
}

}  // namespace

void SurveyServers::begin(SurveyAsking& asking) {
  asking_ = &asking;
  numbers_.clear();
  numbers_by_place_.clear();
  any_places_.clear();
  for (std::size_t i = 0; i < any_.size(); ++i)
    any_places_.try_emplace(place(asking.peer(static_cast<Number>(i))), static_cast<Number>(i));
}

Result<SurveyServers::Number> SurveyServers::named(const std::string& text) {
  if (auto known = found(numbers_, text)) return *known;
  auto server = named_(text);
  if (!server) return std::unexpected(server.error());
  if (numbers_.size() == most_named)
    return fail(Error::Kind::usage, "lines name more than " + std::to_string(most_named) + " servers");
  auto opened = asking_->add_server(*server);
  if (!opened) return fail(Error::Kind::usage, opened.error().text);
  named_places_.try_emplace(place(asking_->peer(*opened)), *server);
  return numbers_[text] = *opened;
}

std::optional<SurveyServers::Number> SurveyServers::named_by(const survey::Row& row) {
  auto server = found(named_places_, place(row));
  if (!server) return std::nullopt;
  if (auto known = found(numbers_by_place_, place(row))) return known;
  auto opened = asking_->add_server(*server);
  if (!opened) return std::nullopt;
  return numbers_by_place_[place(row)] = *opened;
}

std::optional<SurveyServers::Number> SurveyServers::number(const survey::Row& row) const {
  return found(any_places_, place(row));
}

std::vector<SurveyServers::Number> SurveyServers::missing(std::uint64_t line,
                                                          const survey::RowSet& rows) const {
  std::vector<Number> missing;
  for (const auto& [place, number] : any_places_)
    if (!rows.has(line, place)) missing.push_back(number);
  return missing;
}

const transport::Server& SurveyServers::of(const survey::Row& row) const {
  auto named = named_places_.find(place(row));
  return named != named_places_.end() ? named->second : any_[number(row).value_or(0)];
}

}  // namespace edig::run
