#include "report/survey_json.h"

#include <fmt/format.h>

#include "dns/types.h"
#include "ede/printable.h"
#include "ede/registry.h"
#include "report/json_text.h"
#include "survey/preflight.h"

namespace edig::report {
namespace {

using Json = nlohmann::ordered_json;
using survey::Change;
using survey::Count;
using survey::Summary;

constexpr std::size_t most_listed = 100;  // entries of a list

double in_millionths(double number) { return rounded(number, 1000000); }

class Maker {
 public:
  explicit Maker(const SurveyReport& report) : report_(report), summary_(report.summary) {}

  Json made() {
    Json object = count(summary_.all);
    for (auto what : survey::classes)
      object["classes"][std::string(name(what))] = count(summary_.count(what));
    object["recovered"] = count(summary_.recovered);
    object["doubtful"] = count(summary_.doubtful);
    put_lists(object);
    if (!summary_.verdicts.empty()) put_preflight(object);
    if (!summary_.services.empty()) put_services(object);
    if (!summary_.agreement.empty()) object["agreement"] = agreement(summary_.agreement);
    if (!summary_.timeline.empty()) object["time"] = time();
    if (!others_.empty()) object["others"] = others_;
    if (report_.joined) object["outputs"] = outputs(*report_.joined);
    if (report_.compared) object["against"] = against(*report_.compared);
    return object;
  }

 private:
  Json count(const Count& count) const {
    Json object{{"rows", count.rows}};
    object["share"] =
        in_millionths(ratio(static_cast<double>(count.rows), static_cast<double>(summary_.all.rows)));
    if (summary_.weighted) {
      object["weight"] = in_millionths(count.weight);
      object["weight_share"] = in_millionths(ratio(count.weight, summary_.all.weight));
    }
    return object;
  }

  static double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

  Json tally(Json object, const survey::Tally& tally, std::uint64_t missed) const {
    object.update(count(tally.count));
    if (missed > 0) object["missed"] = missed;
    put_examples(object, tally);
    return object;
  }

  static void put_examples(Json& object, const survey::Tally& tally) {
    for (const auto& [line, name, type] : tally.examples) {
      auto& example = object["examples"].emplace_back(Json{{"line", line}, {"name", ede::to_utf8(name)}});
      if (type) example["type"] = dns::type_text(*type);
    }
  }

  // `describe` gives what stands in front of the counts.
  template <typename Top, typename Describe>
  void put(Json& object, const char* key, const Top& top, Describe describe) {
    Count rest;
    object[key] = Json::array();
    for (const auto& [of, place] : top.ranked(most_listed, rest))
      object[key].push_back(tally(describe(of, *place), *place, place->missed));
    if (rest.rows > 0) others_[key] = count(rest);
  }

  void put_lists(Json& object) {
    put(object, "rcodes", summary_.rcodes, [](auto rcode, auto&) {
      return Json{{"rcode", {{"value", rcode}, {"name", dns::rcode_text(rcode)}}}};
    });
    put(object, "failures", summary_.failures, [](auto outcome, auto&) {
      return Json{{"kind", survey::name(outcome)}};
    });
    put(object, "info_codes", summary_.info_codes, [](auto code, auto&) {
      return Json{{"info_code", code}, {"purpose", ede::info_code(code).purpose}};
    });
    put(object, "servers", summary_.servers, [this](auto& key, auto& tally) {
      Json server{{"address", ede::to_utf8(key.first)}, {"transport", ede::to_utf8(key.second)}};
      put_server(server, tally);
      return server;
    });
    put(object, "transports", summary_.transports, [this](auto& key, auto& tally) {
      Json transport{{"transport", ede::to_utf8(key)}};
      put_server(transport, tally);
      return transport;
    });
    put(object, "info_codes_by_server", summary_.codes_by_server, [](auto& key, auto&) {
      return Json{{"info_code", key.first}, {"address", ede::to_utf8(key.second)}};
    });
    put(object, "zones", summary_.zones, [](auto& zone, auto&) {
      return Json{{"zone", ede::to_utf8(zone)}};
    });
    put(object, "parties", summary_.parties, [](auto& fault, auto&) {
      return Json{{"fault", ede::to_utf8(fault)}};
    });
    put(object, "causes", summary_.causes, [](auto& key, auto& tally) {
      Json cause{{"kind", ede::to_utf8(key.first)}};
      if (!key.second.empty()) cause["zone"] = ede::to_utf8(key.second);
      cause["fault"] = ede::to_utf8(tally.fault), cause["status"] = ede::to_utf8(tally.status),
      cause["text"] = ede::to_utf8(tally.text);
      return cause;
    });
  }

