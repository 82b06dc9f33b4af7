#include <zlib.h>
#include <zstd.h>

#include "base/line_reader.h"
#include "base_files.h"

using namespace edig;

namespace {

std::string gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

struct Read {
  std::vector<std::string> lines;
  std::string error;
};

Read read(const std::string& path) {
  auto reader = LineReader::open(path);
  REQUIRE(reader);
  Read all;
  while (auto next = reader->next()) {
    if (*next)
      all.lines.emplace_back(**next);
    else
      all.error = next->error().text;
  }
  CHECK(reader->ended());
  return all;
}

std::string many_lines() {
  std::string text;
  for (int i = 0; i < 50000; ++i) text += "www" + std::to_string(i * 7919 % 50000) + ".example.com\n";
  return text;
}

}  // namespace

TEST_CASE("TextStream: compressed text is read by its content, members and frames behind each other too") {
  Folder folder;
  auto text = many_lines();
  auto plain = read(folder.file("plain", text)).lines;
  REQUIRE(plain.size() == 50000);
  CHECK(read(folder.file("gzip", gzip(text))).lines == plain);
  CHECK(read(folder.file("zstd", zstd(text))).lines == plain);
  auto half = text.find('\n', text.size() / 2) - 3;
  auto first = text.substr(0, half), second = text.substr(half);
  CHECK(read(folder.file("members", gzip(first) + gzip("") + gzip(second))).lines == plain);
  std::string skippable("\x5a\x2a\x4d\x18\x03\x00\x00\x00xyz", 11);
  CHECK(read(folder.file("frames", skippable + zstd(first) + skippable + zstd(second))).lines == plain);
}

TEST_CASE("TextStream: a stream that is cut off or damaged is told, and gives its whole lines") {
  Folder folder;
  auto text = many_lines();
  for (auto packed : {gzip(text), zstd(text)}) {
    auto path = folder.file("cut", packed.substr(0, packed.size() * 2 / 3));
    auto cut = read(path);
    CHECK(cut.error == "cannot read '" + path + "': its compressed stream is cut off");
    CHECK(cut.lines.size() > 10000);
    CHECK(cut.lines.size() < 50000);
    for (const auto& line : cut.lines) CHECK_MESSAGE(line.ends_with(".example.com"), line);
    auto broken = packed;
    for (std::size_t i = 0; i < 64; ++i) broken[broken.size() / 2 + i] ^= 0x55;
    CHECK(read(folder.file("damaged", broken)).error.find("is damaged") != std::string::npos);
    CHECK(read(folder.file("tail", packed + "more")).error.find("stream is") != std::string::npos);
  }
  CHECK(read(folder.file("empty", gzip(""))).lines.empty());
  CHECK(read(folder.file("start", "\x1f")).lines == std::vector<std::string>{"\x1f"});
  CHECK(read(folder.file("bare", "\x1f\x8b")).error.find("cut off") != std::string::npos);
}

TEST_CASE("TextStream: what a few octets unfold into is read piece by piece") {
  Folder folder;
  std::string zeros(200 << 20, '0');
  auto path = folder.file("bomb", zstd(zeros));
  auto bomb = read(path);
  CHECK(bomb.lines.empty());
  CHECK(bomb.error == "cannot read '" + path + "': line 1 is longer than 65536 octets");
}
