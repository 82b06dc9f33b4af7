// What several servers' replies to one question mean together.

#include "diagnosis/judgement/comparison.h"

#include <doctest/doctest.h>

#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using Lines = std::vector<std::string>;

const dns::Question asked{dns::Name::parse("www.example.").value(), dns::type::a, dns::cls::in};

dns::Message message(std::uint16_t rcode, const Lines& answer = {}) {
  dns::Message message;
  message.header.qr = message.header.rd = message.header.ra = true;
  message.rcode = rcode;
  for (const auto& line : answer) message.answer.push_back(dns::parse_record(line).value());
  return message;
}

Side side(dns::Message reply, std::vector<std::uint16_t> info_codes = {}) {
  Side side;
  side.reply = std::move(reply);
  side.info_codes = std::move(info_codes);
  return side;
}

const Lines one = {"www.example. 300 IN A 198.51.100.1"}, other = {"www.example. 300 IN A 198.51.100.2"};

Side answers(const Lines& lines = one) { return side(message(dns::rcode::noerror, lines)); }
Side denies(std::vector<std::uint16_t> codes = {}) {
  return side(message(dns::rcode::nxdomain), std::move(codes));
}
Side fails(std::vector<std::uint16_t> codes = {}) {
  return side(message(dns::rcode::servfail), std::move(codes));
}
Side silent(Error::Kind kind) {
  Side side;
  side.reply = fail(kind, "no reply");
  return side;
}
Side assured(Side side) {
  side.reply->header.ad = true;
  return side;
}
Side authoritative(Side side) {
  side.reply->header.aa = true;
  return side;
}

dns::Message root_soa(bool ad) {
  auto reply = message(dns::rcode::noerror, {". 86400 IN SOA a. b. 1 2 3 4 5"});
  reply.header.ad = ad;
  return reply;
}

// With what it said when it was asked for more: the data without checking, and the root's SOA.
Side looked(Side side, Result<dns::Message> unchecked, Result<dns::Message> root) {
  side.unchecked = std::move(unchecked);
  side.root = std::move(root);
  return side;
}
Side rejects(std::vector<std::uint16_t> codes = {}) {
  return looked(fails(std::move(codes)), message(dns::rcode::noerror, one), root_soa(true));
}
Side does_not_validate(Side side) {
  side.root = root_soa(false);
  return side;
}
Side validates_others(Side side) {
  side.root = root_soa(true);
  return side;
}

SideBySide compared(const std::vector<Side>& sides) { return compare(sides, asked); }

const Meaning& first(const SideBySide& result) {
  REQUIRE_FALSE(result.meanings.empty());
  return result.meanings.front();
}

using Indices = std::vector<std::size_t>;

}  // namespace

TEST_CASE("groups: order, TTL, the case of letters and signatures make no difference") {
  auto result = compared({
      answers({"www.example. 300 IN CNAME a.example.", "a.example. 60 IN A 198.51.100.1",
               "a.example. 60 IN A 198.51.100.2"}),
      answers({"WWW.example. 5 IN CNAME A.example.", "a.EXAMPLE. 1 IN A 198.51.100.2",
               "a.example. 1 IN A 198.51.100.1",
               "a.example. 1 IN RRSIG A 13 2 60 20261119000000 20261101000000 1 example. AAAA"}),
  });
  CHECK(result.groups == std::vector<Indices>{{0, 1}});
  CHECK(first(result).kind == "agree");
  CHECK_FALSE(result.disagreement());
}

TEST_CASE("groups: another alias is another answer, though the address is the same") {
  auto result =
      compared({answers({"www.example. 300 IN CNAME a.example.", "a.example. 60 IN A 198.51.100.1"}),
                answers({"www.example. 300 IN CNAME b.example.", "b.example. 60 IN A 198.51.100.1"})});
  CHECK(result.groups.size() == 2);
}

TEST_CASE("groups: the largest first, and who stands alone") {
  auto result = compared({denies(), answers(), answers(), silent(Error::Kind::timeout)});
  CHECK(result.groups == std::vector<Indices>{{1, 2}, {0}, {3}});
  CHECK_FALSE(result.alone);
  CHECK(compared({denies(), answers(), answers()}).alone == 0);
  CHECK_FALSE(compared({denies(), answers()}).alone);
  auto mute = silent(Error::Kind::unreachable);
  CHECK_FALSE(compared({answers(), mute, mute}).alone);
  CHECK(compared({answers(), answers(), mute}).alone == 2);
}

