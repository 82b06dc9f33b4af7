#include "report/html.h"

#include <fmt/format.h>

#include "dns/types.h"
#include "report/html_page.h"
#include "report/html_parts.h"
#include "report/records.h"

namespace edig::report {
namespace {

std::string page_question(const Told& told) {
  const auto& asked = told.report.query.question;
  if (told.report.services)
    return fmt::format("{} {}", shown_name(asked.name, told.style),
                       say(told.style.language, "page-services"));
  return fmt::format("{} {}", shown_name(asked.name, told.style), dns::type_text(asked.type));
}

// "Fails: www.example. A (SERVFAIL)", "Fails: shop.example. mail, TLS, certificates"
std::string page_verdict(const Told& told) {
  auto language = told.style.language;
  auto tone_word = say(language, fmt::format("page-tone-{}", tone(told.report)));
  if (told.report.services) return say(language, "because", {tone_word, page_question(told)});
  return say(language, "page-title", {tone_word, page_question(told), reply_word(told.report, language)});
}

std::string page_title(const std::vector<Told>& all) {
  auto language = all.front().style.language;
  auto first = page_verdict(all.front());
  if (all.size() == 1) return first;
  return say(language, "because", {say(language, "page-questions", {std::to_string(all.size())}), first});
}

std::string anchor(std::size_t index) { return fmt::format("q{}", index + 1); }

Markup parts(const Sheet& sheet) {
  if (sheet.purpose == Purpose::desk)
    return html_verdict(sheet) + html_advice(sheet) + html_parties(sheet) + html_chain(sheet) +
           html_other_advice(sheet) + html_evidence(sheet);
  auto judged = sheet.report.services ? html_services(sheet) : html_parties(sheet);
  return html_verdict(sheet) + judged + html_advice(sheet) + html_other_advice(sheet) +
         html_side_by_side(sheet) + html_chain(sheet) + html_evidence(sheet);
}

Markup question_section(const Sheet& sheet) {
  return element("article",
                 {{"id", sheet.id},
                  {"class", std::string(tone(sheet.report))},
                  {"aria-labelledby", sheet.id + "-verdict"}},
                 parts(sheet));
}

// Where to find which question, with how it went.
Markup contents(const std::vector<Told>& all, std::size_t left_out) {
  auto language = all.front().style.language;
  Markup items;
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto kind = std::string(tone(all[i].report));
    items += element("li", {{"class", kind}},
                     element("a", {{"href", "#" + anchor(i)}}, text(page_question(all[i]))) +
                         element("span", {{"class", "tone"}}, text(say(language, "page-tone-" + kind))));
  }
  auto words = say(language, "page-questions", {std::to_string(all.size())});
  Markup more;
  if (left_out > 0) more = element("p", {}, text(say(language, "page-left-out", {std::to_string(left_out)})));
  return element("h1", {{"class", "contents"}}, text(words)) + more +
         element("nav", {{"aria-label", words}}, element("ol", {}, items));
}

}  // namespace

std::string to_html(const std::vector<Told>& all, std::size_t left_out) {
  Markup main;
  if (all.size() > 1) main += contents(all, left_out);
  for (std::size_t i = 0; i < all.size(); ++i)
    main += question_section({all[i].report, all[i].style, anchor(i), all.size() == 1 ? 1 : 2});
  return html_page(all.front().style.language, page_title(all), main);
}

Markup html_article(const Told& told, Purpose purpose) {
  return question_section({told.report, told.style, anchor(0), 1, purpose});
}

std::string html_title(const Told& told) { return page_verdict(told); }

}  // namespace edig::report
