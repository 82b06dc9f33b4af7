#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base_files.h"
#include "dns/types.h"
#include "survey/input.h"

using namespace edig;
using survey::Columns;
using survey::Input;

namespace {

using Texts = std::vector<std::string>;

std::string told(const Input& input, const Result<survey::Entry>& entry) {
  auto line = std::to_string(input.line()) + ": ";
  if (!entry) return line + "error: " + entry.error().text;
  line += entry->name.text();
  if (entry->type) line += ' ' + dns::type_text(*entry->type);
  if (entry->usual) line += " (" + dns::type_text(*entry->usual) + ')';
  if (!entry->server.empty()) line += " @" + std::string(entry->server);
  if (entry->weight != 1) line += " x" + std::to_string(entry->weight).substr(0, 4);
  return line;
}

Texts read(const std::string& content, Columns columns = {}) {
  Folder folder;
  auto input = Input::open(folder.file("names", content), columns);
  REQUIRE(input);
  Texts texts;
  while (auto entry = input->next()) texts.push_back(told(*input, *entry));
  CHECK(input->ended());
  return texts;
}

// What becomes of the only line.
std::string one(const std::string& line, Columns columns = {}) {
  auto texts = read(line + "\n", columns);
  return texts.size() == 1 ? texts[0] : "lines: " + std::to_string(texts.size());
}

}  // namespace

TEST_CASE("survey input: names, comments, blank lines, both line breaks, a byte order mark") {
  CHECK(read("\ufeffexample.com\r\n\r\n# names\n;\n  www.Example.com.\t\n_dmarc.example.com # mail\n.\n"
             "last.example") == Texts{"1: example.com.", "5: www.Example.com.", "6: _dmarc.example.com.",
                                      "7: .", "8: last.example."});
  CHECK(read("").empty());
  CHECK(read("\n\n#\n").empty());
}

TEST_CASE("survey input: a type and a server behind the name") {
  CHECK(one("example.com MX") == "1: example.com. MX");
  CHECK(one("example.com MX @192.0.2.1") == "1: example.com. MX @192.0.2.1");
  CHECK(one("example.com mx 192.0.2.1") == "1: example.com. MX @192.0.2.1");
  CHECK(one("example.com 2001:db8::1 TYPE65") == "1: example.com. HTTPS @2001:db8::1");
  CHECK(one("example.com @tls://dns.example") == "1: example.com. @tls://dns.example");
  CHECK(one("example.com A @localhost ;x") == "1: example.com. A @localhost");
  CHECK(one("example.com A AAAA") == "1: error: 'AAAA' is neither a type nor a server");
  CHECK(one("a b.example") == "1: error: 'b.example' is neither a type nor a server");
  CHECK(one("example.com MIX") == "1: error: 'MIX' is neither a type nor a server");
  CHECK(one("example.com A 192.0.2.1 192.0.2.2") == "1: error: '192.0.2.2' is neither a type nor a server");
}

TEST_CASE("survey input: what people have in lists is cut down to its name") {
  CHECK(one("https://user@www.example.com:8443/a?b#c") == "1: www.example.com.");
  CHECK(one("www.example.com/login") == "1: www.example.com.");
  CHECK(one("example.com:443") == "1: example.com.");
  CHECK(one("hostmaster@example.com") == "1: example.com. (MX)");
  CHECK(one("mailto:hostmaster@example.com TXT") == "1: example.com. TXT (MX)");
  CHECK(one("192.0.2.1") == "1: 1.2.0.192.in-addr.arpa. (PTR)");
  CHECK(one("2001:db8::1").ends_with(".8.b.d.0.1.0.0.2.ip6.arpa. (PTR)"));
  CHECK(one("b\u00fccher.example") == "1: xn--bcher-kva.example.");
  CHECK(one("https://b\u00fccher.example/") == "1: xn--bcher-kva.example.");
  CHECK(one("1.0.0.127.in-addr.arpa") == "1: 1.0.0.127.in-addr.arpa.");
  CHECK(one("a\\.b.example") == "1: a\\.b.example.");
  CHECK(one("163.com") == "1: 163.com.");
  CHECK(one("example.123") == "1: example.123.");
}