  // Of lines, where everything else counts rows.
  static Json agreement(const survey::Agreement& agreement) {
    Json object{{"same", agreement.same().count.rows},
                {"different", agreement.different().count.rows},
                {"open", agreement.open()},
                {"patterns", Json::array()}};
    Count rest;
    for (const auto& [said, place] : agreement.patterns().ranked(most_listed, rest)) {
      Json pattern{{"said", Json::array()}, {"lines", place->count.rows}};
      for (const auto& [address, result] : said)
        pattern["said"].push_back({{"address", ede::to_utf8(address)}, {"result", ede::to_utf8(result)}});
      put_examples(pattern, *place);
      object["patterns"].push_back(std::move(pattern));
    }
    if (rest.rows > 0) object["others"] = rest.rows;
    return object;
  }

  void put_preflight(Json& object) {
    put(object, "preflight", summary_.verdicts, [](auto verdict, auto&) {
      return Json{{"verdict", survey::name(verdict)}};
    });
    put(object, "would_stop", summary_.would_stop, [](auto& cause, auto&) {
      return Json{{"cause", ede::to_utf8(cause)}};
    });
    put(object, "mend_first", summary_.mend_first, [](auto& kind, auto&) {
      return Json{{"kind", ede::to_utf8(kind)}};
    });
  }

  void put_services(Json& object) {
    put(object, "services", summary_.services, [](auto& state, auto&) {
      return Json{{"state", ede::to_utf8(state)}};
    });
    put(object, "applications", summary_.applications, [](auto& key, auto&) {
      return Json{{"application", ede::to_utf8(key.first)}, {"state", ede::to_utf8(key.second)}};
    });
  }

  // The mean time of its replies, and its rows by class.
  void put_server(Json& object, const survey::ServerTally& tally) const {
    std::uint64_t replies = 0;
    for (auto what : survey::classes) {
      auto rows = tally.by_class[static_cast<std::size_t>(what)].rows;
      object["classes"][std::string(name(what))] = rows;
      if (what != survey::Class::no_reply && what != survey::Class::bad_input) replies += rows;
    }
    if (replies > 0) object["ms"] = rounded(tally.ms / static_cast<double>(replies), 1000);
  }

  Json time() const {
    const auto& line = summary_.timeline;
    Json object{{"start", json_time(std::chrono::sys_seconds(std::chrono::seconds(line.start())))},
                {"seconds", line.seconds()},
                {"spans", Json::array()}};
    for (const auto& span : line.spans()) {
      Json counts;
      for (auto what : survey::classes)
        counts[std::string(name(what))] = span[static_cast<std::size_t>(what)];
      object["spans"].push_back(std::move(counts));
    }
    return object;
  }

  static Json outputs(const survey::Joined& joined) {
    Json object{{"inputs", Json::array()}};
    for (const auto& [input, part] : joined.parts) {
      Json entry{{"lines", part.rows.size()}, {"twice", part.twice}};
      if (!input.empty()) entry["input"] = ede::to_utf8(input);
      if (part.shard_count > 0) entry["shards"] = part.shard_count;
      if (auto shards = part.missing_shards(); !shards.empty()) entry["missing_shards"] = shards;
      if (auto missing = part.missing()) entry["missing"] = *missing;
      object["inputs"].push_back(std::move(entry));
    }
    for (const auto& path : joined.unfinished) object["unfinished"].push_back(ede::to_utf8(path));
    for (const auto& path : joined.torn) object["torn"].push_back(ede::to_utf8(path));
    object["bad_rows"] = joined.bad_rows;
    for (const auto& problem : joined.problems) object["problems"].push_back(ede::to_utf8(problem));
    return object;
  }

  Json against(const survey::Compared& compared) const {
    Json object;
    for (auto change : survey::changes) {
      if (change == Change::gone) continue;
      const auto& all = compared.comparison.tally(change);
      object[std::string(name(change))] = tally(Json::object(), all, 0);
    }
    object["gone"] = {{"rows", compared.comparison.gone()}};
    object["causes"] = Json::array();
    Count rest;
    for (const auto& [of, place] : compared.comparison.causes().ranked(most_listed, rest))
      object["causes"].push_back(
          tally(Json{{"change", name(of.first)}, {"cause", ede::to_utf8(of.second)}}, *place, place->missed));
    object["before"] = outputs(compared.before);
    object["after"] = outputs(compared.after);
    return object;
  }

  const SurveyReport& report_;
  const Summary& summary_;
  Json others_ = Json::object();
};

}  // namespace

nlohmann::ordered_json survey_summary_json(const SurveyReport& report) { return Maker(report).made(); }

std::string survey_json(const SurveyReport& report) {
  return json_text(Json{{"schema", 1}, {"summary", survey_summary_json(report)}}.dump()) + '\n';
}

}  // namespace edig::report