TEST_CASE("agreement: AD is told as what the servers say") {
  CHECK(first(compared({assured(answers()), assured(answers())})).kind == "agree-validated");
  auto some = compared({answers(), assured(answers())});
  CHECK(first(some).kind == "agree-some-validated");
  CHECK(first(some).certainty == Certainty::claimed);
  CHECK(first(some).sides == Indices{1});
  CHECK(first(compared({fails(), fails()})).kind == "agree-failing");
  auto refuse = side(message(dns::rcode::refused));
  CHECK(first(compared({refuse, refuse})).kind == "agree-refusing");
}

TEST_CASE("second looks: only where a server fails, and not where nothing was to be checked") {
  CHECK(second_looks(std::vector{answers(), denies()}, true).empty());
  std::vector sides{answers(), fails(), silent(Error::Kind::timeout)};
  CHECK(second_looks(sides, false).empty());
  auto looks = second_looks(sides, true);
  REQUIRE(looks.size() == 3);
  CHECK(looks[0].side == 0);
  CHECK(looks[0].what == SecondLook::What::root);
  CHECK(looks[1].side == 1);
  CHECK(looks[1].what == SecondLook::What::unchecked);
}

TEST_CASE("a broken zone: only servers that validate fail, and those that answer validate nothing") {
  auto result = compared({rejects({7}), rejects(), does_not_validate(answers())});
  CHECK(first(result).kind == "dnssec-broken");
  CHECK(first(result).certainty == Certainty::likely);
  CHECK(first(result).sides == Indices{0, 1});
  CHECK(first(result).against == Indices{2});
  CHECK(result.disagreement());
}

TEST_CASE("a broken zone: where only the server says so, it is a claim") {
  auto claims = looked(fails({9}), fail(Error::Kind::timeout, ""), root_soa(true));
  auto result = compared({claims, does_not_validate(answers())});
  CHECK(first(result).kind == "dnssec-broken");
  CHECK(first(result).certainty == Certainty::claimed);
}

TEST_CASE("a broken zone: all fail, and all have the data") {
  auto result = compared({rejects({6}), rejects()});
  CHECK(first(result).kind == "dnssec-broken-everywhere");
  CHECK_FALSE(result.disagreement());
}

TEST_CASE("a broken resolver: it fails for the root as well, whatever it says of the name") {
  auto ailing = looked(fails({6}), message(dns::rcode::noerror, one), message(dns::rcode::servfail));
  auto result = compared({assured(answers()), ailing, does_not_validate(answers())});
  CHECK(first(result).kind == "server-ailing");
  CHECK(first(result).sides == Indices{1});
  for (const auto& meaning : result.meanings) CHECK(meaning.kind != "dnssec-broken");
}

TEST_CASE("validators that disagree: edig does not say which one is right") {
  auto result = compared({rejects(), assured(answers())});
  CHECK(first(result).kind == "validators-disagree");
  CHECK(first(result).certainty == Certainty::open);
  CHECK(first(result).settle == "why");
  CHECK(first(compared({rejects(), validates_others(answers())})).kind == "validation-skipped");
}

TEST_CASE("a failure that is not validation's") {
  auto lost = looked(fails({22}), message(dns::rcode::servfail), root_soa(true));
  auto result = compared({lost, assured(answers())});
  CHECK(first(result).kind == "cannot-resolve");
  CHECK(first(result).sides == Indices{0});
}

TEST_CASE("policy: by the server's own word, with the code it gives") {
  for (auto refusing : {denies({15}), fails({15}), side(message(dns::rcode::refused), {15})}) {
    auto result = compared({refusing, answers(), answers()});
    CHECK(first(result).kind == "blocked");
    CHECK(first(result).certainty == Certainty::claimed);
    CHECK(first(result).info_code == 15);
    CHECK(result.alone == 0);
  }
  auto two = compared({denies({16}), denies({17}), answers()});
  CHECK(two.meanings.size() == 2);
  CHECK(two.meanings[0].info_code == 16);
  CHECK(two.meanings[1].info_code == 17);
}

TEST_CASE("a denial without a reason decides nothing") {
  auto result = compared({denies(), answers()});
  CHECK(first(result).kind == "denied");
  CHECK(first(result).certainty == Certainty::open);
  CHECK(result.disagreement());
  CHECK(first(compared({assured(denies()), answers()})).kind == "denial-validated");
  CHECK(first(compared({denies({19}), answers()})).kind == "stale");
}