TEST_CASE("survey input: a bad line is told, and reading goes on") {
  auto long_label = std::string(64, 'a'), label = std::string(63, 'a') + '.';
  auto texts =
      read("a..example\n" + long_label + ".example\n" + label + label + label + label + "\n.example\n" +
           "1,example.com\nx\\1.example\n" + std::string("a\0b.example\n", 12) + "good.example\n\xff\xfe\n" +
           std::string(70000, 'x') + "\n\xe2\x80\xae.example\nend.example\n");
  REQUIRE(texts.size() == 12);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    bool good = i == 7 || i == 11;
    CHECK_MESSAGE((texts[i].find("error") == std::string::npos) == good, texts[i]);
  }
  CHECK(texts[4] == "5: error: '1,example.com' is not a domain name, but has columns");
  CHECK(texts[9].ends_with("line 10 is longer than 65536 octets"));
  CHECK(texts[11] == "12: end.example.");
  auto longest = label + label + label + std::string(61, 'b');
  CHECK(one(longest) == "1: " + longest + '.');
  CHECK(one(longest + "b").find("error") != std::string::npos);
}

TEST_CASE("survey input: what only looks like a space is part of no name") {
  constexpr auto why = "is not an internationalised label: it stands for";
  for (const auto* line :
       {"\u00a0www.example.com", "www.example.com\u00a0", "www.example.com\u2003MX", "ｗ\uff0fw.example"})
    CHECK(one(line).contains(why));
  CHECK(one("www.example.com\u200b") == "1: www.example.com.");
  CHECK(one("ｗｗｗ．example．com") == "1: www.example.com.");
  CHECK(one("_bücher.example") == "1: xn--_bcher-4ya.example.");
}

TEST_CASE("survey input: columns, quoted fields, weights") {
  CHECK(read("1,example.com\n2,www.example.com\n", {.name = 2}) ==
        Texts{"1: example.com.", "2: www.example.com."});
  CHECK(one("\"a \"\"b\"\", c\" , \"example.com\",3", {.name = 2, .weight = 3}) == "1: example.com. x3.00");
  CHECK(one("example.com,0.5", {.weight = 2}) == "1: example.com. x0.50");
  CHECK(one("1, https://example.com/ ,", {.name = 2}) == "1: example.com.");
  CHECK(one("1,example.com,", {.name = 3}) == "1: error: the name is empty");
  CHECK(one("1,example.com", {.name = 3}) == "1: error: there is no column 3");
  CHECK(one("1,\"example.com", {.name = 2}) == "1: error: a quoted field has no end");
  CHECK(one("1,\"example\".com", {.name = 2}) == "1: error: there is text behind a quoted field");
  for (auto weight : {"-1", "x", "", "nan", "inf", "1e300", "1 2"})
    CHECK(one("example.com," + std::string(weight), {.weight = 2}) ==
          "1: error: the weight is a number from 0 on, not '" + std::string(weight) + "'");
}

TEST_CASE("survey input: the titles of columns are no names") {
  CHECK(read("GlobalRank,Domain\n1,example.com\n", {.name = 2}) == Texts{"2: example.com."});
  CHECK(read("domain,weight\nexample.com,7\n", {.name = 1, .weight = 2}) == Texts{"2: example.com. x7.00"});
  CHECK(read("1,com\n2,net\n", {.name = 2}) == Texts{"1: com.", "2: net."});
  CHECK(read("com\nnet\n", {.name = 1}) == Texts{"1: com.", "2: net."});
  CHECK(read("rank,domain\nrank,domain\n", {.name = 2}) == Texts{"2: domain."});
}

TEST_CASE("survey input: lines come from a stream as soon as they are there") {
  Folder folder;
  auto fifo = folder.path + "/fifo";
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  Descriptor writer(open(fifo.c_str(), O_RDWR | O_CLOEXEC));
  auto input = Input::open(fifo);
  REQUIRE(input);
  CHECK_FALSE(input->next());
  CHECK_FALSE(input->ended());
  REQUIRE(::write(writer.get(), "a.example\nb", 11) == 11);
  CHECK((*input->next())->name.text() == "a.example.");
  CHECK_FALSE(input->next());
  writer.close_now();
  CHECK((*input->next())->name.text() == "b.");
  CHECK(input->ended());
}
