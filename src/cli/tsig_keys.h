// What queries are signed with: a key from the command line (-y) or a file (-k), and the time of signing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/options.h"
#include "dns/tsig_key.h"

namespace edig::cli {

/// "[ALGORITHM:]NAME:SECRET"; without an algorithm hmac-md5, as in dig. Errors repeat nothing of it.
Result<dns::TsigKey> parse_tsig_key(std::string_view text);
/// What `tsig-keygen` and `rndc-confgen` write: one statement
///   key "NAME" { algorithm ALGORITHM; secret "SECRET"; };
Result<dns::TsigKey> parse_tsig_key_file(std::string_view content);
/// The private half of a pair that dnssec-keygen wrote until BIND 9.12. `path`: of it,
/// "Ka.key.+163+01234.private", as its name is the key's.
Result<dns::TsigKey> parse_private_key_file(std::string_view path, std::string_view content);
/// The path of the private half, where `path` is that of a pair: with or without ".key" or ".private".
std::optional<std::string> private_half(std::string_view path);

/// `text` without the secret of `key`, which has the form of -y.
std::string without_secret(std::string text, std::string_view key);

Result<void> set_tsig_key(LineSettings& line, QuestionSettings& question, const Given& given);
Result<void> set_tsig_key_file(LineSettings& line, QuestionSettings& question, const Given& given);
Result<void> set_signing_time(LineSettings& line, QuestionSettings& question, const Given& given);

}  // namespace edig::cli