TEST_CASE("authoritative servers that differ are out of step") {
  auto result = compared({authoritative(answers()), authoritative(answers(other))});
  CHECK(first(result).kind == "out-of-step");
  CHECK(first(result).settle == "serials");
  CHECK(result.disagreement());
  CHECK(first(compared({authoritative(denies()), authoritative(answers())})).kind == "out-of-step");
}

TEST_CASE("data that differ: a CDN's, unless something speaks against it") {
  auto plain = compared({answers(), answers(other)});
  CHECK(first(plain).kind == "variants");
  CHECK(first(plain).certainty == Certainty::open);
  CHECK_FALSE(plain.disagreement());
  CHECK(first(compared({assured(answers()), assured(answers(other))})).kind == "variants-validated");
  auto mixed = compared({assured(answers()), answers(other)});
  CHECK(first(mixed).kind == "unvalidated-differs");
  CHECK(first(mixed).sides == Indices{1});
  CHECK(mixed.disagreement());
  auto sinkhole =
      compared({answers({"www.example. 60 IN A 0.0.0.0"}), answers({"www.example. 60 IN A 1.2.3.4"})});
  CHECK(first(sinkhole).kind == "special-address");
  CHECK(first(sinkhole).sides == Indices{0});
  CHECK(first(compared({side(message(0, other), {4}), answers()})).kind == "forged");
  CHECK(first(compared({side(message(0, other), {3}), answers()})).kind == "stale");
}

TEST_CASE("silence and refusals: each for its own reason") {
  auto result = compared({answers(), silent(Error::Kind::timeout), silent(Error::Kind::tls),
                          silent(Error::Kind::refused), silent(Error::Kind::resolve),
                          side(message(dns::rcode::refused)), side(message(dns::rcode::refused), {18}),
                          silent(Error::Kind::cut), silent(Error::Kind::foreign_cookie)});
  std::vector<std::pair<std::string_view, Indices>> found;
  for (const auto& meaning : result.meanings) found.emplace_back(meaning.kind, meaning.sides);
  decltype(found) expected{{"prohibited", {6}},     {"refused", {5}},      {"not-verified", {2}},
                           {"no-address", {4}},     {"no-reply", {1}},     {"reply-cut", {7}},
                           {"foreign-cookie", {8}}, {"no-connection", {3}}};
  CHECK(found == expected);
  auto none = compared({silent(Error::Kind::timeout), silent(Error::Kind::refused)});
  CHECK(first(none).kind == "none-replies");
  CHECK(none.groups.size() == 1);
}

TEST_CASE("what cannot be compared is said, and is no disagreement") {
  auto cut = answers(other);
  cut.reply->header.tc = true;
  CHECK(first(compared({answers(), cut})).kind == "truncated");
  auto referral = side(message(dns::rcode::noerror));
  referral.reply->authority.push_back(dns::parse_record("example. 60 IN NS ns.example.").value());
  auto result = compared({answers(), referral});
  CHECK(first(result).kind == "referral");
  CHECK_FALSE(result.disagreement());
}

TEST_CASE("measure: a broken zone") {
  Diagnosis diagnosis;
  diagnosis.status = Status::bogus;
  auto standings = measure(std::vector{fails(), answers(), assured(answers()), silent(Error::Kind::timeout)},
                           asked, diagnosis);
  CHECK(standings == std::vector{Standing::rightly_fails, Standing::unprotected, Standing::wrongly_secure,
                                 Standing::unknown});
}

TEST_CASE("measure: a sound zone") {
  Diagnosis diagnosis;
  diagnosis.status = Status::secure;
  diagnosis.proven = message(dns::rcode::noerror, one);
  auto standings = measure(std::vector{answers(), denies(), fails(), answers(other)}, asked, diagnosis);
  CHECK(standings == std::vector{Standing::agrees, Standing::wrongly_denies, Standing::wrongly_fails,
                                 Standing::other_data});
  diagnosis.proven = message(dns::rcode::nxdomain);
  CHECK(measure(std::vector{answers()}, asked, diagnosis).front() == Standing::wrongly_answers);
  diagnosis.proven.reset();
  CHECK(measure(std::vector{fails()}, asked, diagnosis).front() == Standing::unknown);
}

}  // namespace edig::diagnosis
