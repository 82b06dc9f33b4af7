// What queries are signed with: a key from the command line (-y) or a file (-k), and the time of signing.
#pragma once

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

/// `text` without the secret of `key`, which has the form of -y.
std::string without_secret(std::string text, std::string_view key);

Result<void> set_tsig_key(LineSettings& line, QuestionSettings& question, const Given& given);
Result<void> set_tsig_key_file(LineSettings& line, QuestionSettings& question, const Given& given);
Result<void> set_signing_time(LineSettings& line, QuestionSettings& question, const Given& given);

}  // namespace edig::cli
