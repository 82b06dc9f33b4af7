#include "base/shell_word.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <memory>

namespace edig {
namespace {

// What a POSIX shell makes of it.
std::string as_read(const std::string& word) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(("printf '<%s>' " + word).c_str(), "r"), pclose);
  REQUIRE(pipe);
  std::string text;
  for (int c; (c = std::fgetc(pipe.get())) != EOF;) text += static_cast<char>(c);
  return text;
}

}  // namespace

TEST_CASE("shell word: plain names and addresses stay as they are") {
  for (std::string word : {"www.shop.example.", "192.0.2.1", "2001:db8::1", "_dns.example.", "@192.0.2.1"})
    CHECK(shell_word(word) == word);
  CHECK(shell_word("it's") == "'it'\\''s'");
  CHECK(shell_word("") == "''");
}

TEST_CASE("shell word: a shell reads back what was quoted, as one word, and does nothing else") {
  for (std::string text : {"",
                           " ",
                           "it's",
                           "''",
                           "'; echo x; '",
                           "$HOME",
                           "$(echo x)",
                           "`echo x`",
                           "\\",
                           "a\\",
                           "\\'",
                           "\\032\\255.example.",
                           "a b  c",
                           "*",
                           "?",
                           "[a-z]*",
                           "~",
                           "#x",
                           "!!",
                           "a;b",
                           "a|b",
                           "a&b",
                           "<a>",
                           "a\"b",
                           "{a,b}",
                           "(a)",
                           "a\nb",
                           "a\tb",
                           "caf\xc3\xa9",
                           "\xff\x01",
                           "-rf",
                           "=x"}) {
    CAPTURE(text);
    CHECK(as_read(shell_word(text)) == "<" + text + ">");
  }
}

}  // namespace edig
