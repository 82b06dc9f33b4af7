#include "ede/extended_error.h"

#include "ede/printable.h"

namespace edig::ede {
namespace {

void complain(ExtendedError& error, std::string_view what) {
  if (!error.malformed.empty()) error.malformed += "; ";
  error.malformed += what;
}

}  // namespace

ExtendedError decode(ByteView data, bool truncated, Channel channel) {
  ExtendedError error;
  Reader reader(data);
  error.info_code = reader.u16();
  if (truncated) complain(error, "OPTION-LENGTH runs past the end of the OPT record");
  if (!error.info_code) {
    complain(error, "no INFO-CODE: " + std::to_string(data.size()) +
                        (data.size() == 1 ? " octet" : " octets") + " where at least 2 are needed");
    return error;
  }
  error.extra_text = as_text(reader.rest());
  if (error.extra_text.ends_with('\0')) error.extra_text.pop_back();
  if (!is_utf8(error.extra_text)) complain(error, "EXTRA-TEXT is not UTF-8");
  error.structured = parse_structured(error.extra_text, *error.info_code, channel);
  if (!error.structured) error.read = read_extra_text(error.extra_text, *error.info_code);
  return error;
}

}  // namespace edig::ede
