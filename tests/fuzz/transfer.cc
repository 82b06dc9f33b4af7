// A zone transfer, signed or not: the messages of its stream one after the other, as far as the first that is
// wrong.
//
// The first octet says with which key (its algorithm) and whether the question is IXFR; the next four are the
// serial that this is asked with. Before each message stand an octet that says what becomes of it, and two of
// length: as it is, signed by the server, or signed and then changed on its way. Who has no secret proves
// nothing: what is as it is, and what comes behind a change, is never good; what the server signed always is,
// unless something was changed before.
#include "dns/zone_transfer.h"

#include "../unit/signed_reply.h"
#include "dns/types.h"
#include "expect.h"

using namespace edig;
using fuzz::expect;

namespace {

constexpr std::chrono::sys_seconds now{std::chrono::seconds(1'795'000'000)};

// Both ends: the server that signs, and the verifier.
class Channel {
 public:
  Channel(std::shared_ptr<const dns::TsigKey> key, Bytes query)
      : key_(std::move(key)), before_(std::move(query)), verifier_(key_, before_) {}

  /// False when the client has heard enough.
  bool send(const Bytes& message) {
    auto verdict = verifier_.take(message, now);
    expect(!verdict || (verdict->kind != dns::TsigVerdict::Kind::good && !verdict->authentic));
    expect(!verifier_.up_to_date() || verdict);
    unsigned_.push_back(message);
    first_ = false;
    return !verdict;
  }

  bool send_signed(const Bytes& message) {
    auto sealed = seal(message);
    auto verdict = verifier_.take(sealed, now);
    bool good = verdict && verdict->kind == dns::TsigVerdict::Kind::good;
    expect(good == intact_);
    expect(!good || verifier_.up_to_date());
    before_ = std::move(sealed);
    unsigned_.clear();
    first_ = false;
    return good;
  }

  // Of what is before the record all counts but the ID, which the record has again.
  bool send_changed(const Bytes& message, std::size_t where) {
    auto sealed = seal(message);
    sealed[2 + where % (message.size() - 2)] ^= 1;
    intact_ = false;
    before_ = seal(message);
    return send(sealed);
  }

  /// Whether it can be signed: there is room for a record, and nothing behind the last.
  bool signable(const Bytes& message) const {
    constexpr std::size_t header_size = 12;
    if (message.size() < header_size) return false;
    auto sealed = message;
    sign(sealed, *key_, now);
    auto record = dns::find_tsig(sealed);
    return record && record->offset == message.size();
  }

 private:
  Bytes seal(const Bytes& message) const {
    return test::signed_reply(message, *key_, before_, now, unsigned_, first_);
  }

  std::shared_ptr<const dns::TsigKey> key_;
  Bytes before_;  // what was signed last
  std::vector<Bytes> unsigned_;
  bool first_ = true, intact_ = true;
  dns::TsigVerifier verifier_;
};

std::shared_ptr<const dns::TsigKey> key(std::size_t number) {
  static const auto algorithms = dns::tsig_algorithms();
  auto made = dns::make_tsig_key(algorithms[number % algorithms.size()], "key.example.", "c2VjcmV0");
  return std::make_shared<const dns::TsigKey>(made.value());
}

// The records that are handed on are those that are counted, and lie within their message.
bool take(dns::ZoneTransfer& transfer, const Bytes& message, std::uint64_t& records) {
  bool was_complete = transfer.complete();
  auto taken = transfer.take(message, [&](ByteView whole, const dns::WireRecord& record) {
    ++records;
    expect(!was_complete);
    expect(record.offset < end_of(record) && end_of(record) <= whole.size());
    return true;
  });
  expect(transfer.counts().records == records);
  expect(!transfer.complete() || (transfer.serial() && transfer.form() != dns::ZoneTransfer::Form::unknown));
  return taken.has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Reader reader({data, size});
  auto how = reader.u8();
  auto serial = how ? reader.u32() : std::nullopt;
  if (!serial) return 0;
  dns::Query query;
  bool differences = (*how & 0x80) != 0;
  query.question = {*dns::Name::parse("changing.test."), differences ? dns::type::ixfr : dns::type::axfr,
                    dns::cls::in};
  if (differences) query.serial = serial;
  auto with = key(*how & 0x7f);
  auto sent = encode(query, 1);
  sign(sent, *with, now);
  Channel channel(with, sent);
  dns::ZoneTransfer transfer(query);
  std::uint64_t records = 0;
  for (bool listening = true, sound = true; listening || sound;) {
    auto fate = reader.u8();
    auto length = fate ? reader.u16() : std::nullopt;
    auto octets = length ? reader.take(*length) : std::nullopt;
    if (!octets) break;
    Bytes message(octets->begin(), octets->end());
    sound = sound && take(transfer, message, records);
    if (!listening) continue;
    bool can = channel.signable(message) && (*fate & 3) != 0;
    if (!can)
      listening = channel.send(message);
    else
      listening = (*fate & 3) == 1 ? channel.send_changed(message, *fate >> 2) : channel.send_signed(message);
  }
  return 0;
}
