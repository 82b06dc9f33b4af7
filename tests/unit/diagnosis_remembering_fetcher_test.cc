#include "diagnosis/asking/remembering_fetcher.h"

#include <doctest/doctest.h>

using namespace edig;
using diagnosis::Answer;
using diagnosis::Ask;

namespace {

// The next of its answers to whatever it is asked.
struct Canned : diagnosis::Fetcher {
  std::vector<Answer> answers;
  std::size_t asked = 0;

  std::vector<Answer> fetch(std::span<const Ask> asks, std::chrono::steady_clock::time_point) override {
    return std::vector<Answer>(asks.size(), answers[asked++]);
  }
  diagnosis::Traffic traffic() const override { return {}; }
};

Answer reply(std::uint16_t rcode) {
  Answer answer{dns::Message()};
  answer.reply->rcode = rcode;
  return answer;
}

std::uint16_t ask(diagnosis::Fetcher& fetcher) {
  const Ask one{.question = {.name = *dns::Name::parse("www.example.")}, .server = {}};
  auto answer = fetcher.fetch({&one, 1}, std::chrono::steady_clock::time_point::max()).front();
  return answer.reply ? answer.reply->rcode : 0xffff;
}

}  // namespace

TEST_CASE("nobody is asked twice") {
  Canned canned;
  canned.answers = {reply(dns::rcode::noerror)};
  diagnosis::RememberingFetcher fetcher(canned);
  CHECK(ask(fetcher) == dns::rcode::noerror);
  fetcher.start_over();
  CHECK(ask(fetcher) == dns::rcode::noerror);
  CHECK(canned.asked == 1);
}

TEST_CASE("a failure is one inquiry's: the next asks anew") {
  Canned canned;
  canned.answers = {reply(dns::rcode::servfail), reply(dns::rcode::noerror)};
  diagnosis::RememberingFetcher fetcher(canned);
  CHECK(ask(fetcher) == dns::rcode::servfail);
  CHECK(ask(fetcher) == dns::rcode::servfail);
  fetcher.start_over();
  CHECK(ask(fetcher) == dns::rcode::noerror);
  CHECK(canned.asked == 2);
}

TEST_CASE("what never came is asked for anew at once") {
  Canned canned;
  canned.answers = {Answer{fail(Error::Kind::timeout, "nothing")}, reply(dns::rcode::nxdomain)};
  diagnosis::RememberingFetcher fetcher(canned);
  CHECK(ask(fetcher) == 0xffff);
  CHECK(ask(fetcher) == dns::rcode::nxdomain);
}
