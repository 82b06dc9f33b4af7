#include <doctest/doctest.h>

#include "base_files.h"
#include "dns/types.h"
#include "survey/line_set.h"
#include "survey/resume.h"
#include "survey/row_csv.h"
#include "survey/row_json.h"

using namespace edig;
using survey::JsonRowReader;
using survey::Outcome;

namespace {

const std::string whole_row =
    R"({"schema":1,"line":17,"question":{"name":"www.example.","type":"MX","class":"IN"},)"
    R"("server":{"address":"192.0.2.53","port":853,"name":"dns.example","transport":"tls","authenticated":true,)"
    R"("tls":{"version":"TLSv1.3","name":"x","type":"y","verified":true}},)"
    R"("attempts":[{"transport":"udp","address":"192.0.2.9","port":53,"outcome":"timeout","ms":800},{"transport":"udp","ms":1}],)"
    R"("ms":12.25,"time":"2026-11-27T12:00:01Z","outcome":"failure","exit_status":2,)"
    R"("rcode":{"value":2,"name":"SERVFAIL"},"flags":["qr","rd","ra"],)"
    R"("edns":{"version":0,"udp_size":1232,"do":true,"options":[{"code":3,"name":"NSID"}]},)"
    R"("extended_errors":[{"info_code":9,"purpose":"DNSKEY Missing","extra_text":"no SEP \u00e9","structured":{"info_code":3}},)"
    R"({"extra_text":"malformed","malformed":"short"},{"info_code":22}],)"
    R"("answer":[{"name":"a.","type":"A","rdata":"x"}],)"
    R"("diagnosis":{"status":"bogus","findings":[{"kind":"ds-without-key","zone":"example.","fault":"zone",)"
    R"("text":"The DS points to a key that is gone","evidence":{"kind":"z","zone":"q"}},{"kind":"second","zone":"b."}],)"
    R"("chain":[{"zone":".","status":"secure"}]},"recovered":true,"doubtful":true,"weight":2.5})";

std::string read_error(std::string line) {
  JsonRowReader reader;
  auto row = reader.read(line);
  return row ? "" : row.error().text;
}

std::string row(int line) {
  return R"({"schema":1,"line":)" + std::to_string(line) +
         R"(,"question":{"name":"a.example.","type":"A","class":"IN"},"rcode":{"value":0,"name":"NOERROR"}})"
         "\n";
}

}  // namespace

TEST_CASE("row_json: a row with all its members is read back") {
  JsonRowReader reader;
  auto line = whole_row;
  auto read = reader.read(line);
  REQUIRE(read);
  CHECK(read->line == 17);
  CHECK(read->name == "www.example.");
  CHECK(read->type == dns::type::mx);
  CHECK(read->server == "192.0.2.53");
  CHECK(read->port == 853);
  CHECK(read->transport == "tls");
  CHECK(read->attempts == 3);
  CHECK(read->ms == 12.25);
  CHECK(read->at == 1795780801);
  CHECK(read->outcome == Outcome::replied);
  CHECK(read->rcode == 2);
  CHECK(read->flags == 0x8180);
  CHECK(read->udp_size == 1232);
  CHECK(read->dnssec_ok);
  REQUIRE(read->errors.size() == 2);
  CHECK(read->errors[0].info_code == 9);
  CHECK(read->errors[0].extra_text == "no SEP \u00e9");
  CHECK(read->errors[1].info_code == 22);
  REQUIRE(read->cause);
  CHECK(read->cause->kind == "ds-without-key");
  CHECK(read->cause->zone == "example.");
  CHECK(read->cause->fault == "zone");
  CHECK(read->cause->status == "bogus");
  CHECK(read->cause->text == "The DS points to a key that is gone");
  CHECK(read->recovered);
  CHECK(read->doubtful);
  CHECK(read->weight == 2.5);
  CHECK_FALSE(read->fine());
}

