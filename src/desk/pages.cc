#include "desk/pages.h"

#include <algorithm>

#include "base/ascii.h"
#include "embedded/desk_css.h"
#include "embedded/desk_js.h"
#include "embedded/desk_phrases_csv.h"
#include "report/html_page.h"
#include "report/markup.h"

namespace edig::desk {
namespace {

using report::element;
using report::Markup;
using report::text;
using report::void_element;

constexpr auto& phrases = ede::catalogue<embedded::desk_phrases_csv>;

std::string say(ede::Language language, std::string_view key, std::vector<std::string> values = {}) {
  constexpr std::string_view slots[] = {"0", "1", "2"};
  std::vector<std::pair<std::string_view, std::string>> filling;
  for (auto& value : values) filling.emplace_back(slots[filling.size()], std::move(value));
  return ede::fill(ede::find(phrases, key)->text(language), filling);
}

// RFC 3986 section 2.1.
std::string percent_encoded(std::string_view value) {
  constexpr std::string_view digits = "0123456789ABCDEF", unreserved = "-._~";
  std::string encoded;
  for (char character : value) {
    if (ascii::is_alphanumeric(character) || unreserved.find(character) != unreserved.npos) {
      encoded += character;
      continue;
    }
    auto octet = static_cast<unsigned char>(character);
    encoded += {'%', digits[octet >> 4], digits[octet & 15]};
  }
  return encoded;
}

// The same question, in that language.
std::string link(const Visit& visit, ede::Language language) {
  std::string query;
  auto add = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    query += (query.empty() ? "?" : "&") + std::string(name) + '=' + percent_encoded(value);
  };
  add("name", visit.parameters.name);
  add("type", visit.parameters.type);
  add("lang", ede::conventions(language).code);
  return "/" + query;
}

// The empty field.
std::string home(const Visit& visit) { return link({.language = visit.language}, visit.language); }

Markup head(const Visit& visit, std::string_view title, const std::string& refresh) {
  Markup more;
  if (!refresh.empty())
    more = void_element("meta", {{"http-equiv", "refresh"}, {"content", "1; url=" + refresh}});
  return element(
      "head", {},
      void_element("meta", {{"charset", "utf-8"}}) +
          void_element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}) +
          void_element("meta", {{"name", "color-scheme"}, {"content", "light dark"}}) +
          void_element("meta", {{"name", "robots"}, {"content", "noindex"}}) + more +
          element("title", {}, text(std::string(title) + " – edig")) +
          void_element("link", {{"rel", "stylesheet"}, {"href", "/desk.css"}}) +
          element("script", {{"src", "/desk.js"},
                             {"defer", "defer"},
                             {"data-copy", say(visit.language, "copy")},
                             {"data-copied", say(visit.language, "copied")}}));
}

// Each language under its own name, but the one that is spoken.
Markup languages(const Visit& visit) {
  Markup links;
  for (std::size_t place = 0; place < ede::Language::count(); ++place) {
    auto language = ede::Language::at(place);
    if (language == visit.language) continue;
    const auto& [code, name, gap, comma, conjunction, semicolon, open, close] = ede::conventions(language);
    links += element(
        "a", {{"href", link(visit, language)}, {"lang", std::string(code)}, {"hreflang", std::string(code)}},
        text(name));
  }
  return element("nav", {{"class", "languages"}, {"aria-label", say(visit.language, "other-language")}},
                 links);
}

Markup hidden(std::string_view name, const std::string& value) {
  if (value.empty()) return {};
  return void_element("input", {{"type", "hidden"}, {"name", std::string(name)}, {"value", value}});
}

