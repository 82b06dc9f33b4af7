#include "services/txt.h"

namespace edig::services {

std::vector<std::string> txt_strings(const dns::Record& record) {
  std::vector<std::string> strings;
  Reader reader(record.raw);
  while (auto length = reader.u8()) {
    auto string = reader.take(*length);
    if (!string) break;
    strings.emplace_back(as_text(*string));
  }
  return strings;
}

std::string txt_joined(const dns::Record& record) {
  std::string joined;
  for (const auto& string : txt_strings(record)) joined += string;
  return joined;
}

}  // namespace edig::services
