#include "dns/zone_transfer.h"

#include "dns/types.h"
#include "dns/wire_name.h"

namespace edig::dns {
namespace {

// A server may send them behind the first (RFC 5936 section 2.2), but not without end.
constexpr unsigned most_empty = 100;

std::unexpected<Error> broken(std::string text) { return fail(Error::Kind::malformed, std::move(text)); }

std::unexpected<Error> no_soa() { return broken("the transfer does not begin with the zone's SOA record"); }

// Serial number arithmetic (RFC 1982): whether `one` is not older than `other`.
bool is_as_new(std::uint32_t one, std::uint32_t other) { return static_cast<std::int32_t>(one - other) >= 0; }

std::optional<std::uint32_t> serial_of(ByteView message, const WireRecord& soa) {
  auto behind_name = skip_name(message, soa.rdata_offset);
  auto behind_names = behind_name ? skip_name(message, *behind_name) : std::nullopt;
  if (soa.cut_off || !behind_names || *behind_names + 20 != end_of(soa)) return std::nullopt;
  return Reader(message, *behind_names).u32();
}

}  // namespace

Result<void> ZoneTransfer::take(ByteView message, const Sink& sink) {
  if (message.size() < header_size) return broken("a message without a whole header");
  ++counts_.messages;
  counts_.octets += message.size();
  unsigned count = *Reader(message, 6).u16();
  if (count == 0 && state_ == State::first) return no_soa();
  if (count > 0)
    empty_ = 0;
  else if (++empty_ > most_empty)
    return broken("messages without a record come one after the other");
  auto offset = skip_questions(message);
  for (unsigned i = 0; i < count; ++i) {
    auto record = offset ? read_record(message, *offset) : std::nullopt;
    if (!record || record->cut_off)
      return broken("a message ends after " + std::to_string(i) + " of the " + std::to_string(count) +
                    " records that its header promises");
    if (auto taken = take_record(message, *record); !taken) return taken;
    ++counts_.records;
    if (!sink(message, *record)) return broken("a record that cannot be read");
    offset = end_of(*record);
  }
  end_message();
  return {};
}

Result<void> ZoneTransfer::take_record(ByteView message, const WireRecord& record) {
  if (state_ == State::complete) return broken("records follow the SOA record that ends the transfer");
  if (record.type == type::soa) {
    auto owner = read_name(message, record.offset);
    auto serial = serial_of(message, record);
    if (!owner || !serial) return broken("a malformed SOA record");
    if (owner->name == question_.name) return take_soa(*serial);
  }
  if (state_ == State::first) return no_soa();
  if (state_ == State::second) state_ = State::whole, form_ = Form::whole;
  return {};
}

// Differences are sequences of an SOA record, what is deleted from that version, the SOA record of the next
// one, and what is added; behind the last of them stands once more the SOA record of the newest.
Result<void> ZoneTransfer::take_soa(std::uint32_t serial) {
  bool newest = serial == serial_;
  switch (state_) {
    case State::first:
      serial_ = serial;
      state_ = State::second;
      return {};
    case State::second:
      if (newest) return complete_as(Form::whole), Result<void>();
      if (!known_) return broken("the zone changed while it was transferred: another SOA record ends it");
      if (serial != known_) return broken("the differences do not begin with the version asked with");
      form_ = Form::differences;
      state_ = State::deletions;
      return {};
    case State::whole:
      if (!newest) return broken("the zone changed while it was transferred: another SOA record ends it");
      return complete_as(Form::whole), Result<void>();
    case State::deletions:
      reached_ = serial;
      state_ = State::additions;
      return {};
    case State::additions:
      if (newest && reached_ == serial_) return complete_as(Form::differences), Result<void>();
      if (serial != reached_) return broken("the differences do not follow from one another");
      state_ = State::deletions;
      return {};
    case State::complete:
      break;
  }
  return {};
}

// A lone SOA record says that there is nothing new, or is the beginning of what other messages bring.
void ZoneTransfer::end_message() {
  if (state_ == State::second && known_ && is_as_new(*known_, *serial_)) complete_as(Form::up_to_date);
}

void ZoneTransfer::complete_as(Form form) {
  form_ = form;
  state_ = State::complete;
}

}  // namespace edig::dns