Markup form(const Visit& visit, bool first) {
  auto label = say(visit.language, "field");
  auto field = void_element("input", {{"type", "text"},
                                      {"id", "name"},
                                      {"name", "name"},
                                      {"value", visit.parameters.name},
                                      {"required", "required"},
                                      {"maxlength", "2048"},
                                      {"autofocus", first ? "autofocus" : ""},
                                      {"autocapitalize", "none"},
                                      {"autocomplete", "off"},
                                      {"spellcheck", "false"},
                                      {"enterkeyhint", "search"},
                                      {"aria-describedby", first ? "hint" : ""}});
  auto hint = first ? element("p", {{"id", "hint"}, {"class", "quiet"}}, text(say(visit.language, "hint")))
                    : Markup();
  auto code = std::string(ede::conventions(visit.language).code);
  return element(
      "form", {{"action", "/"}, {"method", "get"}, {"role", "search"}},
      element("label", {{"for", "name"}}, text(label)) +
          element("div", {{"class", "field"}},
                  field + element("button", {{"type", "submit"}}, text(say(visit.language, "look")))) +
          hidden("lang", code) + hint);
}

std::string page(const Visit& visit, std::string_view title, const Markup& main,
                 const std::string& refresh = {}) {
  auto top =
      element("header", {{"class", "top"}},
              element("a", {{"href", home(visit)}, {"class", "home"}}, text("edig")) + languages(visit));
  auto body = element("body", {}, top + element("main", {}, main) + report::html_footer(visit.language));
  auto code = std::string(ede::conventions(visit.language).code);
  return "<!DOCTYPE html>\n" + element("html", {{"lang", code}}, head(visit, title, refresh) + body).str() +
         "\n";
}

Markup field_page(const Visit& visit, const Markup& trouble) {
  return element("h1", {}, text(say(visit.language, "title"))) + trouble + form(visit, true) +
         element("p", {{"class", "quiet"}}, text(say(visit.language, "asks", {visit.resolvers})));
}

HttpResponse html(int status, std::string body) {
  return {.status = status, .body = std::move(body), .headers = {{"Vary", "Accept-Language"}}};
}

std::string state(const Visit& visit, const Standing& standing) {
  if (standing.kind == Standing::Kind::waiting && standing.ahead > 0)
    return say(visit.language, "working-queue",
               {std::to_string(standing.ahead), std::to_string(standing.wait.count())});
  if (!standing.look) return say(visit.language, "working-begins");
  return say(visit.language, "working-look",
             {standing.look->server, standing.look->name, standing.look->type});
}

}  // namespace

HttpResponse start_page(const Visit& visit) {
  return html(200, page(visit, say(visit.language, "title"), field_page(visit, {})));
}

HttpResponse problem_page(const Visit& visit, const Problem& problem, std::string_view key,
                          const std::string& value) {
  auto trouble =
      element("p", {{"class", "trouble"}, {"role", "alert"}}, text(say(visit.language, key, {value})));
  auto response = html(problem.status, page(visit, say(visit.language, "title"), field_page(visit, trouble)));
  add_retry(response, problem);
  return response;
}

HttpResponse working_page(const Visit& visit, const Standing& standing) {
  auto title = say(visit.language, "working", {visit.parameters.name});
  auto again = link(visit, visit.language);
  auto main = element("h1", {}, text(title)) +
              element("p", {{"role", "status"}, {"class", "working"}}, text(state(visit, standing))) +
              element("p", {{"class", "quiet"}},
                      text(say(visit.language, "working-refresh") + " ") +
                          element("a", {{"href", again}}, text(say(visit.language, "working-link"))));
  return html(200, page(visit, title, main, again));
}

HttpResponse answer_page(const Visit& visit, const Answer& answer, const std::string& taken) {
  const auto& view = answer.views[visit.language.place()];
  auto aside = taken.empty() ? Markup() : element("p", {{"class", "quiet taken"}}, text(taken));
  auto again =
      element("p", {{"class", "again"}},
              element("a", {{"href", link(visit, visit.language)}}, text(say(visit.language, "again"))) +
                  element("a", {{"href", home(visit)}}, text(say(visit.language, "new"))));
  auto main = form(visit, false) + again + aside + Markup::trusted(view.article);
  return html(200, page(visit, view.title, main));
}

std::string_view script() { return embedded::desk_js; }
std::string style_sheet() { return report::style_sheet() + std::string(embedded::desk_css); }

}  // namespace edig::desk
