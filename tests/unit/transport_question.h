// A question put to a framing, and how often it was settled.
#pragma once

#include <string_view>

#include "transport/framing.h"

namespace edig::transport {

struct Question {
  explicit Question(std::string_view name) {
    query.question = {*dns::Name::parse(name), 1, 1};
    exchange.reply = fail(Error::Kind::timeout, "nothing yet");
  }

  dns::Query query;
  Exchange exchange;
  int settled = 0;
  Pending pending{query, true, exchange, [this] { ++settled; }};
};

}  // namespace edig::transport
