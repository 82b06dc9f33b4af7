#include "run/common_evidence.h"

#include <doctest/doctest.h>

using namespace edig;
using diagnosis::Answer;
using diagnosis::Ask;

namespace {

const dns::Name com = *dns::Name::parse("com."), shop = *dns::Name::parse("shop.com.");

Ask ask(const dns::Name& name) { return {.question = {.name = name}, .server = {}}; }

Answer reply(std::size_t size = 100, std::uint16_t rcode = 0) {
  Answer answer{dns::Message()};
  answer.reply->rcode = rcode;
  answer.reply->size = size;
  return answer;
}

// Replies, or does not, while `meanwhile` goes on.
struct Canned : diagnosis::Fetcher {
  std::vector<std::string> asked;
  bool silent = false;
  std::function<void()> meanwhile = [] {};

  std::vector<Answer> fetch(std::span<const Ask> asks, std::chrono::steady_clock::time_point) override {
    std::vector<Answer> answers;
    for (const auto& one : asks) {
      asked.push_back(one.question.name.text());
      answers.push_back(silent ? Answer{fail(Error::Kind::timeout, "nothing")} : reply());
    }
    meanwhile();
    return answers;
  }
  diagnosis::Traffic traffic() const override { return {}; }
};

constexpr auto never = std::chrono::steady_clock::time_point::max();

}  // namespace

TEST_CASE("what is not of one domain alone is asked once; the domain's own names are asked by each") {
  run::CommonEvidence common;
  transport::Client client;
  run::Inquiries inquiries(client, 10);
  Canned first, second;
  auto into = [&](Canned& own) {
    return [&](run::Inquiry& inquiry) {
      run::SharingFetcher fetcher(common, "0", inquiry, own, shop);
      const Ask asks[] = {ask(com), ask(shop), ask(com)};
      CHECK(fetcher.fetch(asks, never).size() == 3);
      CHECK(fetcher.fetch({asks, 1}, never).front().reply);
    };
  };
  REQUIRE(inquiries.begin(into(first)));
  REQUIRE(inquiries.begin(into(second)));
  CHECK(first.asked == std::vector<std::string>{"com.", "shop.com."});
  CHECK(second.asked == std::vector<std::string>{"shop.com."});
  CHECK(inquiries.under_way() == 0);
}

TEST_CASE("what one is asking the others wait for, and ask themselves where nothing came of it") {
  for (bool silent : {false, true}) {
    run::CommonEvidence common;
    transport::Client client;
    run::Inquiries inquiries(client, 10);
    Canned first, second;
    first.silent = silent;
    bool arrived = false;
    REQUIRE(inquiries.begin([&](run::Inquiry& inquiry) {
      first.meanwhile = [&] { inquiry.wait([&] { return arrived; }); };
      run::SharingFetcher fetcher(common, "0", inquiry, first, shop);
      auto asked = ask(com);
      CHECK(fetcher.fetch({&asked, 1}, never).front().reply.has_value() == !silent);
    }));
    REQUIRE(inquiries.begin([&](run::Inquiry& inquiry) {
      run::SharingFetcher fetcher(common, "0", inquiry, second, shop);
      auto asked = ask(com);
      CHECK(fetcher.fetch({&asked, 1}, never).front().reply);
    }));
    CHECK(inquiries.under_way() == 2);
    CHECK(second.asked.empty());
    arrived = true;
    while (inquiries.under_way() > 0) inquiries.carry_on(std::chrono::steady_clock::now());
    CHECK(second.asked.size() == (silent ? 1 : 0));
  }
}

TEST_CASE("who waits for something else holds up no other") {
  run::CommonEvidence common;
  transport::Client client;
  run::Inquiries inquiries(client, 10);
  Canned first, second;
  bool arrived = false, over = false;
  REQUIRE(inquiries.begin([&](run::Inquiry& inquiry) {
    first.meanwhile = [&] { inquiry.wait([&] { return arrived; }); };
    run::SharingFetcher fetcher(common, "0", inquiry, first, shop);
    auto asked = ask(com);
    fetcher.fetch({&asked, 1}, never);
  }));
  REQUIRE(inquiries.begin([&](run::Inquiry& inquiry) {
    run::SharingFetcher fetcher(common, "0", inquiry, second, shop);
    auto asked = ask(com);
    fetcher.fetch({&asked, 1}, never);
    over = true;
  }));
  while (!over) inquiries.carry_on(std::chrono::steady_clock::now());
  CHECK(second.asked.size() == 1);
  CHECK(inquiries.under_way() == 1);
  arrived = true;
}

TEST_CASE("given up, they all end: whoever waits for whom") {
  run::CommonEvidence common;
  transport::Client client;
  Canned first, second;
  first.silent = true;
  {
    run::Inquiries inquiries(client, 10);
    REQUIRE(inquiries.begin([&](run::Inquiry& inquiry) {
      first.meanwhile = [&] { inquiry.wait([] { return false; }); };
      run::SharingFetcher fetcher(common, "0", inquiry, first, shop);
      auto asked = ask(com);
      CHECK(fetcher.fetch({&asked, 1}, never).size() == 1);
    }));
    REQUIRE(inquiries.begin([&](run::Inquiry& inquiry) {
      run::SharingFetcher fetcher(common, "0", inquiry, second, shop);
      auto asked = ask(com);
      CHECK(fetcher.fetch({&asked, 1}, never).size() == 1);
      CHECK(inquiry.given_up());
    }));
    CHECK(inquiries.under_way() == 2);
  }
  CHECK(second.asked.size() == 1);
}

TEST_CASE(
    "what may be the bad luck of one is asked anew by the next: a failure, a part, what came after losses") {
  auto truncated = reply(), cut = reply(), without = reply(), late = reply();
  truncated.reply->header.tc = true;
  cut.reply->cut_off = true;
  without.after_silence = late.lost_over_udp = true;
  for (const auto& unlucky : {reply(100, 2), reply(100, 5), truncated, cut, without, late}) {
    run::CommonEvidence common;
    common.claim("a");
    common.settle("a", unlucky);
    CHECK_FALSE(common.find("a"));
    CHECK_FALSE(common.is_claimed("a"));
    common.settle("a", reply(100, 3));
    CHECK(common.find("a"));
  }
}

TEST_CASE("memory does not grow with what is asked") {
  run::CommonEvidence common;
  for (int i = 0; i < 300; ++i) {
    auto key = std::to_string(i);
    common.claim(key);
    common.settle(key, reply(64 << 10));
  }
  CHECK_FALSE(common.find("0"));
  CHECK(common.find("299"));
  for (int i = 0; i < 600; ++i) common.begin_another();
  CHECK_FALSE(common.find("299"));
}

TEST_CASE("what servers say is kept apart by server") {
  run::CommonEvidence common;
  transport::Client client;
  run::Inquiries inquiries(client, 10);
  Canned own;
  for (const char* view : {"0", "1", "0"})
    REQUIRE(inquiries.begin([&](run::Inquiry& inquiry) {
      run::SharingFetcher fetcher(common, view, inquiry, own, shop);
      auto asked = ask(com);
      fetcher.fetch({&asked, 1}, never);
    }));
  CHECK(own.asked.size() == 2);
}
