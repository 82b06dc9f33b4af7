#include "report/html_page.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "embedded/drawing_css.h"
#include "embedded/page_css.h"
#include "report/phrases.h"

namespace edig::report {
namespace {

// As CSP Level 3 section 2.3.1 names a style sheet: the SHA-256 of what stands between the tags, in base64.
std::string hash_source(std::string_view text) {
  std::array<unsigned char, 32> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::array<unsigned char, 45> base64{};
  auto length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  return "'sha256-" + std::string(base64.begin(), base64.begin() + length) + "'";
}

Markup page_head(std::string_view title, const std::string& css) {
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
          element("title", {}, text(std::string(title) + " – edig")) +
          element("style", {}, Markup::trusted(css)));
}

}  // namespace

std::string style_sheet() { return std::string(embedded::drawing_css) + std::string(embedded::page_css); }

Markup html_footer(ede::Language language) {
  return element("footer", {}, element("p", {}, text(say(language, "page-made", {EDIG_VERSION}))));
}

std::string html_page(ede::Language language, std::string_view title, const Markup& main) {
  auto body = element("body", {}, element("main", {}, main) + html_footer(language));
  std::string code(ede::conventions(language).code);
  return "<!DOCTYPE html>\n" +
         element("html", {{"lang", code}}, page_head(title, style_sheet()) + body).str() + "\n";
}

}  // namespace edig::report
