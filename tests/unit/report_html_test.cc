// The page and the drawing, from values: what they hold, and that nothing foreign becomes markup.

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <array>

#include "diagnosis_zone.h"
#include "report/drawing.h"
#include "report/drawing_parts.h"
#include "report/html.h"
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
  auto key = static_cast<std::uint16_t>(matches ? tag : tag + 1);
  link.keys = {{key, 13, 257, true, matches}, {static_cast<std::uint16_t>(tag + 7), 13, 256, false, false}};
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
    CHECK(skeleton(page(broken(words))) == skeleton(harmless));
    CHECK(skeleton(to_svg(broken(words), {})) == skeleton(harmless_svg));
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

TEST_CASE("page: what each party is told, open for those whose turn it is") {
  auto html = page(broken());
  auto advice = between(html, "id=\"q1-advice\"", "</section>");
  CHECK(count(advice, "<details open=\"open\">") == 2);
  CHECK(advice.find("to be read out") < advice.find("operator of the resolver"));
  CHECK(holds(between(html, "<h1", "</h1>"), "www.example does not open"));
  auto sound = page(report({.answer = {"www.example. 300 IN A 192.0.2.1"}}));
  CHECK_FALSE(holds(between(sound, "id=\"q1-advice\"", "</section>"), "<details open"));
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
  CHECK(holds(drawn, "31590, ECDSAP256SHA256"));
}

TEST_CASE("drawing: described in words") {
  auto drawn = to_svg(broken(), {});
  CHECK(holds(drawn, "role=\"img\""));
  CHECK(holds(drawn, "aria-labelledby=\"drawing-title drawing-desc\""));
  auto description = between(drawn, "<desc id=\"drawing-desc\">", "</desc>");
  CHECK(holds(description, "example.: secure: the cause is here."));
  CHECK(holds(description, "3 signatures, 1 of them not good."));
  CHECK(holds(page(broken()), "DS 31589 (ECDSAP256SHA256, SHA-256) fits a key."));
  CHECK(holds(page(broken()), "expired 3 days ago"));
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
