#include "cli/tsig_keys.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/read_file.h"
#include "cli/values.h"

namespace edig::cli {
namespace {

constexpr std::string_view usual_algorithm = "hmac-md5";

std::unexpected<Error> no_key(std::string text) {
  return fail(Error::Kind::usage, std::move(text),
              R"(it is: key "NAME" { algorithm hmac-sha256; secret "..."; };)");
}

/// The tokens of named.conf: words, strings without their quotes, and { } ; each by itself. Comments in the
/// ways of C, C++ and the shell are passed over.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : rest_(text) {}

  /// Nothing at the end.
  std::optional<std::string_view> next() {
    skip_blanks();
    if (rest_.empty()) return std::nullopt;
    if (rest_[0] == '"') {
      take(1);
      auto string = take(rest_.find('"'));
      take(1);
      return string;
    }
    constexpr std::string_view marks = "{};";
    return take(marks.contains(rest_[0]) ? 1 : rest_.find_first_of(" \t\r\n{};\""));
  }

 private:
  std::string_view take(std::size_t count) {
    auto taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  // False where `begin` is not what comes next.
  bool skip(std::string_view begin, std::string_view end) {
    if (!rest_.starts_with(begin)) return false;
    take(rest_.find(end, begin.size()));
    take(end.size());
    return true;
  }
  void skip_blanks() {
    do {
      rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
    } while (skip("/*", "*/") || skip("//", "\n") || skip("#", "\n"));
  }

  std::string_view rest_;
};

Result<void> store_key(LineSettings& line, Result<dns::TsigKey> key) {
  if (!key) return std::unexpected(key.error());
  line.tsig_key = std::make_shared<const dns::TsigKey>(std::move(*key));
  return {};
}

}  // namespace

Result<dns::TsigKey> parse_tsig_key(std::string_view text) {
  auto parts = split(text, ":");
  if (parts.size() == 2) parts.insert(parts.begin(), usual_algorithm);
  if (parts.size() != 3) return fail(Error::Kind::usage, "-y takes a key", "-y [ALGORITHM:]NAME:SECRET");
  auto key = dns::make_tsig_key(parts[0], parts[1], parts[2]);
  return key ? std::move(key) : fail(key.error().kind, "-y: " + key.error().text, key.error().hint);
}

Result<dns::TsigKey> parse_tsig_key_file(std::string_view content) {
  Tokens tokens(content);
  auto expect = [&tokens](std::string_view word) { return tokens.next() == word; };
  if (!expect("key")) return no_key("it holds no key");
  auto name = tokens.next();
  if (!name || !expect("{")) return no_key("the key has no name");
  std::string_view algorithm, secret;
  for (auto word = tokens.next(); word != "}"; word = tokens.next()) {
    auto value = word ? tokens.next() : std::nullopt;
    bool known = word == "algorithm" || word == "secret";
    if (!value || !known || !expect(";"))
      return no_key("the key has something other than an algorithm and a secret");
    (word == "secret" ? secret : algorithm) = *value;
  }
  if (!expect(";") || tokens.next()) return no_key("it holds something other than one key");
  if (algorithm.empty() || secret.empty()) return no_key("the key lacks its algorithm or its secret");
  return dns::make_tsig_key(algorithm, *name, secret);
}

std::optional<std::string> private_half(std::string_view path) {
  auto file = path.substr(path.rfind('/') + 1);
  if (!file.starts_with('K') || std::ranges::count(file, '+') != 2) return std::nullopt;
  for (std::string_view half : {".key", ".private"})
    if (path.ends_with(half)) path.remove_suffix(half.size());
  return std::string(path) + ".private";
}

// Its lines: "Algorithm: 163 (HMAC_SHA256)", "Key: " and the secret, and others.
Result<dns::TsigKey> parse_private_key_file(std::string_view path, std::string_view content) {
  auto file = path.substr(path.rfind('/') + 1);
  auto name = file.substr(0, file.find('+')).substr(1);
  std::string algorithm, secret;
  for (auto line : split(content, "\n")) {
    auto words = split(line, " ()\r");
    if (words.size() == 3 && words[0] == "Algorithm:") algorithm = ascii::lower(words[2]);
    if (words.size() == 2 && words[0] == "Key:") secret = words[1];
  }
  std::ranges::replace(algorithm, '_', '-');
  if (!algorithm.starts_with("hmac-") || secret.empty())
    return fail(Error::Kind::usage, "it is no private key for TSIG", "queries are not signed with SIG(0)");
  return dns::make_tsig_key(algorithm, name, secret);
}

std::string without_secret(std::string text, std::string_view key) {
  auto secret = key.substr(key.rfind(':') + 1);
  if (secret.empty()) return text;
  for (auto at = text.find(secret); at != text.npos; at = text.find(secret, at))
    text.replace(at, secret.size(), "***");
  return text;
}

Result<void> set_tsig_key(LineSettings& line, QuestionSettings&, const Given& given) {
  return store_key(line, parse_tsig_key(*given.value));
}

Result<void> set_tsig_key_file(LineSettings& line, QuestionSettings&, const Given& given) {
  auto half = private_half(*given.value);
  const auto& path = half ? *half : *given.value;
  auto content = read_file(path);
  if (!content) return std::unexpected(content.error());
  auto key = half ? parse_private_key_file(path, *content) : parse_tsig_key_file(*content);
  return key ? store_key(line, std::move(key))
             : fail(Error::Kind::file, path + ": " + key.error().text, key.error().hint);
}

Result<void> set_signing_time(LineSettings& line, QuestionSettings&, const Given& given) {
  constexpr std::uint32_t usual = 1646972129;  // that of dig
  line.signing_time.reset();
  if (!given.on) return {};
  auto seconds =
      given.value ? parse_number(*given.value, 0, std::numeric_limits<std::uint32_t>::max(), given.spelling)
                  : Result<std::uint32_t>(usual);
  if (!seconds) return std::unexpected(seconds.error());
  line.signing_time = std::chrono::sys_seconds(std::chrono::seconds(*seconds));
  return {};
}

}  // namespace edig::cli
