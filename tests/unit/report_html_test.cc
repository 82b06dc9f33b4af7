// The page and the drawing, from values: what they hold, and that nothing foreign becomes markup.

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <array>
#include <vector>

#include "diagnosis_zone.h"
#include "report/drawing.h"
#include "report/drawing_parts.h"
#include "report/html.h"
#include "report/html_parts.h"
#include "report/phrases.h"
#include "report/svg.h"
#include "report_fixture.h"

namespace edig::report {
using namespace fixture;
using namespace std::string_literals;

namespace {

using diagnosis::Fault;
using diagnosis::Link;
using diagnosis::Severity;
using std::chrono::days;

dns::Name name(std::string_view text) { return dns::Name::parse(text).value(); }

Link link(std::string_view zone, diagnosis::Status status, std::uint16_t tag, bool matches = true) {
  Link link{.zone = name(zone), .status = status, .ds = {{tag, 13, 2, matches}}, .keys = {}};
  using State = Link::Set::State;
  auto key = static_cast<std::uint16_t>(matches ? tag : tag + 1);
  link.keys = {{key, 13, 257, true, matches, 256},
               {static_cast<std::uint16_t>(tag + 7), 13, 256, false, false, 256}};
  link.sets = {{link.zone.text() + " DNSKEY", 3600, matches ? State::good : State::unlinked}};
  link.signatures = {
      {link.zone.text() + " DNSKEY", link.zone, key, 13, test::noon - days(2), test::noon + days(9), true}};
  return link;
}

/// www.example., whose signature expired three days ago; `words` wherever somebody else's text can stand.
Report broken(const std::string& words = "words") {
  auto made =
      report({.rcode = dns::rcode::servfail, .options = {extended_error(7, words), extended_error(9)}});
  diagnosis::Wording told({"", {"{words}", 1}}, {{"words", words}});
  diagnosis::Diagnosis found;
  found.status = diagnosis::Status::bogus;
  found.validated_at = test::noon;
  found.claim = diagnosis::Claim::confirmed;
  found.claim_text = told;
  found.answer = {words, diagnosis::Status::bogus, told};
  found.chain = {link(".", diagnosis::Status::secure, 20326),
                 link("example.", diagnosis::Status::secure, 31589)};
  found.chain[1].signatures.push_back(
      {words, name("example."), 31596, 13, test::noon - days(30), test::noon - days(3), false});
  found.chain[1].sets.push_back({words, 300, Link::Set::State::bad});
  found.findings = {{.kind = "signature-expired",
                     .info_code = 7,
                     .severity = Severity::error,
                     .zone = name("example."),
                     .rrset = words,
                     .server = words,
                     .fault = Fault::zone,
                     .text = told,
                     .remedy = told,
                     .evidence = {{"servers", std::vector{words}}, {"expired", test::noon - days(3)}}}};
  made.diagnosis = found;
  return made;
}

std::string page(const Report& report, ede::Language language = ede::Language::en) {
  Style style;
  style.language = language;
  return to_html({{report, style}});
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  auto from = text.find(before);
  REQUIRE(from != text.npos);
  from += before.size();
  return text.substr(from, text.find(after, from) - from);
}

// Every tag and attribute of the markup, without the text between them and without the attributes' values.
std::string skeleton(const std::string& markup) {
  std::string out;
  bool in_tag = false, in_value = false;
  for (char c : markup) {
    if (in_tag && c == '"') in_value = !in_value;
    if (!in_tag && c == '<') in_tag = true;
    if (in_tag && !in_value) out += c;
    if (in_tag && !in_value && c == '>') in_tag = false;
  }
  return out;
}

// Without the lines of the drawings: a longer text has more of them.
std::string frame(const std::string& markup) {
  std::string out, tags = skeleton(markup);
  for (std::size_t from = 0; from < tags.size();) {
    auto end = tags.find('>', from) + 1;
    auto tag = tags.substr(from, end - from);
    if (!tag.starts_with("<text") && tag != "</text>") out += tag;
    from = end;
  }
  return out;
}

const std::string hostile[] = {"<script>alert(1)</script>",
                               "</title><script>alert(1)</script>",
                               "\"><img src=x onerror=alert(1)>",
                               "' onmouseover='alert(1)",
                               "]]></text></svg><script>1</script>",
                               "</pre></details><iframe src=//evil.example>",
                               "<!--",
                               "-->",
                               "&lt;script&gt;",
                               "javascript:alert(1)",
                               "</style><style>*{display:none}"};

}  // namespace

TEST_CASE("markup: text cannot leave its place") {
  CHECK(text("<a href=\"x\">&'").str() == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  CHECK(text("a\nb\x1b\xe2\x80\xae\xff").str() == "a\\x0ab\\x1b\\u{202e}\\xff");
  CHECK(lines("a\nb\r").str() == "a\nb\\x0d");
  CHECK(element("p", {{"title", "\"><b>"}, {"class", ""}}, text("日本")).str() ==
        "<p title=\"&quot;&gt;&lt;b&gt;\">日本</p>");
}

TEST_CASE("page: the policy allows the style sheet that is there, and nothing else") {
  auto html = page(broken());
  auto css = between(html, "<style>", "</style>");
  std::array<unsigned char, 32> digest{};
  std::array<unsigned char, 45> base64{};
  EVP_Digest(css.data(), css.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  EVP_EncodeBlock(base64.data(), digest.data(), 32);
  auto policy = between(html, "Content-Security-Policy\" content=\"", "\"");
  auto expected = "default-src &#39;none&#39;; style-src &#39;sha256-"s +
                  reinterpret_cast<const char*>(base64.data()) +
                  "&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;";
  CHECK(policy == expected);
  CHECK_FALSE(holds(css, "url("));
  CHECK_FALSE(holds(css, "@import"));
  for (auto part : {"<script", " style=", " src=", "<link", "<iframe", "<img", " on", "javascript:"})
    CHECK_FALSE(holds(skeleton(html), part));
}

TEST_CASE("page: in the language asked for, the verdict first and the fault marked where it is") {
  for (auto language : {ede::Language::en, ede::Language("ja")}) {
    auto html = page(broken(), language);
    CHECK(holds(html, language == ede::Language("ja") ? "<html lang=\"ja\">" : "<html lang=\"en\">"));
    CHECK(count(html, "<h1") == 1);
    CHECK(count(html, "class=\"party at-fault\"") == 1);
    auto faulty = between(html, "class=\"party at-fault\"", "</li>");
    CHECK(holds(faulty, "example."));
    CHECK(holds(faulty, say(language, "page-fault")));
    CHECK(html.find("<h1") < html.find("class=\"way\""));
    CHECK(html.find("class=\"way\"") < html.find("<svg"));
    CHECK(html.find("<svg") < html.find("id=\"q1-evidence\""));
  }
}

TEST_CASE("page: the JSON in it is the JSON") {
  auto report = broken("</pre><script>\"quoted\" & more</script>");
  auto pre = between(page(report), "details class=\"json\"", "</pre>");
  auto json = pre.substr(pre.find("<pre"));
  json = json.substr(json.find('>') + 1);
  for (auto [entity, character] :
       {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
    for (auto at = json.find(entity); at != json.npos; at = json.find(entity, at + 1))
      json.replace(at, std::string_view(entity).size(), character);
  Style style;
  style.format = Format::json;
  style.all_sections = true;
  CHECK(json == to_json(report, style));
}

TEST_CASE("page and drawing: foreign text makes no tag and no attribute") {
  auto harmless = page(broken()), harmless_svg = to_svg(broken(), {});
  for (const auto& words : hostile) {
    CAPTURE(words);
    CHECK(frame(page(broken(words))) == frame(harmless));
    CHECK(frame(to_svg(broken(words), {})) == frame(harmless_svg));
    CHECK_FALSE(
        holds(page(broken(words)), words == "javascript:alert(1)" || words == "-->" ? "<script" : words));
  }
}

TEST_CASE("page: a name that is markup, without a diagnosis") {
  auto made = report({.rcode = dns::rcode::servfail, .options = {extended_error(15, "</title><script>")}});
  made.query = query("\\<script\\>alert\\(1\\)\\</script\\>.example.");
  auto html = page(made);
  CHECK(count(skeleton(html), "<title>") == 1);
  CHECK_FALSE(holds(skeleton(html), "<script"));
  CHECK(holds(html, "EDE 15 Blocked"));
  CHECK_FALSE(holds(html, "<svg"));
}

TEST_CASE("page: the evidence is whole, however little was asked for on the terminal") {
  Style style;
  style.format = Format::short_;
  style.answer = style.comments = style.question = false;
  auto html = to_html({{report({.answer = {"www.example. 300 IN A 192.0.2.77"}}), style}});
  CHECK(count(html, "192.0.2.77") >= 2);
  CHECK(holds(html, "The way of the question"));
}

TEST_CASE("page: no reply") {
  auto html = page(unanswered({Error::Kind::timeout, "no reply <b>", "wait"}));
  CHECK(holds(html, "NO REPLY"));
  CHECK(holds(html, "no reply &lt;b&gt;"));
  // On this side of the resolver, as far as one can tell.
  CHECK(count(html, "class=\"party at-fault\"") == 1);
  CHECK(html.find("party at-fault") < html.find(">The resolver<"));
}

TEST_CASE("page: where nothing listens the machine can be reached, and it is the resolver's turn") {
  auto html = page(unanswered({Error::Kind::refused, "nothing listens", "wait"}));
  CHECK(count(html, "class=\"party at-fault\"") == 1);
  CHECK(holds(between(html, "class=\"party at-fault\"", "</li>"), "The resolver"));
}

TEST_CASE("page: of a TLS failure the cause is what is wrong with the certificate") {
  using enum CertificateFault::Kind;
  auto cause = [](CertificateFault fault, ede::Language language = ede::Language::en) {
    Error error{Error::Kind::tls, "no TLS", "wait"};
    error.certificate = std::move(fault);
    return between(page(unanswered(error), language), "class=\"cause\"", "</div>");
  };
  CHECK(holds(cause({expired, "Tuesday"}), "TLS failed. The certificate expired on Tuesday."));
  CHECK(holds(cause({not_yet_valid, "Tuesday"}), "The certificate is not valid before Tuesday."));
  CHECK(holds(cause({other_name, "other.example"}), "The certificate is for other.example."));
  CHECK(holds(cause({issuer, "CN=lab"}), "The issuer of the certificate is not trusted here: CN=lab."));
  CHECK(holds(cause({pin, "abc"}), "its pin is abc."));
  CHECK(
      holds(cause({expired, "Tuesday"}, ede::Language("ja")), "証明書の有効期限は Tuesday に切れています。"));
}

TEST_CASE("page: a server that nobody can talk to goes before what is wrong with the name") {
  auto made = broken();
  made.exchange.reply = fail(Error::Kind::refused, "nothing listens");
  auto html = page(made);
  CHECK(holds(between(html, "class=\"cause\"", "</div>"), "connection refused"));
  CHECK(holds(between(html, "class=\"party at-fault\"", "</li>"), "The resolver"));
}

TEST_CASE("page: what each party is told, open for those whose turn it is") {
  auto html = page(broken());
  auto advice = between(html, "id=\"q1-advice\"", "id=\"q1-chain\"");
  CHECK(count(advice, "<details open=\"open\">") == 2);
  CHECK(advice.find("to be read out") < advice.find("operator of the resolver"));
  CHECK(holds(between(html, "<h1", "</h1>"), "www.example does not open"));
  auto sound = page(report({.answer = {"www.example. 300 IN A 192.0.2.1"}}));
  CHECK_FALSE(holds(between(sound, "id=\"q1-advice\"", "id=\"q1-evidence\""), "<details open"));
}

TEST_CASE("page: several questions have a section each, and contents that lead there") {
  auto html = to_html({{broken(), {}}, {report({.answer = {"www.example. 300 IN A 192.0.2.1"}}), {}}});
  CHECK(count(html, "<h1") == 1);
  CHECK(count(html, "<article") == 2);
  CHECK(holds(html, "<a href=\"#q1\">"));
  CHECK(holds(html, "id=\"q2\""));
  CHECK(holds(html, "<h2 id=\"q2-verdict\">"));
}

TEST_CASE("drawing: a DS leads to its key, or into nothing") {
  auto sound = to_svg(broken(), {});
  CHECK(count(sound, "class=\"head\"") == 3);  // two keys and the answer
  CHECK_FALSE(holds(sound, "fits no key"));
  auto mismatch = broken();
  mismatch.diagnosis->chain[1] = link("example.", diagnosis::Status::bogus, 31589, false);
  auto drawn = to_svg(mismatch, {});
  CHECK(count(drawn, "class=\"head\"") == 2);
  CHECK(holds(drawn, "fits no key"));
  CHECK(holds(drawn, "KSK</tspan> 31590"));
  CHECK(holds(drawn, "ECDSAP256SHA256, 256 bits"));
  CHECK(holds(page(mismatch), "example DNSKEY (TTL 3600): no key fits DS 31589 (ECDSAP256SHA256)."));
}

TEST_CASE("drawing: described in words") {
  auto drawn = to_svg(broken(), {});
  CHECK(holds(drawn, "role=\"img\""));
  CHECK(holds(drawn, "aria-labelledby=\"drawing-title drawing-desc\""));
  auto description = between(drawn, "<desc id=\"drawing-desc\">", "</desc>");
  CHECK(holds(description,
              "the root zone: secure. example: its keys are secure. words: expired on 2026-11-19: the cause "
              "is here."));
  CHECK(holds(description, "3 signatures, 1 of them not good."));
  CHECK(holds(page(broken()), "DS 31589 (ECDSAP256SHA256, SHA-256) fits a key."));
  CHECK(holds(page(broken()), "expired 3 days ago"));
  CHECK(holds(page(broken()), "<strong>The root zone</strong>: secure"));
  CHECK(holds(page(broken()), "<strong>example</strong>: its keys are secure"));
  CHECK(holds(page(broken()), "<li>example DNSKEY (TTL 3600): valid until"));
}

TEST_CASE("drawing: a record set that fails does not make its zone fail") {
  auto drawn = to_svg(broken(), {});
  CHECK(count(drawn, "class=\"card secure\"") == 2);
  CHECK(count(drawn, "class=\"failing error\"") == 1);
  CHECK(holds(drawn, ">TTL 300<"));
}

TEST_CASE("drawing: what fails tells, pointed at, what was found and at which servers") {
  auto at = broken();
  at.diagnosis->findings[0].evidence = {{"servers", std::vector<std::string>{"192.0.2.1", "192.0.2.2"}}};
  CHECK(holds(to_svg(at, {}), "<title>words\nwords\nServers: 192.0.2.1, 192.0.2.2</title>"));
  CHECK(
      holds(page(at), "2026-11-19 12:00 UTC\nwords\nServers: 192.0.2.1, 192.0.2.2</title>"));  // of the chart
  at.diagnosis->findings[0].rrset.clear();
  CHECK(holds(to_svg(at, {}), "<title>words\nServers: 192.0.2.1, 192.0.2.2</title>"));
}

TEST_CASE("drawing: what is the resolver's fault does not stand with the zone") {
  auto made = broken();
  auto& chain = made.diagnosis->chain;
  chain[1] = link("example.", diagnosis::Status::secure, 31589);
  made.diagnosis->findings[0].fault = Fault::resolver;
  CHECK_FALSE(holds(to_svg(made, {}), "class=\"fault"));
}

TEST_CASE("drawing: below the break nothing is good") {
  auto cut = broken();
  auto& chain = cut.diagnosis->chain;
  chain[1] = link("example.", diagnosis::Status::bogus, 31589, false);
  chain.push_back(link("sub.example.", diagnosis::Status::bogus, 4711));
  auto drawn = to_svg(cut, {});
  auto below = drawn.substr(drawn.find("cut off: the chain breaks above"));
  CHECK(holds(drawn, "class=\"card broken bogus"));
  CHECK(holds(drawn, "class=\"card bogus\""));
  CHECK(holds(below, "class=\"chip key loose\""));
  CHECK(holds(below, "signed; key not trusted"));
  CHECK(count(drawn, "class=\"bar good\"") == 1);   // the root's keys
  CHECK(count(drawn, "class=\"bar loose\"") == 2);  // what no DS leads to
  CHECK(holds(drawn, ">example. DNSKEY<"));         // the row of what fails
}

TEST_CASE("drawing: a set without a signature, an alias, a key that is not there") {
  using State = Link::Set::State;
  auto made = broken();
  auto& zone = made.diagnosis->chain[1];
  zone.sets.push_back({"no.example. A", 60, State::unsigned_});
  zone.sets.push_back({"a.example. CNAME", 60, State::good, name("target.other.")});
  zone.sets.push_back({"odd.example. A", 60, State::bad});
  zone.signatures.push_back(
      {"odd.example. A", name("example."), 1, 13, test::noon - days(1), test::noon + days(3), false});
  for (const auto& told : {to_svg(made, {}), page(made)}) {
    CHECK(holds(told, "no signature (RRSIG)"));
    CHECK(holds(told, "leads to target.other."));
    CHECK(holds(told, "by key 1: not published"));
  }
}

TEST_CASE("drawing: a zone's name is as long as it is") {
  auto made = broken();
  auto zone = "cloud-storage-gateway.europe-central-3.example.";
  made.diagnosis->chain.push_back(link(zone, diagnosis::Status::secure, 1));
  auto drawn = to_svg(made, {});
  CHECK(holds(drawn, ">cloud-storage-gateway.europe-<"));
  CHECK(holds(drawn, ">central-3.example.<"));
}

TEST_CASE("drawing: a TTL stands beside the state, as long as there is room") {
  auto cut = broken();
  cut.diagnosis->chain[1] = link("example.", diagnosis::Status::bogus, 31589, false);
  cut.diagnosis->chain.push_back(link("sub.example.", diagnosis::Status::bogus, 4711));
  auto drawn = to_svg(cut, {});
  auto below = drawn.substr(drawn.rfind("cut off: the chain breaks above"));
  auto height_of = [&](std::string_view words) {
    return between(below.substr(below.rfind("<text", below.find(words))), " y=\"", "\"");
  };
  CHECK(height_of(">signed; key not trusted<") == height_of(">TTL "));
}

TEST_CASE("drawing: a little too tall for paper, it is made to fit") {
  Figure figure{.shapes = {}, .width = 360, .height = 1200, .title = {}, .description = {}};
  CHECK(pieces(figure, "x").empty());
  figure.height = 1201;
  CHECK_FALSE(pieces(figure, "x").empty());
}

TEST_CASE("drawing: too tall for paper, it is cut between zones") {
  auto tall = broken();
  for (auto zone : {"a.example.", "b.a.example.", "c.b.a.example."})
    tall.diagnosis->chain.push_back(link(zone, diagnosis::Status::secure, 1));
  auto figure = chain_figure(tall, {});
  CHECK(figure.cuts.size() == 5);
  CHECK(count(pieces(figure, "x").str(), "<svg") == 2);
  CHECK(pieces(chain_figure(broken(), {}), "x").empty());
  CHECK(holds(page(tall), "<use href=\"#q1-zones-shapes\">"));
}

TEST_CASE("page: the verdict is in the title, the ticket's line on the page") {
  auto html = page(broken());
  CHECK(between(html, "<title>", "</title>") == "Fails: www.example. A (SERVFAIL) – edig");
  CHECK(holds(between(html, "class=\"ticket\"", "</p>"), "For the ticket:"));
}

TEST_CASE("prose: names and dates stay whole, with the marks around them") {
  auto of = [](std::string_view words) { return prose(words).str(); };
  CHECK(of("a b-c www.a.example.") == "a b-c www.a.example.");
  CHECK(of("of a-b.example.") == "of <span class=\"whole\">a-b.example.</span>");
  CHECK(of("切れ（2026-11-17 UTC）") == "切れ<span class=\"whole\">（2026-11-17</span> UTC）");
  CHECK(of("“a-b.example” x") == "<span class=\"whole\">“a-b.example”</span> x");
  CHECK(of("ため、日本.example (xn--wgv71a.example) に") ==
        "ため、<span class=\"whole\">日本.example (xn--wgv71a.example)</span> に");
  auto longer = std::string(20, 'a') + "-" + std::string(20, 'b') + ".example";
  CHECK(of(longer) == longer);
}

TEST_CASE("wrapped: at spaces, behind dots, anywhere") {
  CHECK(shape::wrapped("", 5, 3).empty());
  CHECK(shape::wrapped("one two three", 8, 3) == std::vector<std::string>{"one two", "three"});
  CHECK(shape::wrapped("www.long-name.example. A", 15, 3) ==
        std::vector<std::string>{"www.long-name.", "example. A"});
  CHECK(shape::wrapped("日本語日本語", 4, 3) == std::vector<std::string>{"日本", "語日", "本語"});
  CHECK(shape::wrapped("abcdefghijkl", 4, 2) == std::vector<std::string>{"abcd", "e…kl"});
}

TEST_CASE("drawing: however much there is, it stays a drawing") {
  auto crowded = broken();
  auto& chain = crowded.diagnosis->chain;
  auto last = chain.back();
  for (int i = 0; i < 300; ++i)
    last.signatures.push_back(last.signatures[0]), last.keys.push_back(last.keys[0]);
  for (int i = 0; i < 100; ++i) last.ds.push_back({static_cast<std::uint16_t>(i), 13, 2, false});
  for (int i = 0; i < 200; ++i) chain.push_back(last);
  CHECK(to_svg(crowded, {}).size() < 150000);
  crowded.diagnosis->chain.clear();
  CHECK(holds(to_svg(crowded, {}), "No chain of trust"));
}

TEST_CASE("signature_word: when, and why not") {
  Link::Signature one{"a. A", name("a."), 1, 13, test::noon - days(2), test::noon + days(9), true};
  auto word = [&] { return signature_word(one, test::noon, ede::Language::en); };
  CHECK(word() == "9 days left");
  one.good = false;
  CHECK(word() == "does not verify");
  one.expiration = test::noon - days(1);
  CHECK(word() == "expired 1 day ago");
  one.inception = test::noon + std::chrono::hours(2), one.expiration = test::noon + days(9);
  CHECK(word() == "starts in 2 hours");
  CHECK(signature_word(one, test::noon, ede::Language("ja")) == "2 時間後に有効");
}

TEST_CASE("shorten: the middle goes, the ends tell") {
  CHECK(shape::shorten("www.example.", 12) == "www.example.");
  CHECK(shape::shorten("www.a-very-long-name.example.", 13) == "www.a-…ample.");
  CHECK(shape::shorten("日本語日本語日本語", 9) == "日本…本語");
}

}  // namespace edig::report
