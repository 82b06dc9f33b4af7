#include "run/survey_asking.h"

#include <algorithm>
#include <utility>

#include "dns/name_text.h"
#include "dns/types.h"
#include "survey/row_values.h"
#include "transport/match.h"

namespace edig::run {
namespace {

using survey::Scheduler;
using transport::Protocol;

// Of a connection that ended after it had served others: so often that costs a question no try.
constexpr unsigned max_innocent = 20;
// Sockets over UDP, for all servers together: each has 65536 IDs, and a port that is to be guessed.
constexpr std::size_t sockets_in_all = 8, most_sockets = 4;
constexpr std::size_t connections = 2;
// Between two looks at what came, however much is to be sent.
constexpr std::size_t most_at_once = 256;
// Before a line that had no room is tried again.
constexpr auto breath = std::chrono::milliseconds(10);

Bytes cookie_of(const dns::Query& query) {
  const auto* cookie = query.edns ? query.edns->find(dns::option::cookie) : nullptr;
  return cookie ? cookie->data : Bytes();
}

std::size_t sockets_for(const transport::Server& server, std::size_t servers) {
  if (server.protocol != Protocol::udp) return connections;
  return std::clamp<std::size_t>(sockets_in_all / servers, 1, most_sockets);
}

}  // namespace

SurveyAsking::SurveyAsking(const transport::Tactics& tactics, const dns::Query& query,
                           const survey::Pace& pace, std::size_t servers, Done done)
    : tactics_(tactics),
      form_(query),
      cookie_(cookie_of(query)),
      done_(std::move(done)),
      scheduler_(pace, servers),
      questions_(pace.parallel),
      bulk_(*this) {}

Result<std::unique_ptr<SurveyAsking>> SurveyAsking::open(const std::vector<transport::Server>& servers,
                                                         const transport::Tactics& tactics,
                                                         const dns::Query& query, const survey::Pace& pace,
                                                         Done done) {
  std::unique_ptr<SurveyAsking> asking(
      new SurveyAsking(tactics, query, pace, servers.size(), std::move(done)));
  for (const auto& server : servers)
    if (auto opened = asking->open(server, sockets_for(server, servers.size())); !opened)
      return std::unexpected(opened.error());
  return asking;
}

Result<void> SurveyAsking::open(const transport::Server& server, std::size_t sockets) {
  auto line = bulk_.open(server, tactics_, sockets);
  if (!line) return std::unexpected(line.error());
  places_.push_back({server, *line, std::nullopt});
  return {};
}

Result<Scheduler::Server> SurveyAsking::add_server(const transport::Server& server) {
  if (auto opened = open(server, 1); !opened) return std::unexpected(opened.error());
  return scheduler_.add_server(true);
}

std::string_view SurveyAsking::word(const Sent& sent) {
  constexpr std::string_view words[] = {"", "truncated", "badcookie"};
  return sent.over_tcp == OverTcp::no ? name(sent.kind) : words[static_cast<std::size_t>(sent.over_tcp)];
}

void SurveyAsking::add(const Subject& subject) {
  auto& question = questions_[scheduler_.add(subject.server, subject.not_first)];
  form_.begin(question.query, subject.name.wire(), subject.type, subject.unchecked);
  question.line = subject.line;
  question.weight = subject.weight;
  question.type = subject.type;
  question.sent = std::vector<Sent>();  // what further tries took is given back
  question.packets = question.innocent = 0;
  question.over_tcp = false;
  question.error.reset();
}

void SurveyAsking::carry_on(survey::Time until) {
  bool held_up = !send_all();
  auto wake = held_up ? Clock::now() + breath : scheduler_.wake(Clock::now());
  bulk_.wait(std::min(until, wake));
  over_.clear();
  scheduler_.expire(Clock::now(), over_);
  for (auto slot : std::exchange(over_, {})) give_up(slot);
}

bool SurveyAsking::any_silent() const {
  for (std::size_t i = 0; i < places_.size(); ++i)
    if (scheduler_.is_silent(static_cast<Scheduler::Server>(i))) return true;
  return false;
}

// False where a line has no room.
bool SurveyAsking::send_all() {
  auto now = Clock::now();
  bool room = move_to_tcp();
  for (std::size_t i = 0; room && i < most_at_once; ++i) {
    auto next = scheduler_.next(now);
    if (!next) break;
    room = send(next->slot, next->server);
    if (!room) scheduler_.take_back(*next);
  }
  bulk_.flush();
  return room;
}

// Not where the reply came: where the line has no room it waits here.
bool SurveyAsking::move_to_tcp() {
  std::erase_if(moving_, [&](Scheduler::Slot slot) {
    const auto& question = questions_[slot];
    bool waits = scheduler_.is_sent(slot) && question.sent.back().over_tcp != OverTcp::no;
    bool sent = waits && send(slot, scheduler_.server(slot));
    if (sent) scheduler_.charge(scheduler_.server(slot));
    return !waits || sent;
  });
  return moving_.empty();
}

// A server that is asked over UDP has a line over TCP as well, once it is needed.
std::size_t SurveyAsking::line_for(Question& question, Place& place) {
  if (!question.over_tcp || place.server.protocol != Protocol::udp) return place.line;
  if (!place.tcp_line) {
    auto server = place.server;
    server.host = bulk_.peer(place.line).address;
    server.protocol = Protocol::tcp;
    auto line = bulk_.open(server, tactics_, 1);
    if (!line) return place.line;
    place.tcp_line = *line;
  }
  return *place.tcp_line;
}

bool SurveyAsking::send(Scheduler::Slot slot, Scheduler::Server server) {
  auto& question = questions_[slot];
  auto line = line_for(question, places_[server]);
  if (question.sent.size() == max_kept) {  // the oldest is waited for no longer
    forget(slot, question.sent.front());
    question.sent.erase(question.sent.begin());
  }
  form_.complete(query_, question.query);
  auto handle = bulk_.send(line, slot, query_);
  if (!handle) return false;
  ++question.packets;
  question.sent.push_back({.at = Clock::now(), .handle = *handle, .line = static_cast<std::uint16_t>(line)});
  return true;
}

void SurveyAsking::forget(Scheduler::Slot slot, const Sent& sent) {
  bulk_.forget({.ticket = slot, .line = sent.line, .handle = sent.handle});
}

SurveyAsking::Sent* SurveyAsking::find(Question& question, const transport::Way& way) {
  auto sent = std::ranges::find_if(
      question.sent, [&](const Sent& one) { return one.line == way.line && one.handle == way.handle; });
  return sent == question.sent.end() ? nullptr : &*sent;
}

bool SurveyAsking::received(const transport::Way& way, ByteView message) {
  auto& question = questions_[way.ticket];
  if (!survey::is_reply_to(message, question.query)) return false;
  survey::read_reply(message, question.type, reply_);
  if (reply_.cookie && !transport::cookie_fits(*reply_.cookie, cookie_)) return false;
  auto* sent = find(question, way);
  if (!sent) return true;
  // Over a connection nothing is cut, and who asks need not prove where it is (RFC 7873 section 5.3).
  auto over_tcp = reply_.truncated && !tactics_.ignore_tc ? OverTcp::truncated
                  : reply_.rcode == dns::rcode::badcookie ? OverTcp::badcookie
                                                          : OverTcp::no;
  bool udp = bulk_.peer(sent->line).protocol == Protocol::udp;
  if (over_tcp == OverTcp::no || !udp || question.over_tcp) {
    settle(way.ticket, *sent, message);
    return true;
  }
  sent->over_tcp = over_tcp;
  sent->ms = std::chrono::duration<float, std::milli>(Clock::now() - sent->at).count();
  question.over_tcp = true;
  moving_.push_back(way.ticket);
  return true;
}

void SurveyAsking::settle(Scheduler::Slot slot, const Sent& sent, ByteView message) {
  auto& question = questions_[slot];
  auto place = std::ranges::find_if(
      places_, [&](const Place& one) { return one.line == sent.line || one.tcp_line == sent.line; });
  auto now = Clock::now();
  auto row = survey::row_of(reply_);
  row.message = as_text(message);
  row.ms = std::chrono::duration<double, std::milli>(now - sent.at).count();
  fill_way(question, row, static_cast<std::size_t>(&sent - question.sent.data()));
  for (const auto& other : question.sent)
    if (&other != &sent) forget(slot, other);
  auto server = static_cast<Scheduler::Server>(place - places_.begin());
  scheduler_.settle(slot, server, now);
  finish(question, row, server);
}

void SurveyAsking::lost(const transport::Way& way, const Error& error, bool innocent) {
  auto& question = questions_[way.ticket];
  auto* sent = find(question, way);
  if (!sent) return;
  bool last = sent == &question.sent.back();
  sent->kind = error.kind;
  question.error = std::make_unique<Error>(error);
  if (!last || !scheduler_.is_sent(way.ticket)) return;
  bool counts = !innocent || ++question.innocent > max_innocent;
  if (!scheduler_.fail(way.ticket, Clock::now(), counts)) give_up(way.ticket);
}

void SurveyAsking::give_up(Scheduler::Slot slot) {
  auto& question = questions_[slot];
  if (question.sent.empty()) return pass_over(slot);
  survey::Row row;
  const auto& last = question.sent.back();
  bool told = last.kind != Error::Kind::timeout && question.error;
  row.kind = last.kind;
  row.outcome = survey::read_kind(name(row.kind));
  row.error = told ? std::string_view(question.error->text) : "no reply";
  row.ms = std::chrono::duration<double, std::milli>(Clock::now() - last.at).count();
  fill_way(question, row, question.sent.size() - 1);
  for (const auto& sent : question.sent) forget(slot, sent);
  finish(question, row, scheduler_.server(slot));
}

// It was for a server alone that went silent before it was sent.
void SurveyAsking::pass_over(Scheduler::Slot slot) {
  const auto& question = questions_[slot];
  auto server = scheduler_.server(slot);
  survey::Row row;
  row.outcome = survey::Outcome::timeout;
  row.kind = Error::Kind::timeout;
  row.error = "the server had gone silent, and was not asked";
  row.doubtful = true;
  fill_peer(peer(server), row);
  row.attempts = 0;
  finish(question, row, server);
}

void SurveyAsking::fill_peer(const transport::Peer& peer, survey::Row& row) {
  row.server = peer.address;
  row.port = peer.port;
  row.transport = transport::name(peer.protocol);
  row.authenticated = transport::is_encrypted(peer.protocol) && !peer.tls.insecure;
}

// Whom the exchange `last` was with, and what went before it.
void SurveyAsking::fill_way(const Question& question, survey::Row& row, std::size_t last) {
  fill_peer(bulk_.peer(question.sent[last].line), row);
  row.attempts = question.packets;
  before_.clear();
  for (std::size_t i = 0; i < last; ++i) {
    const auto& sent = question.sent[i];
    const auto& asked = bulk_.peer(sent.line);
    auto waited = std::chrono::duration<double, std::milli>(question.sent[i + 1].at - sent.at).count();
    before_.push_back({.transport = transport::name(asked.protocol),
                       .address = asked.address,
                       .outcome = word(sent),
                       .ms = sent.ms > 0 ? sent.ms : waited});
  }
  row.before = before_;
}

void SurveyAsking::finish(const Question& question, survey::Row& row, Scheduler::Server server) {
  name_text_.clear();
  dns::append_name_text(survey::question_of(question.query), name_text_);
  row.line = question.line;
  row.name = name_text_;
  row.type = question.type;
  row.weight = question.weight;
  row.at =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  done_(row, server);
}

}  // namespace edig::run
