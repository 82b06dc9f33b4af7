// A diagnosis whose replies were changed on the way. The first octet of the input chooses a recording, the
// next four the style of the report (none without the highest bit); then each six octets are an edit of one
// reply (struct Edit).
//
// Whatever is done to the replies, what is secure is what was secure.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "dns/dnssec.h"
#include "dns/types.h"
#include "expect.h"
#include "formats.h"
#include "recording.h"

using namespace edig;
using fuzz::expect;
using fuzz::Recording;

namespace {

using Sections = std::array<std::vector<dns::Record> dns::Message::*, 3>;
constexpr Sections sections{&dns::Message::answer, &dns::Message::authority, &dns::Message::additional};

struct Edit {
  std::uint8_t what, reply;
  std::uint16_t place, value;
};

class Replies : public diagnosis::Fetcher {
 public:
  Replies(const Recording& recording, std::vector<Edit> edits)
      : recording_(recording), edits_(std::move(edits)) {
    for (std::size_t i = 0; i < recording.replies.size(); ++i)
      places_.try_emplace(key(recording.replies[i].question, recording.replies[i].server), i);
  }

  std::vector<diagnosis::Answer> fetch(std::span<const diagnosis::Ask> asks,
                                       std::chrono::steady_clock::time_point) override {
    std::vector<diagnosis::Answer> answers;
    for (const auto& ask : asks) {
      auto found = places_.find(key(ask.question, ask.server));
      answers.push_back({found == places_.end() ? silence() : reply(found->second, ask.question), 1});
    }
    asked_ += asks.size();
    return answers;
  }
  diagnosis::Traffic traffic() const override { return {asked_, 0, 0}; }

  Result<dns::Message> reply(std::size_t place, const dns::Question& question) const {
    std::optional<Bytes> wire = recording_.replies[place].wire;
    for (const auto& edit : edits_)
      if (edit.reply % recording_.replies.size() == place) wire = edited(std::move(wire), edit);
    if (!wire) return silence();
    auto message = dns::Message::parse(*wire);
    if (!message) return message;
    message->questions = {question};  // the transport takes no other reply
    for (const auto& edit : edits_)
      if (edit.reply % recording_.replies.size() == place) change(*message, edit);
    return message;
  }

 private:
  using Key = std::pair<std::pair<dns::Name, std::uint16_t>, std::string>;
  static Key key(const dns::Question& question, const std::string& server) {
    return {{question.name, question.type}, server};
  }
  static std::unexpected<Error> silence() { return fail(Error::Kind::timeout, "no reply"); }

  const Bytes& other(const Edit& edit) const {
    return recording_.replies[edit.value % recording_.replies.size()].wire;
  }

  // The octets of a reply.
  std::optional<Bytes> edited(std::optional<Bytes> wire, const Edit& edit) const {
    if (!wire || wire->empty()) return wire;
    auto& octet = (*wire)[edit.place % wire->size()];
    switch (edit.what % 16) {
      case 0:
      case 1:
        octet ^= static_cast<std::uint8_t>(edit.value);
        break;
      case 2:
        octet = static_cast<std::uint8_t>(edit.value);
        break;
      case 3:
        wire->resize(edit.place % wire->size());
        break;
      case 4:
        return std::nullopt;
      case 5:
        return other(edit);
    }
    return wire;
  }

  // What it says.
  void change(dns::Message& message, const Edit& edit) const {
    auto& section = message.*sections[edit.place % 3];
    auto index = section.empty() ? 0 : edit.place / 3 % section.size();
    auto at = section.begin() + static_cast<std::ptrdiff_t>(index);
    switch (edit.what % 16) {
      case 6:
        message.rcode = edit.value % 24;
        break;
      case 7:
        message.header.aa = (edit.value & 1) != 0, message.header.ad = (edit.value & 2) != 0;
        break;
      case 8:
        message.edns.reset();
        break;
      case 9:
        if (!section.empty()) section.erase(at);
        break;
      case 10:
        if (!section.empty()) section.push_back(dns::Record(*at));
        break;
      case 11:
        if (!section.empty()) std::swap(*at, section[edit.value % section.size()]);
        break;
      case 12:
        if (!section.empty()) at->owner = section[edit.value % section.size()].owner;
        break;
      case 13:
        take_from(message, section, edit);
        break;
      case 14:
        std::swap(message.answer, message.authority);
        break;
    }
  }

