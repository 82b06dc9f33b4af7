// A reply in any format and style. The first four octets choose the style and the way the reply came; the
// rest is the message.
#include "expect.h"
#include "formats.h"

using namespace edig;

namespace {

transport::Exchange exchange(ByteView wire, bool encrypted, bool verified) {
  transport::Exchange exchange{.peer = {.address = "192.0.2.53", .port = 53, .name = {}},
                               .reply = fail(Error::Kind::malformed, "not a message"),
                               .sent = {wire.begin(), wire.end()},
                               .ms = 12,
                               .at = {},
                               .tls = {},
                               .http = {},
                               .attempts = {}};
  auto message = dns::Message::parse(wire);
  if (message) exchange.reply = transport::Reply{std::move(*message), {wire.begin(), wire.end()}};
  if (!message) exchange.reply = std::unexpected(message.error());
  if (encrypted) {
    exchange.peer.protocol = transport::Protocol::tls;
    exchange.tls = transport::TlsInfo{.version = "TLSv1.3",
                                      .cipher = "TLS_AES_256_GCM_SHA384",
                                      .verified = verified,
                                      .verify_error = {},
                                      .spki_pin = {}};
  }
  return exchange;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Reader reader({data, size});
  auto bits = reader.u32();
  if (!bits) return 0;
  dns::Query query;
  auto made = exchange(reader.rest(), (*bits & 0x40000000) != 0, (*bits & 0x80000000) != 0);
  if (made.reply && !made.reply->message.questions.empty())
    query.question = made.reply->message.questions.front();
  if (made.reply) query.edns = made.reply->message.edns;
  auto report = report::make_report(std::move(query), std::move(made));
  if ((*bits & 0x20000000) != 0) report.error_report = report::make_error_report(report);
  auto status = report::exit_status(report);
  fuzz::expect(status == 0 || status == 2 || status == 3 || status == 9);
  fuzz::expect_formats(report, *bits);
  return 0;
}
