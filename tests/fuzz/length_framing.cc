// The stream of a TCP or TLS connection: replies behind two octets of length, in any order and in any pieces.
//
// The first two octets say how the stream is dealt with (stream.h). IDs are random, so that the ID of a
// message in the input is taken for the number of a question.
#include "stream.h"

using namespace edig;

namespace {

// The messages of `input`, with the IDs that the questions really have.
Bytes with_ids(ByteView input, const fuzz::Stream& stream) {
  Bytes bytes(input.begin(), input.end());
  for (Reader reader(input); auto length = reader.u16();) {
    auto at = reader.offset();
    if (!reader.take(*length)) break;
    if (*length < 2 || bytes[at] != 0) continue;
    const auto& sent = stream.question(bytes[at + 1]).exchange.sent;
    if (sent.size() >= 2) std::copy_n(sent.begin(), 2, bytes.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  fuzz::Stream stream(transport::length_framing(), {data, 2});
  stream.run(with_ids({data + 2, size - 2}, stream));
  return 0;
}
