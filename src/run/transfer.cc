#include "run/transfer.h"

#include <chrono>
#include <optional>
#include <utility>

#include "dns/types.h"
#include "report/transfer.h"
#include "report/tsig_words.h"
#include "transport/transfer.h"

namespace edig::run {
namespace {

using Clock = std::chrono::steady_clock;
using Write = std::function<void(std::string_view)>;

// As much is written at a time.
constexpr std::size_t piece = 64 << 10;

Error tsig_error(const dns::TsigVerdict& verdict, const dns::TsigKey& key) {
  return {Error::Kind::tsig, report::tsig_words(verdict, key, ede::Language::en), {}};
}

class Receiver : public transport::TransferSink {
 public:
  Receiver(const Request& request, const Write& write)
      : request_(request), write_(write), transfer_(request.query), printer_(request.query, request.style) {}

  void sent(const transport::Exchange& begun) override {
    transfer_ = dns::ZoneTransfer(request_.query);
    printer_.begin(out_, begun);
    sent_at_ = Clock::now();
    if (request_.query.tsig_key) verifier_.emplace(request_.query.tsig_key, begun.sent);
  }

  Result<Next> take(ByteView message) override {
    if (declines(message)) return Next::declined;
    if (!interruption_) interruption_ = std::make_unique<Interruption>();
    if (auto good = check_rcode(message); !good) return std::unexpected(good.error());
    if (auto verified = verify(message); !verified) return std::unexpected(verified.error());
    printer_.begin_message(std::chrono::duration<double, std::milli>(Clock::now() - sent_at_).count());
    auto taken = transfer_.take(
        message, [this](ByteView whole, const dns::WireRecord& record) { return print(whole, record); });
    printer_.end_message(out_, message, signed_ ? &tsig_->record : nullptr);
    if (out_.size() >= piece) flush();
    if (!taken) return std::unexpected(taken.error());
    if (!transfer_.complete()) return Next::more;
    if (auto verified = verify_end(); !verified) return std::unexpected(verified.error());
    return Next::complete;
  }

  bool given_up() override {
    return interruption_ && interruption_->wait(std::chrono::milliseconds(0)) != Interruption::Kind::none;
  }

  bool may_begin_again() const override { return printer_.may_begin_again(); }

  Transferred end(transport::Exchange exchange, const transport::Traffic& traffic) {
    auto report = report::make_report(request_.query, std::move(exchange));
    report.traffic = traffic;
    if (tsig_) report.tsig = tsig_;
    if (!printer_.begun()) return {.report = std::move(report)};
    report::Transfer transfer{std::move(report), transfer_.form(), transfer_.serial(), transfer_.counts(),
                              printer_.malformed()};
    printer_.append_end(out_, transfer);
    flush();
    const auto& style = request_.style;
    auto complaints = style.debug ? report::attempt_lines(transfer.report, style) : std::string();
    if (auto line = report::failure_line(transfer); !line.empty()) complaints += "edig: " + line + '\n';
    return {
        .report = {},
        .status = style.like_dig ? report::dig_exit_status(transfer.report) : report::exit_status(transfer),
        .complaints = std::move(complaints),
        .interruption = std::move(interruption_)};
  }

 private:
  // The first message with an RCODE. Where the upper bits of that may be in an OPT record, there are no
  // records to transfer.
  bool declines(ByteView message) const {
    constexpr std::size_t flags_at = 2, answer_count_at = 6;
    if (transfer_.counts().messages > 0) return false;
    if ((Reader(message, flags_at).u16().value_or(0) & 0xf) != 0) return true;
    if (Reader(message, answer_count_at).u16() != 0) return false;
    auto reply = dns::Message::parse(message);
    return reply && reply->rcode != dns::rcode::noerror;
  }

  Result<void> check_rcode(ByteView message) const {
    constexpr std::size_t flags_at = 2;
    auto rcode = static_cast<std::uint16_t>(Reader(message, flags_at).u16().value_or(0) & 0xf);
    if (rcode == dns::rcode::noerror) return {};
    return fail(Error::Kind::malformed, "the server ends it with " + dns::rcode_text(rcode));
  }

  Result<void> verify(ByteView message) {
    if (!verifier_) return {};
    auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    auto verdict = verifier_->take(message, now);
    signed_ = verdict.has_value();
    if (!verdict) return {};
    tsig_ = std::move(verdict);
    return report::is_doubtful(tsig_) ? std::unexpected(tsig_error(*tsig_, *request_.query.tsig_key))
                                      : Result<void>();
  }

  Result<void> verify_end() {
    if (!verifier_ || verifier_->up_to_date()) return {};
    tsig_ = dns::TsigVerdict{};
    return std::unexpected(tsig_error(*tsig_, *request_.query.tsig_key));
  }

  bool print(ByteView message, const dns::WireRecord& record) {
    bool repeated = transfer_.complete() && transfer_.form() == dns::ZoneTransfer::Form::whole;
    if (repeated && request_.style.onesoa) return true;
    return printer_.append(out_, message, record);
  }

  void flush() {
    write_(out_);
    out_.clear();
  }

  const Request& request_;
  const Write& write_;
  dns::ZoneTransfer transfer_;
  report::TransferPrinter printer_;
  std::optional<dns::TsigVerifier> verifier_;
  std::optional<dns::TsigVerdict> tsig_;  // of the last message that was signed
  bool signed_ = false;                   // that is the last one
  Clock::time_point sent_at_;
  std::unique_ptr<Interruption> interruption_;
  std::string out_;
};

// Over UDP the differences come in one message, or only the newest SOA record, where they do not fit: then
// they are asked for over TCP (RFC 1995 section 4), but not by dig.
std::optional<transport::Exchange> over_udp(transport::Client& client, const transport::Job& job,
                                            Receiver& receiver) {
  auto datagrams = job;
  datagrams.tactics.ignore_tc = true;
  auto exchange = client.ask(datagrams);
  if (!exchange.reply) return exchange;
  const auto& reply = *exchange.reply;
  dns::ZoneTransfer whole(job.query);
  auto read = whole.take(reply.wire, [](ByteView, const dns::WireRecord&) { return true; });
  bool all = whole.complete() || job.tactics.try_like_dig;
  bool fits = read && all && !reply.message.header.tc;
  if (reply.message.rcode == dns::rcode::noerror && !fits) return std::nullopt;
  receiver.sent(exchange);
  if (auto taken = receiver.take(reply.wire); !taken) exchange.reply = std::unexpected(taken.error());
  return exchange;
}

}  // namespace

Transferred transfer_zone(transport::Client& client, const Request& request, const Write& write) {
  transport::Job job{request.query, request.servers, request.tactics};
  auto traffic = job.tactics.account = std::make_shared<transport::Traffic>();
  Receiver receiver(request, write);
  if (job.servers.front().protocol == transport::Protocol::udp)
    if (auto exchange = over_udp(client, job, receiver)) return receiver.end(std::move(*exchange), *traffic);
  for (auto& server : job.servers)
    if (server.protocol == transport::Protocol::udp) server.protocol = transport::Protocol::tcp;
  auto exchange = client.transfer(job, receiver);
  return receiver.end(std::move(exchange), *traffic);
}

}  // namespace edig::run