  void take_from(dns::Message& message, std::vector<dns::Record>& section, const Edit& edit) const {
    auto from = dns::Message::parse(other(edit));
    if (!from) return;
    for (auto each : sections)
      for (const auto& record : (*from).*each)
        if (record.type == edit.value / 256 || edit.value / 256 == 0) section.push_back(record);
    message.size += from->size;
  }

  const Recording& recording_;
  std::vector<Edit> edits_;
  std::map<Key, std::size_t> places_;
  std::size_t asked_ = 0;
};

using Data = std::set<std::tuple<dns::Name, std::uint16_t, Bytes>>;

// What an answer says, its signatures apart.
Data data(const dns::Message& message) {
  Data all;
  for (const auto& record : message.answer)
    if (record.type != dns::type::rrsig) all.emplace(record.owner, record.type, dns::canonical_rdata(record));
  return all;
}

struct Outcome {
  diagnosis::Request request;
  diagnosis::Diagnosis diagnosis;
  diagnosis::Work work;
};

Outcome diagnose(const Recording& recording, std::vector<Edit> edits) {
  Replies replies(recording, std::move(edits));
  Outcome outcome{recording.request, {}, {}};
  outcome.request.reach = diagnosis::Reach::anywhere;  // the lab's servers are at loopback addresses
  outcome.request.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  outcome.request.reply = replies.reply(0, recording.request.question);
  outcome.diagnosis = diagnosis::diagnose(outcome.request, replies, &outcome.work);
  return outcome;
}

struct Known {
  Recording recording;
  diagnosis::Status status;
  std::uint16_t rcode = 0;
  Data data;
};

std::vector<Known> read_all() {
  std::vector<Known> all;
  std::set<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(EDIG_RECORDINGS)) paths.insert(entry.path());
  for (const auto& path : paths) {
    Known known{fuzz::read_recording(path), {}, {}, {}};
    auto outcome = diagnose(known.recording, {});
    known.status = outcome.diagnosis.status;
    if (outcome.diagnosis.proven) known.rcode = outcome.diagnosis.proven->rcode;
    if (outcome.diagnosis.proven) known.data = data(*outcome.diagnosis.proven);
    std::fprintf(stderr, "%s: %s\n", path.filename().c_str(), std::string(name(known.status)).c_str());
    all.push_back(std::move(known));
  }
  return all;
}

void check(const Outcome& outcome, const Known& known) {
  const auto& limits = outcome.request.limits;
  expect(outcome.work.verifications <= limits.verifications &&
         outcome.work.hash_rounds <= limits.hash_rounds);
  expect(outcome.diagnosis.cost.questions <= limits.questions);
  if (outcome.diagnosis.status != diagnosis::Status::secure) return;
  expect(known.status == diagnosis::Status::secure);
  expect(outcome.diagnosis.proven.has_value());
  expect(outcome.diagnosis.proven->rcode == known.rcode && data(*outcome.diagnosis.proven) == known.data);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
  static const auto all = read_all();
  Reader reader({input, size});
  auto which = reader.u8();
  auto style = which ? reader.u32() : std::nullopt;
  if (!style) return 0;
  std::vector<Edit> edits;
  while (reader.remaining() >= 6 && edits.size() < 64) {
    auto what = *reader.u8(), reply = *reader.u8();
    auto place = *reader.u16(), value = *reader.u16();
    edits.push_back({what, reply, place, value});
  }
  const auto& known = all[*which % all.size()];
  auto outcome = diagnose(known.recording, std::move(edits));
  check(outcome, known);
  if ((*style & 0x80000000) == 0) return 0;

  transport::Exchange exchange{.peer = {.address = "192.0.2.53", .port = 53, .name = {}},
                               .reply = fail(Error::Kind::timeout, "no reply"),
                               .sent = {},
                               .at = {},
                               .tls = {},
                               .http = {},
                               .attempts = {}};
  if (outcome.request.reply) exchange.reply = transport::Reply{*outcome.request.reply, {}};
  dns::Query query;
  query.question = outcome.request.question;
  auto report = report::make_report(std::move(query), std::move(exchange));
  report.diagnosis = std::move(outcome.diagnosis);
  fuzz::expect_formats(report, *style);
  return 0;
}
