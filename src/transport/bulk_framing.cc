#include "transport/bulk_framing.h"

#include <unordered_map>
#include <utility>

#include "transport/framing.h"
#include "transport/network.h"

namespace edig::transport {
namespace {

// What waits to be written beyond that makes no server faster.
constexpr std::size_t max_unwritten = 65536;
constexpr std::size_t max_bulk_streams = 1000;

class BulkLengthFraming : public BulkFraming {
 public:
  explicit BulkLengthFraming(Callbacks callbacks) : callbacks_(std::move(callbacks)) {}

  bool put(std::uint16_t id, ByteView query) override {
    if (unwritten_.size() > max_unwritten) return false;
    append_u16(unwritten_, query.size());
    append_u16(unwritten_, id);
    append(unwritten_, query.subspan(2));
    return true;
  }

  void forget(std::uint16_t) override {}

  Result<std::size_t> take(ByteView bytes) override {
    Reader reader(bytes);
    for (std::size_t whole = 0;; whole = reader.offset()) {
      auto length = reader.u16();
      auto message = length ? reader.take(*length) : std::nullopt;
      if (!message) return whole;
      if (auto id = Reader(*message).u16()) callbacks_.received(*id, *message);
    }
  }

  Bytes output() override { return std::exchange(unwritten_, {}); }

 private:
  Callbacks callbacks_;
  Bytes unwritten_;
};

class Http2BulkFraming : public BulkFraming {
 public:
  Http2BulkFraming(const Server& server, Callbacks callbacks)
      : callbacks_(std::move(callbacks)), framing_(http2_framing(server, unresolved(server))) {}

  bool put(std::uint16_t id, ByteView query) override {
    if (under_way_.size() >= max_bulk_streams || !framing_->accepts()) return false;
    auto asked = std::make_unique<Asked>(Bytes(query.begin(), query.end()));
    asked->pending.settled = [this, id] { settle(id); };
    framing_->put(asked->pending);
    under_way_[id] = std::move(asked);
    return true;
  }

  void forget(std::uint16_t id) override {
    auto asked = under_way_.find(id);
    if (asked == under_way_.end()) return;
    framing_->forget(asked->second->pending);
    under_way_.erase(asked);
  }

  Result<std::size_t> take(ByteView bytes) override {
    auto taken = framing_->take(bytes);
    settled_.clear();
    return taken ? Result<std::size_t>(bytes.size()) : std::unexpected(taken.error());
  }

  Bytes output() override { return framing_->output(); }

 private:
  struct Asked {
    explicit Asked(Bytes query) : message(std::move(query)) {}
    Bytes message, body;
    Exchange exchange{
        .peer = {}, .reply = Reply(), .sent = {}, .at = {}, .tls = {}, .http = {}, .attempts = {}};
    Pending pending{.query = none, .exchange = exchange, .settled = {}, .message = &message, .body = &body};
    static inline const dns::Query none{};
  };

  // The framing is still at work with it: it goes once that has come to its end.
  void settle(std::uint16_t id) {
    auto found = under_way_.find(id);
    if (found == under_way_.end()) return;
    auto asked = std::move(found->second);
    under_way_.erase(found);
    auto& kept = *settled_.emplace_back(std::move(asked));
    if (kept.exchange.reply)
      callbacks_.received(id, kept.body);
    else
      callbacks_.failed(id, kept.exchange.reply.error());
  }

  Callbacks callbacks_;
  std::unordered_map<std::uint16_t, std::unique_ptr<Asked>> under_way_;
  std::vector<std::unique_ptr<Asked>> settled_;
  std::unique_ptr<Framing> framing_;
};

}  // namespace

std::unique_ptr<BulkFraming> bulk_length_framing(BulkFraming::Callbacks callbacks) {
  return std::make_unique<BulkLengthFraming>(std::move(callbacks));
}

std::unique_ptr<BulkFraming> bulk_http2_framing(const Server& server, BulkFraming::Callbacks callbacks) {
  return std::make_unique<Http2BulkFraming>(server, std::move(callbacks));
}

}  // namespace edig::transport