TEST_CASE("row_json: failures, and a reader is as new for each line") {
  JsonRowReader reader;
  auto line = whole_row;
  REQUIRE(reader.read(line));
  line = R"({"line":1,"question":{"name":"a."},"error":{"kind":"timeout","text":"no reply","hint":"h"}})";
  auto read = reader.read(line);
  REQUIRE(read);
  CHECK(read->outcome == Outcome::timeout);
  CHECK(read->error == "no reply");
  CHECK(read->type == dns::type::a);
  CHECK(read->errors.empty());
  CHECK_FALSE(read->cause);
  CHECK(read->weight == 1);
  CHECK_FALSE(read->recovered);
  line = R"({"line":1,"question":{"name":"a."},"attempts":3,"error":{"kind":"tls"}})";
  read = reader.read(line);
  REQUIRE(read);
  CHECK(read->outcome == Outcome::connection);
  CHECK(read->attempts == 3);
}

TEST_CASE("row_json: what is no row is told") {
  CHECK(read_error("").starts_with("it is no JSON"));
  CHECK(read_error("[1]") == "it is no object");
  CHECK(read_error("7") == "it is no object");
  CHECK(read_error("\"x\"") == "it is no object");
  CHECK(read_error("null") != "");
  CHECK(read_error("{}") == "it has no line or no name");
  CHECK(read_error(R"({"line":1,"question":{"name":"a."}})") ==
        "it has neither an RCODE nor an error, or both");
  CHECK(read_error(R"({"line":0})") == "its line is no number from 1 on");
  CHECK(read_error(R"({"line":-1})") == "its line is no number from 1 on");
  CHECK(read_error(R"({"line":1e300})") == "its line is no number from 1 on");
  CHECK(read_error(R"({"schema":2})") == "its schema is newer than this edig");
  CHECK(read_error(R"({"rcode":{"value":65536}})") == "its RCODE is none");
  CHECK(read_error(R"({"extended_errors":[{"info_code":65536}]})") == "its INFO-CODE is none");
  CHECK(read_error(R"({"extended_errors":{"info_code":1,"info_code":2}})") ==
        "it has no line or no name");
  CHECK(read_error(R"({"extended_errors":[7,[1],"x"],"findings":[1],"question":[["a"]],"line":[1]})") != "");
  CHECK(read_error(R"({"question":{"type":"NONE"}})") == "its type is none");
  CHECK(read_error("{\"line\":1,\"x\":\"\xff\"}") == "it is no UTF-8");
  CHECK(read_error(whole_row + whole_row).starts_with("it is no JSON"));
  CHECK(read_error(std::string("{\"line\":1\0}", 11)) == "it holds a NUL byte");
  CHECK(read_error("{\"a\":" + std::string(100000, '[')) == "it is nested too deeply");
  std::string objects;
  for (int i = 0; i < 10000; ++i) objects += "{\"a\":";
  CHECK(read_error(objects) == "it is nested too deeply");
  for (std::size_t length = 0; length < whole_row.size(); ++length)
    CHECK(read_error(whole_row.substr(0, length)).starts_with("it is no JSON"));
}

TEST_CASE("row_csv: columns by their titles, whatever their order") {
  auto reader = survey::CsvRowReader::of(
      "line,name,more,type,outcome,rcode,info_code,extra_text,kind,zone,weight,time,recovered");
  REQUIRE(reader);
  auto read = reader->read(
      R"(17,www.example.,?,MX,reply,SERVFAIL,9 22,"a ""b"", c",ds-without-key,example.,2.5,2026-11-27T12:00:01Z,true)");
  REQUIRE(read);
  CHECK(read->line == 17);
  CHECK(read->type == dns::type::mx);
  CHECK(read->rcode == 2);
  REQUIRE(read->errors.size() == 2);
  CHECK(read->errors[0].extra_text == "a \"b\", c");
  CHECK(read->errors[1].info_code == 22);
  CHECK(read->cause->zone == "example.");
  CHECK(read->at == 1795780801);
  CHECK(read->recovered);
  read = reader->read("18,www.example.,,,timeout,,,,,,,,");
  REQUIRE(read);
  CHECK(read->outcome == Outcome::timeout);
  CHECK_FALSE(read->cause);
  CHECK(read->errors.empty());
  CHECK_FALSE(reader->read("18,www.example."));
  CHECK_FALSE(reader->read("x,www.example.,,,timeout,,,,,,,,"));
  CHECK_FALSE(reader->read("1,www.example.,,,reply,NOSUCH,,,,,,,"));
  CHECK_FALSE(reader->read("1,www.example.,,,reply,0,9 x,,,,,,"));
  CHECK_FALSE(reader->read("1,www.example.,,,reply,0,,,,,-1,,"));
  CHECK_FALSE(survey::CsvRowReader::of("a,b"));
  CHECK_FALSE(survey::CsvRowReader::of("line,name,line"));
  CHECK_FALSE(survey::CsvRowReader::of("\"line"));
}

