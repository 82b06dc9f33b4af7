#include "markup.h"

#include <array>
#include <set>
#include <string>
#include <vector>

#include "embedded/drawing_css.h"
#include "embedded/page_css.h"
#include "expect.h"

namespace edig::fuzz {
namespace {

const std::set<std::string_view> elements{
    "a",      "article", "blockquote", "body",    "button", "caption",    "circle", "dd",
    "desc",   "details", "div",        "dl",      "dt",     "figcaption", "figure", "footer",
    "form",   "g",       "h1",         "h2",      "h3",     "h4",         "h5",     "head",
    "header", "html",    "input",      "label",   "li",     "link",       "main",   "meta",
    "nav",    "ol",      "p",          "path",    "pre",    "rect",       "script", "section",
    "span",   "strong",  "style",      "summary", "svg",    "table",      "tbody",  "td",
    "text",   "th",      "thead",      "title",   "tr",     "tspan",      "ul",     "use"};
const std::set<std::string_view> attributes{"action",
                                            "aria-describedby",
                                            "aria-hidden",
                                            "aria-label",
                                            "aria-labelledby",
                                            "autocapitalize",
                                            "autocomplete",
                                            "autofocus",
                                            "charset",
                                            "class",
                                            "content",
                                            "cx",
                                            "cy",
                                            "d",
                                            "data-copied",
                                            "data-copy",
                                            "defer",
                                            "enterkeyhint",
                                            "for",
                                            "height",
                                            "href",
                                            "hreflang",
                                            "http-equiv",
                                            "id",
                                            "lang",
                                            "maxlength",
                                            "method",
                                            "name",
                                            "open",
                                            "preserveAspectRatio",
                                            "r",
                                            "rel",
                                            "required",
                                            "role",
                                            "rx",
                                            "scope",
                                            "spellcheck",
                                            "src",
                                            "tabindex",
                                            "text-anchor",
                                            "transform",
                                            "type",
                                            "value",
                                            "viewBox",
                                            "width",
                                            "x",
                                            "xml:lang",
                                            "xmlns",
                                            "y"};

class Checker {
 public:
  explicit Checker(std::string_view page) : rest_(page) {}

  void run() {
    skip("<!DOCTYPE html>\n");
    do {
      if (skip("</")) {
        close();
      } else if (skip("<")) {
        open();
      } else {
        text("<");
      }
    } while (!open_.empty());
    expect(rest_ == "\n");
  }

 private:
  bool skip(std::string_view start) {
    if (!rest_.starts_with(start)) return false;
    rest_.remove_prefix(start.size());
    return true;
  }

  std::string_view until(std::string_view ends) {
    auto word = rest_.substr(0, rest_.find_first_of(ends));
    expect(word.size() < rest_.size());
    rest_.remove_prefix(word.size());
    return word;
  }

  void text(std::string_view end) {
    auto words = until(end);
    expect(words.find('>') == words.npos);
    for (auto at = words.find('&'); at != words.npos; at = words.find('&', at + 1)) {
      bool entity = false;
      for (std::string_view known : {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"})
        entity |= words.substr(at).starts_with(known);
      expect(entity);
    }
  }

  void open() {
    auto name = until(" >");
    expect(elements.contains(name));
    while (skip(" ")) attribute(name);
    expect(skip(">"));
    if (name == "style") style();
    bool is_void = name == "meta" || name == "link" || name == "input";
    if (!is_void) open_.push_back(name);
  }

  // How the value of an attribute begins that leads somewhere: within the page, or to the desk that it is of.
  std::string_view leads(std::string_view element, std::string_view key) const {
    if (key == "action") return "/\"";
    if (key == "src") return element == "script" ? "/desk.js\"" : "none";
    if (key != "href") return {};
    if (element == "link") return "/desk.css\"";
    if (element != "a" && element != "use") return "none";
    return rest_.starts_with("/?") ? "/?" : "#";
  }

  void attribute(std::string_view element) {
    auto key = until("=");
    expect(attributes.contains(key));
    expect(skip("=\""));
    if (auto where = leads(element, key); !where.empty()) expect(rest_.starts_with(where));
    text("\"<");
    expect(skip("\""));
  }

  void style() {
    expect(skip(embedded::drawing_css));
    skip(embedded::page_css);
    expect(rest_.starts_with("</style>"));
  }

  void close() {
    auto name = until(">");
    expect(!open_.empty() && open_.back() == name);
    open_.pop_back();
    skip(">");
  }

  std::string_view rest_;
  std::vector<std::string_view> open_;
};

}  // namespace

void expect_markup(std::string_view page) {
  expect_lines(page);
  Checker(page).run();
}

}  // namespace edig::fuzz
