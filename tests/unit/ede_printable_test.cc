#include "ede/printable.h"

#include <doctest/doctest.h>

using namespace edig::ede;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

std::string repeat(std::string_view text, std::size_t count) {
  std::string repeated;
  for (std::size_t i = 0; i < count; ++i) repeated += text;
  return repeated;
}

}  // namespace

TEST_CASE("printable: ordinary text stays as it is") {
  for (auto text : {"", "no SEP matching the DS found for broken.example.", "~!@#$%^&*()[]{}<>'`|/",
                    "ゾーンの署名が切れています。", "Zürich, Ελλάδα, Москва, עברית, العربية, हिन्दी, ไทย",
                    "한국어 中文", "e\u0301 n\u0303 か\u3099", "❤ 🎉 🇯🇵", "全角\u3000空白 \u00a0"})
    CHECK(printable(text) == text);
}

TEST_CASE("printable: control characters become escapes") {
  CHECK(printable("\x1b[31mred\x1b[0m") == "\\x1b[31mred\\x1b[0m");
  CHECK(printable("a\0b"sv) == "a\\x00b");
  CHECK(printable("\a\b\t\n\r\x7f") == "\\x07\\x08\\x09\\x0a\\x0d\\x7f");
  for (int c = 0; c < 0x20; ++c) CHECK(printable(std::string(1, static_cast<char>(c))).starts_with("\\x"));
  CHECK(printable("\u0080\u0085\u009b2J\u009f") == "\\u{80}\\u{85}\\u{9b}2J\\u{9f}");
}

TEST_CASE("printable: what would make the escapes ambiguous is escaped itself") {
  CHECK(printable(R"(a\x1b"b")") == R"(a\\x1b\"b\")");
}

TEST_CASE("printable: invisible characters and those that reorder text become escapes") {
  for (auto [character, escape] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"\u00ad", "\\u{ad}"},        {"\u034f", "\\u{34f}"},       {"\u061c", "\\u{61c}"},
           {"\u115f", "\\u{115f}"},      {"\u1160", "\\u{1160}"},      {"\u17b4", "\\u{17b4}"},
           {"\u180e", "\\u{180e}"},      {"\u200b", "\\u{200b}"},      {"\u200d", "\\u{200d}"},
           {"\u200f", "\\u{200f}"},      {"\u2028", "\\u{2028}"},      {"\u2029", "\\u{2029}"},
           {"\u202a", "\\u{202a}"},      {"\u202e", "\\u{202e}"},      {"\u2060", "\\u{2060}"},
           {"\u2066", "\\u{2066}"},      {"\u2069", "\\u{2069}"},      {"\u206f", "\\u{206f}"},
           {"\u3164", "\\u{3164}"},      {"\ufeff", "\\u{feff}"},      {"\uffa0", "\\u{ffa0}"},
           {"\ufff9", "\\u{fff9}"},      {"\ufffb", "\\u{fffb}"},      {"\U0001bca0", "\\u{1bca0}"},
           {"\U0001d173", "\\u{1d173}"}, {"\U000e0001", "\\u{e0001}"}, {"\U000e007f", "\\u{e007f}"},
           {"\U000e0fff", "\\u{e0fff}"}}) {
    CAPTURE(escape);
    CHECK(printable("a" + std::string(character) + "b") == "a" + std::string(escape) + "b");
  }
}

TEST_CASE("printable: the neighbours of what is hidden stay") {
  for (auto text : {"\u00a0", "\u00ac", "\u00ae", "\u061b", "\u061d", "\u200a", "\u2010", "\u2027", "\u202f",
                    "\u205f", "\u2070", "\ufffc", "\ufffd", "\u3163", "\uff9f", "\U0001d172"})
    CHECK(printable(text) == text);
}

TEST_CASE("printable: noncharacters become escapes") {
  CHECK(printable("\ufdd0\ufdef") == "\\u{fdd0}\\u{fdef}");
  CHECK(printable("\ufffe\uffff") == "\\u{fffe}\\u{ffff}");
  CHECK(printable("\U0001fffe\U0010ffff") == "\\u{1fffe}\\u{10ffff}");
  CHECK(printable("\ufdcf") == "\ufdcf");
  CHECK(printable("\ufdf0") == "\ufdf0");
}

TEST_CASE("printable: what is for private use or not assigned becomes escapes") {
  CHECK(printable("\ue000\uf8ff") == "\\u{e000}\\u{f8ff}");
  CHECK(printable("\U000f0000\U0010fffd") == "\\u{f0000}\\u{10fffd}");
  CHECK(printable("\u0378\u2065\U0001fbfa\U00050000") == "\\u{378}\\u{2065}\\u{1fbfa}\\u{50000}");
  CHECK(printable("\u0377\u037a\uf900\U0001fbf9") == "\u0377\u037a\uf900\U0001fbf9");
  for (char32_t character : {U'\ue000', U'\U000f0000', U'\u0378', U'\U0010ffff'})
    CHECK(is_concealing(character));
  for (char32_t character : {U'A', U'\u00a0', U'\u3042', U'\U0001f600'})
    CHECK_FALSE(is_concealing(character));
}

