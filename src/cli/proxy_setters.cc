// +proxy and +proxy-plain: whom edig says that it speaks for.
#include "cli/setters.h"
#include "cli/values.h"

namespace edig::cli {
namespace {

using transport::Proxy;

// "192.0.2.1#4321"; without a port it is 0.
Result<Proxy::End> parse_end(std::string_view text, const std::string& spelling) {
  auto hash = std::min(text.find('#'), text.size());
  Proxy::End end{.address = std::string(text.substr(0, hash))};
  if (address_family(end.address) == AddressFamily::none || end.address.find('%') != end.address.npos)
    return fail(Error::Kind::usage,
                spelling + " takes SOURCE[#PORT]-DESTINATION[#PORT], not '" + end.address + "'",
                "both are addresses, as in 192.0.2.1#4321-192.0.2.53#53");
  if (hash == text.size()) return end;
  auto port = parse_number(text.substr(hash + 1), 0, 65535, "the port of " + spelling);
  if (!port) return std::unexpected(port.error());
  end.port = static_cast<std::uint16_t>(*port);
  return end;
}

Result<void> set_proxy(QuestionSettings& question, const Given& given, bool before_tls) {
  question.proxy.reset();
  if (!given.on) return {};
  Proxy proxy{.ends = {}, .before_tls = before_tls};
  if (given.value) {
    std::string_view text = *given.value;
    auto dash = std::min(text.find('-'), text.size());
    auto source = parse_end(text.substr(0, dash), given.spelling);
    if (!source) return std::unexpected(source.error());
    auto destination = parse_end(text.substr(std::min(dash + 1, text.size())), given.spelling);
    if (!destination) return std::unexpected(destination.error());
    if (address_family(source->address) != address_family(destination->address))
      return fail(Error::Kind::usage, given.spelling + " takes two addresses of one family");
    proxy.ends = {*source, *destination};
  }
  question.proxy = proxy;
  return {};
}

}  // namespace

Result<void> set_proxy_within(LineSettings&, QuestionSettings& question, const Given& given) {
  return set_proxy(question, given, false);
}
Result<void> set_proxy_plain(LineSettings&, QuestionSettings& question, const Given& given) {
  return set_proxy(question, given, true);
}

}  // namespace edig::cli
