#include "report/html.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "dns/types.h"
#include "embedded/drawing_css.h"
#include "embedded/page_css.h"
#include "report/html_parts.h"
#include "report/records.h"

namespace edig::report {
namespace {

std::string style_sheet() { return std::string(embedded::drawing_css) + std::string(embedded::page_css); }

// As CSP Level 3 section 2.3.1 names a style sheet: the SHA-256 of what stands between the tags, in base64.
std::string hash_source(std::string_view text) {
  std::array<unsigned char, 32> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::array<unsigned char, 45> base64{};
  auto length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  return "'sha256-" + std::string(base64.begin(), base64.begin() + length) + "'";
}

std::string question(const Told& told) {
  const auto& asked = told.report.query.question;
  return fmt::format("{} {}", shown_name(asked.name, told.style), dns::type_text(asked.type));
}

// "Fails: www.example. A (SERVFAIL)"
std::string verdict(const Told& told) {
  auto language = told.style.language;
  auto tone_word = say(language, fmt::format("page-tone-{}", tone(told.report)));
  return say(language, "page-title", {tone_word, question(told), reply_word(told.report, language)});
}

Markup head(const std::vector<Told>& all, const std::string& css) {
  auto language = all.front().style.language;
  auto title = verdict(all.front());
  if (all.size() > 1)
    title = say(language, "because", {say(language, "page-questions", {std::to_string(all.size())}), title});
  auto policy =
      fmt::format("default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'", hash_source(css));
  return element(
      "head", {},
      void_element("meta", {{"charset", "utf-8"}}) +
          void_element("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy}}) +
          void_element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}) +
          void_element("meta", {{"name", "color-scheme"}, {"content", "light dark"}}) +
          void_element("meta", {{"name", "referrer"}, {"content", "no-referrer"}}) +
          void_element("meta", {{"name", "robots"}, {"content", "noindex"}}) +
          element("title", {}, text(title + " – edig")) + element("style", {}, Markup::trusted(css)));
}

std::string anchor(std::size_t index) { return fmt::format("q{}", index + 1); }

Markup section(const Told& told, std::size_t index, bool alone) {
  Sheet sheet{told.report, told.style, anchor(index), alone ? 1 : 2};
  return element("article",
                 {{"id", sheet.id},
                  {"class", std::string(tone(told.report))},
                  {"aria-labelledby", sheet.id + "-verdict"}},
                 html_verdict(sheet) + html_parties(sheet) + html_advice(sheet) + html_side_by_side(sheet) +
                     html_chain(sheet) + html_evidence(sheet));
}

// Where to find which question, with how it went.
Markup contents(const std::vector<Told>& all, std::size_t left_out) {
  auto language = all.front().style.language;
  Markup items;
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto kind = std::string(tone(all[i].report));
    items += element("li", {{"class", kind}},
                     element("a", {{"href", "#" + anchor(i)}}, text(question(all[i]))) +
                         element("span", {{"class", "tone"}}, text(say(language, "page-tone-" + kind))));
  }
  auto words = say(language, "page-questions", {std::to_string(all.size())});
  Markup more;
  if (left_out > 0) more = element("p", {}, text(say(language, "page-left-out", {std::to_string(left_out)})));
  return element("h1", {{"class", "contents"}}, text(words)) + more +
         element("nav", {{"aria-label", words}}, element("ol", {}, items));
}

Markup footer(const Told& told) {
  auto words = say(told.style.language, "page-made", {EDIG_VERSION});
  return element("footer", {}, element("p", {}, text(words)));
}

}  // namespace

std::string to_html(const std::vector<Told>& all, std::size_t left_out) {
  auto css = style_sheet();
  std::string language(ede::conventions(all.front().style.language).code);
  Markup main;
  if (all.size() > 1) main += contents(all, left_out);
  for (std::size_t i = 0; i < all.size(); ++i) main += section(all[i], i, all.size() == 1);
  auto body = element("body", {}, element("main", {}, main) + footer(all.front()));
  auto page = element("html", {{"lang", language}}, head(all, css) + body);
  return "<!DOCTYPE html>\n" + page.str() + "\n";
}

}  // namespace edig::report