TEST_CASE("printable: a variation selector stays behind a visible character only") {
  CHECK(printable("葛\U000e0100城市") == "葛\U000e0100城市");
  CHECK(printable("❤\ufe0f") == "❤\ufe0f");
  CHECK(printable("1\ufe0f") == "1\ufe0f");
  CHECK(printable("\ufe0f") == "\\u{fe0f}");
  CHECK(printable("a\ufe00\ufe01") == "a\ufe00\\u{fe01}");
  CHECK(printable("a\U000e0100\U000e0101\U000e0102") == "a\U000e0100\\u{e0101}\\u{e0102}");
  CHECK(printable("\u200b\ufe0f") == "\\u{200b}\\u{fe0f}");
  CHECK(printable("\n\ufe0f") == "\\x0a\\u{fe0f}");
  CHECK(printable("\"\ufe0f") == "\\\"\\u{fe0f}");
}

TEST_CASE("printable: invalid UTF-8 becomes escapes, byte by byte") {
  CHECK(printable("\xff") == "\\xff");
  CHECK(printable("a\x80z") == "a\\x80z");
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");           // overlong
  CHECK(printable("\xe0\x80\xaf") == "\\xe0\\x80\\xaf");  // overlong
  CHECK(printable("\xf0\x8f\xbf\xbf") == "\\xf0\\x8f\\xbf\\xbf");
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // a surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
  CHECK(printable("\xf5\x80\x80\x80") == "\\xf5\\x80\\x80\\x80");
  CHECK(printable("\xe3\x81") == "\\xe3\\x81");  // cut short
  CHECK(printable("\xe3\x81z") == "\\xe3\\x81z");
  CHECK(printable("\xe3\x81\x82") == "あ");
}

TEST_CASE("printable: long text is cut and says how long it was") {
  CHECK(printable("abcde", 5) == "abcde");
  CHECK(printable("abcdef", 5) == "abcde… (6 octets)");
  CHECK(printable("ああああ", 4) == "ああああ");
  CHECK(printable("ああああ", 3) == "あああ… (12 octets)");
  CHECK(printable("\x1b\x1b\x1b", 2) == "\\x1b\\x1b… (3 octets)");
  CHECK(printable("a", 0) == "… (1 octets)");
  CHECK(printable("", 0) == "");
  CHECK(printable(std::string(60'000, 'x')) == std::string(1000, 'x') + "… (60000 octets)");
}

TEST_CASE("printable: 60 kB of anything") {
  CHECK(printable(std::string(60'000, 'x'), 60'000) == std::string(60'000, 'x'));
  CHECK(printable(std::string(60'000, '\x1b'), 60'000) == repeat("\\x1b", 60'000));
  CHECK(printable(std::string(60'000, '\xe3'), 60'000) == repeat("\\xe3", 60'000));
  CHECK(printable(repeat("\u202e", 20'000), 60'000) == repeat("\\u{202e}", 20'000));
}

TEST_CASE("is_concealing: what is escaped wherever it stands") {
  for (auto character : std::initializer_list<char32_t>{0x7f, 0x80, 0x9f, 0xad, 0x200b, 0x202e, 0x2066,
                                                        0xfeff, 0xfdd0, 0xffff, 0xe0041, 0x10ffff})
    CHECK(is_concealing(character));
  for (auto character :
       std::initializer_list<char32_t>{0x20, 0x7e, 0xa0, 0xe9, 0x3042, 0xfe0f, 0xe0100, 0x1f389})
    CHECK_FALSE(is_concealing(character));
}

TEST_CASE("to_utf8: foreign bytes become replacement characters, everything else stays") {
  CHECK(to_utf8("") == "");
  CHECK(to_utf8("a\x1b\n\u202eあ\U0001f389") == "a\x1b\n\u202eあ\U0001f389");
  CHECK(to_utf8("a\0b"sv) == "a\0b"sv);
  CHECK(to_utf8("\xff") == "\ufffd");
  CHECK(to_utf8("a\x80z") == "a\ufffdz");
  // One for each maximal subpart: the examples of the Unicode Standard, section 3.9.
  CHECK(to_utf8("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41") == repeat("\ufffd", 8) + "A");
  CHECK(to_utf8("\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41") == repeat("\ufffd", 8) + "A");
  CHECK(to_utf8("\xf4\x91\x92\x93\xff\x41\x80\xbf\x42") ==
        repeat("\ufffd", 5) + "A" + repeat("\ufffd", 2) + "B");
  CHECK(to_utf8("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41") == repeat("\ufffd", 4) + "A");
}

TEST_CASE("is_utf8") {
  for (auto text : {"", "plain", "あ", "\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff", "\x1b\x7f"})
    CHECK(is_utf8(text));
  for (auto text :
       {"\x80", "\xc3", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xef\xbf", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "ok\xfe", "\xe3\x81\x82\xe3"})
    CHECK_FALSE(is_utf8(text));
  CHECK(is_utf8("\0"sv));
}

TEST_CASE("display_width: columns on a terminal") {
  CHECK(display_width("") == 0);
  CHECK(display_width("SERVFAIL") == 8);
  CHECK(display_width("署名の期限") == 10);
  CHECK(display_width("ｶﾅ") == 2);
  CHECK(display_width("ＡＢ") == 4);
  CHECK(display_width("、。（）") == 8);
  CHECK(display_width("한국") == 4);
  CHECK(display_width("か\u3099") == 2);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("葛\U000e0100") == 2);
  CHECK(display_width("é") == 1);
  CHECK(display_width("🎉") == 2);
  CHECK(display_width("\U00020000") == 2);
  CHECK(display_width("…") == 1);
  CHECK(display_width("─└") == 2);
  CHECK(display_width("\u200b") == 0);
  CHECK(display_width("\n\x1b") == 0);
  CHECK(display_width("\u0085") == 0);
  CHECK(display_width("\U0010ffff") == 1);
  CHECK(display_width("a\xff") == 2);
}