TEST_CASE("line_set: each line once, wherever it is") {
  survey::LineSet set;
  for (std::uint64_t line : {1ul, 65535ul, 65536ul, 10'000'000ul, 1ul << 30}) {
    CHECK_FALSE(set.has(line));
    CHECK(set.add(line));
    CHECK(set.has(line));
    CHECK_FALSE(set.add(line));
  }
  CHECK_FALSE(set.has(2));
  CHECK(set.size() == 5);
  CHECK(set.add(~0ul));
  CHECK_FALSE(set.has(~0ul));
  CHECK_FALSE(set.has(0));
  CHECK(set.size() == 5);
}

TEST_CASE("resume: what is there, and where its last whole line ends") {
  Folder folder;
  std::vector<std::uint64_t> seen;
  auto read = [&](const std::string& content) {
    seen.clear();
    return survey::read_done(folder.file("out", content), [&](auto& each) { seen.push_back(each.line); });
  };
  auto two = row(1) + row(3);
  auto done = read(two);
  REQUIRE(done);
  CHECK(done->size == two.size());
  CHECK_FALSE(done->torn);
  CHECK(done->lines.has(1));
  CHECK_FALSE(done->lines.has(2));
  CHECK(done->lines.has(3));
  auto last = R"({"schema":1,"line":4,"question":{"name":"é","type":"A"},"rcode":{"value":0}})"
              "\n";
  std::string text(last);
  for (std::size_t length = 1; length < text.size(); ++length) {
    done = read(two + text.substr(0, length));
    REQUIRE(done);
    CHECK(done->torn);
    CHECK(done->size == two.size());
    CHECK(done->lines.size() == 2);
  }
  done = read(two + text + row(3) + std::string(512, '\0'));
  REQUIRE(done);
  CHECK(done->torn);
  CHECK(done->size == two.size() + text.size() + row(3).size());
  CHECK(seen == std::vector<std::uint64_t>{1, 3, 4});
}

TEST_CASE("resume: a file that is not there, is empty, is CSV, or is no output") {
  Folder folder;
  auto none = [](auto&) {};
  CHECK(survey::read_done(folder.path + "/none", none)->size == 0);
  CHECK(survey::read_done(folder.file("empty", ""), none)->size == 0);
  auto csv = survey::read_done(folder.file("csv", "line,name\n5,a.\n6,b"), none);
  REQUIRE(csv);
  CHECK(csv->lines.has(5));
  CHECK_FALSE(csv->lines.has(6));
  CHECK(csv->size == 15);
  auto path = folder.file("bad", row(1) + "{}\n" + row(2));
  CHECK(survey::read_done(path, none).error().text ==
        "cannot read '" + path + "': line 2 is no row of a survey: it has no line or no name");
  CHECK(
      survey::read_done(folder.file("names", "example.com\n"), none).error().text.find("names no columns") !=
      std::string::npos);
  CHECK(survey::read_done(folder.file("gz", "\x1f\x8b\x08\x01"), none).error().text.find("is compressed") !=
        std::string::npos);
  CHECK(survey::read_done(folder.path, none).error().kind == Error::Kind::file);
}
