// Asks the questions of a survey, very many side by side: the scheduler says when and whom, bulk.h how.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "survey/query_form.h"
#include "survey/reply.h"
#include "survey/row.h"
#include "survey/scheduler.h"
#include "transport/bulk.h"

namespace edig::run {

/// What is asked for one line of the input.
struct Subject {
  std::uint64_t line = 0;
  dns::Name name = {};
  std::uint16_t type = 1;
  double weight = 1;
  bool unchecked = false;  // asked with CD
  /// Of the servers, the one to ask; nothing: any, but rather not `not_first`.
  std::optional<survey::Scheduler::Server> server = {}, not_first = {};
};

class SurveyAsking : public transport::BulkListener {
 public:
  /// Each question ends with one call; the row's texts are there as long as that lasts. With the server that
  /// replied, or was asked last.
  using Done = std::function<void(survey::Row&, survey::Scheduler::Server)>;

  /// `servers` are opened; the error is that of the first that cannot be.
  static Result<std::unique_ptr<SurveyAsking>> open(const std::vector<transport::Server>& servers,
                                                    const transport::Tactics& tactics,
                                                    const dns::Query& query, const survey::Pace& pace,
                                                    Done done);

  /// One more, for questions that are for it alone.
  Result<survey::Scheduler::Server> add_server(const transport::Server& server);
  const transport::Peer& peer(survey::Scheduler::Server server) const {
    return bulk_.peer(places_[server].line);
  }
  bool has_room() const { return scheduler_.has_room(); }
  std::size_t under_way() const { return scheduler_.under_way(); }
  void add(const Subject& subject);
  /// Sends what may be sent, and takes what comes until then, or until there is something else to do.
  void carry_on(survey::Time until);

  /// A server was heard otherwise.
  void hear(survey::Scheduler::Server server) { scheduler_.hear(server, Clock::now()); }
  /// Some server is silent for its part.
  bool any_silent() const;
  /// How long no server has answered anything.
  std::chrono::steady_clock::duration silence() const { return scheduler_.silence(Clock::now()); }

  bool received(const transport::Way& way, ByteView message) override;
  void lost(const transport::Way& way, const Error& error, bool innocent) override;

 private:
  using Clock = std::chrono::steady_clock;

  // Why the question went over TCP after this try.
  enum class OverTcp : std::uint8_t { no, truncated, badcookie };

  struct Sent {
    survey::Time at{};
    transport::Handle handle = 0;
    float ms = 0;                             // until something came
    Error::Kind kind = Error::Kind::timeout;  // how it failed; nothing came so far
    std::uint16_t line = 0;                   // of bulk.h
    OverTcp over_tcp = OverTcp::no;
  };
  static constexpr std::size_t max_kept = 6;
  // Ten thousand of them: kept small.
  struct Question {
    std::uint64_t line = 0;
    double weight = 1;
    Bytes query;                   // as far as its question
    std::vector<Sent> sent;        // what is waited for, no more than max_kept: mostly one
    std::unique_ptr<Error> error;  // of the last try
    std::uint16_t type = 1;
    std::uint8_t packets = 0, innocent = 0;
    bool over_tcp = false;  // a reply over UDP was truncated
  };
  struct Place {
    transport::Server server;
    std::size_t line;
    std::optional<std::size_t> tcp_line;
  };

  SurveyAsking(const transport::Tactics& tactics, const dns::Query& query, const survey::Pace& pace,
               std::size_t servers, Done done);

  Result<void> open(const transport::Server& server, std::size_t sockets);
  bool send_all();
  bool send(survey::Scheduler::Slot slot, survey::Scheduler::Server server);
  void forget(survey::Scheduler::Slot slot, const Sent& sent);
  static Sent* find(Question& question, const transport::Way& way);
  bool move_to_tcp();
  std::size_t line_for(Question& question, Place& place);
  void settle(survey::Scheduler::Slot slot, const Sent& sent, ByteView message);
  void give_up(survey::Scheduler::Slot slot);
  void pass_over(survey::Scheduler::Slot slot);
  void finish(const Question& question, survey::Row& row, survey::Scheduler::Server server);
  static std::string_view word(const Sent& sent);
  static void fill_peer(const transport::Peer& peer, survey::Row& row);
  void fill_way(const Question& question, survey::Row& row, std::size_t last);

  transport::Tactics tactics_;
  survey::QueryForm form_;
  Bytes cookie_;  // of the query; empty: it has none
  Done done_;
  survey::Scheduler scheduler_;
  std::vector<Question> questions_;  // by slot
  std::vector<Place> places_;        // by server
  std::vector<survey::Scheduler::Slot> over_;
  std::vector<survey::Scheduler::Slot> moving_;  // to TCP
  std::vector<survey::Attempt> before_;
  survey::Reply reply_;
  std::string name_text_;
  Bytes query_;
  transport::Bulk bulk_;
};

}  // namespace edig::run
