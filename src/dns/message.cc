#include "dns/message.h"

#include "dns/types.h"
#include "dns/wire_name.h"
#include "dns/wire_record.h"

namespace edig::dns {
namespace {

// ldns follows a looping pointer inside RDATA some ten thousand times before it gives up on that record; a
// message that does so again and again is not worth the work.
constexpr unsigned max_malformed_rdata = 16;

class MessageReader {
 public:
  explicit MessageReader(ByteView wire) : wire_(wire), reader_(wire) { message_.size = wire.size(); }

  Message read() {
    read_header();
    const auto& header = message_.header;
    bool whole = read_questions(header.question_count) &&
                 read_section("answer", header.answer_count, message_.answer) &&
                 read_section("authority", header.authority_count, message_.authority) &&
                 read_section("additional", header.additional_count, message_.additional);
    if (whole && reader_.remaining() > 0)
      problem(reader_.offset(), std::to_string(reader_.remaining()) + " octets follow the message");
    if (opt_count_ > 1) problem(0, std::to_string(opt_count_) + " OPT records, where one is allowed");
    message_.rcode = static_cast<std::uint16_t>(message_.rcode | message_.header.rcode);
    return std::move(message_);
  }

 private:
  struct Frame : WireRecord {
    Name owner;
  };

  void problem(std::size_t offset, std::string text) {
    message_.problems.push_back({offset, std::move(text)});
  }

  void read_header() {
    auto& header = message_.header;
    header.id = *reader_.u16();
    auto flags = *reader_.u16();
    auto bit = [flags](unsigned n) { return (flags >> n & 1) != 0; };
    header.qr = bit(15), header.aa = bit(10), header.tc = bit(9), header.rd = bit(8), header.ra = bit(7);
    header.z = bit(6), header.ad = bit(5), header.cd = bit(4);
    header.opcode = flags >> 11 & 15;
    header.rcode = flags & 15;
    header.question_count = *reader_.u16(), header.answer_count = *reader_.u16();
    header.authority_count = *reader_.u16(), header.additional_count = *reader_.u16();
  }

  std::optional<Name> take_name() {
    auto found = read_name(wire_, reader_.offset());
    if (!found) return std::nullopt;
    reader_ = Reader(wire_, found->end);
    return std::move(found->name);
  }

  bool read_questions(unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      auto start = reader_.offset();
      auto name = take_name();
      auto type = name ? reader_.u16() : std::nullopt;
      auto cls = type ? reader_.u16() : std::nullopt;
      if (!cls) return give_up("question", i, count, start);
      message_.questions.push_back({*name, *type, *cls});
    }
    return true;
  }

  bool give_up(std::string_view section, unsigned have, unsigned promised, std::size_t offset) {
    auto rest = wire_.subspan(offset);
    std::string text = "the header promises " + std::to_string(promised) + " records in the " +
                       std::string(section) + " section, " + std::to_string(have) + " could be read";
    if (!rest.empty())
      text += "; the rest, " + std::to_string(rest.size()) + " octets, begins " +
              to_hex(rest.first(std::min<std::size_t>(rest.size(), 32)));
    problem(offset, std::move(text));
    message_.cut_off = true;
    return false;
  }

  std::optional<Frame> read_frame() {
    auto owner = read_name(wire_, reader_.offset());
    auto record = owner ? dns::read_record(wire_, reader_.offset()) : std::nullopt;
    if (!record) return std::nullopt;
    reader_ = Reader(wire_, end_of(*record));
    return Frame{*record, std::move(owner->name)};
  }

  bool read_section(std::string_view section, unsigned count, std::vector<Record>& records) {
    for (unsigned i = 0; i < count; ++i) {
      auto start = reader_.offset();
      auto frame = read_frame();
      if (!frame) return give_up(section, i, count, start);
      if (frame->type == type::opt)
        read_opt(section, *frame);
      else
        records.push_back(read_record(*frame));
      if (frame->cut_off) {
        problem(frame->rdata_offset,
                "the message ends inside the RDATA of " + frame->owner.text() + " " + type_text(frame->type));
        message_.cut_off = true;
        return false;
      }
    }
    return true;
  }

  Record read_record(const Frame& frame) {
    Record record{
        frame.owner, frame.type, frame.cls, frame.ttl, Bytes(frame.rdata.begin(), frame.rdata.end()), {}};
    if (frame.cut_off || malformed_rdata_ >= max_malformed_rdata) return record;
    record.parsed = parse_rr(wire_, frame, frame.owner);
    if (record.parsed) return record;
    ++malformed_rdata_;
    problem(frame.rdata_offset, "malformed RDATA of " + frame.owner.text() + " " + type_text(frame.type));
    return record;
  }

  void read_opt(std::string_view section, const Frame& frame) {
    if (section != "additional")
      problem(frame.offset, "an OPT record in the " + std::string(section) + " section");
    if (!frame.owner.is_root()) problem(frame.offset, "an OPT record that is not owned by the root");
    if (opt_count_++ == 0) {
      message_.edns = Edns{.version = static_cast<std::uint8_t>(frame.ttl >> 16),
                           .udp_size = frame.cls,
                           .dnssec_ok = (frame.ttl & 0x8000) != 0,
                           .z = static_cast<std::uint16_t>(frame.ttl & 0x7fff),
                           .options = {}};
      message_.rcode = static_cast<std::uint16_t>((frame.ttl >> 24) << 4);
    }
    read_options(frame);
  }

  void read_options(const Frame& frame) {
    Reader options(frame.rdata);
    while (options.remaining() > 0) {
      auto offset = frame.rdata_offset + options.offset();
      auto code = options.u16();
      auto length = code ? options.u16() : std::nullopt;
      if (!length) {
        problem(offset, "the OPT record ends inside an option's header");
        return;
      }
      bool truncated = *length > options.remaining();
      auto data = *options.take(std::min<std::size_t>(*length, options.remaining()));
      message_.edns->options.push_back({*code, Bytes(data.begin(), data.end()), truncated});
      if (truncated)
        problem(offset, "option " + option_name(*code) + " promises " + std::to_string(*length) +
                            " octets, " + std::to_string(data.size()) + " are there");
    }
  }

  ByteView wire_;
  Reader reader_;
  Message message_;
  unsigned opt_count_ = 0, malformed_rdata_ = 0;
};

}  // namespace

std::vector<std::string_view> Header::flags() const {
  std::vector<std::string_view> set;
  const std::pair<bool, std::string_view> all[] = {{qr, "qr"}, {aa, "aa"}, {tc, "tc"}, {rd, "rd"},
                                                   {ra, "ra"}, {ad, "ad"}, {cd, "cd"}};
  for (auto [on, flag] : all)
    if (on) set.push_back(flag);
  return set;
}

Result<Message> Message::parse(ByteView wire) {
  if (wire.size() < 12)
    return fail(Error::Kind::malformed, "a reply of " + std::to_string(wire.size()) +
                                            " octets is no DNS message (its header alone has 12)");
  return MessageReader(wire).read();
}

std::vector<const Record*> select(const std::vector<Record>& section, const Name& owner, std::uint16_t type) {
  std::vector<const Record*> found;
  for (const auto& record : section)
    if (record.type == type && record.owner == owner) found.push_back(&record);
  return found;
}

}  // namespace edig::dns
