#include "report/json_record.h"

#include "dns/types.h"
#include "report/wire_text.h"

namespace edig::report {
namespace {

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

}  // namespace

void append_json_record(std::string& out, std::string_view owner, std::string_view rdata, std::uint16_t type,
                        std::uint16_t cls, std::uint32_t ttl) {
  out += R"({"name":)";
  append_string(out, owner);
  out += R"(,"type":")";
  out += type_mnemonic(type);
  out += R"(","class":")";
  out += cls == dns::cls::in ? "IN" : dns::class_text(cls);
  out += R"(","ttl":)";
  out += std::to_string(ttl);
  out += R"(,"rdata":)";
  append_string(out, rdata);
  out += '}';
}

}  // namespace edig::report
