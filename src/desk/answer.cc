#include "desk/answer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "dns/dnssec.h"
#include "dns/types.h"
#include "report/html.h"
#include "report/html_parts.h"

namespace edig::desk {
namespace {

using Json = nlohmann::json;
using std::chrono::seconds;

constexpr seconds longest_kept{60}, of_failure{5};

std::string packed(const Json& json) {
  std::string octets;
  Json::to_cbor(json, octets);
  return octets;
}

// What is no CBOR, or lacks a member, is nothing.
template <typename Read>
auto unpacked(std::string_view octets, Read read) -> std::optional<decltype(read(Json()))> {
  try {
    return read(Json::from_cbor(octets));
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

seconds keep_for(const report::Report& report) {
  const auto& reply = report.exchange.reply;
  if (!reply) return of_failure;
  const auto& message = reply->message;
  if (message.rcode != dns::rcode::noerror && message.rcode != dns::rcode::nxdomain) return of_failure;
  auto shortest = longest_kept;
  for (const auto* section : {&message.answer, &message.authority})
    for (const auto& record : *section) {
      auto ttl = record.ttl;
      if (record.type == dns::type::soa) {  // RFC 2308 section 4
        auto times = dns::read_soa_times(record);
        ttl = std::min(ttl, times ? times->minimum : 0);
      }
      shortest = std::min(shortest, seconds(ttl));
    }
  return shortest;
}

Answer make_answer(const report::Report& report, const report::Style& style) {
  Answer answer{.views = {}, .tone = std::string(report::tone(report)), .keep = keep_for(report)};
  for (std::size_t place = 0; place < ede::Language::count(); ++place) {
    report::Told told{report, style};
    told.style.language = ede::Language::at(place);
    answer.views.push_back({report::html_title(told), report::html_article(told, report::Purpose::desk).str(),
                            report::to_json(report, told.style)});
  }
  return answer;
}

std::string encode(const Answer& answer) {
  Json views;
  for (const auto& [title, article, json] : answer.views) views.push_back({title, article, json});
  return packed({{"views", views}, {"tone", answer.tone}, {"keep", answer.keep.count()}});
}

std::optional<Answer> decode_answer(std::string_view octets) {
  auto answer = unpacked(octets, [](const Json& json) {
    Answer read{.views = {},
                .tone = json.at("tone").get<std::string>(),
                .keep = seconds(json.at("keep").get<std::int64_t>())};
    for (const auto& view : json.at("views"))
      read.views.push_back(
          {view.at(0).get<std::string>(), view.at(1).get<std::string>(), view.at(2).get<std::string>()});
    return read;
  });
  return answer && answer->views.size() == ede::Language::count() ? answer : std::nullopt;
}

std::string encode(const Look& look) { return packed({look.name, look.type, look.server}); }

std::optional<Look> decode_look(std::string_view octets) {
  return unpacked(octets, [](const Json& json) {
    return Look{json.at(0).get<std::string>(), json.at(1).get<std::string>(), json.at(2).get<std::string>()};
  });
}

}  // namespace edig::desk
