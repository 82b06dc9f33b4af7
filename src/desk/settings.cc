#include "desk/settings.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <utility>

#include "base/ascii.h"
#include "base/ip_address.h"
#include "cli/interpreter.h"
#include "cli/words.h"

namespace edig::desk {
namespace {

// What of edig's options says who is asked, how, and by what the answer is judged.
bool is_of_asking(const cli::Option& option) {
  constexpr std::string_view of_judging[] = {"direct", "ask-special", "trust-anchor", "root-hints",
                                             "deadline"};
  if (option.group == cli::Group::server || option.group == cli::Group::edns) return true;
  return std::ranges::find(of_judging, option.name) != std::end(of_judging);
}

Result<void> take_words(Settings& settings, const std::vector<std::string>& arguments) {
  auto words = cli::read_words(arguments);
  if (!words) return std::unexpected(words.error());
  for (const auto& word : *words)
    if (word.option && !is_of_asking(*word.option))
      return fail(Error::Kind::usage, "edig-desk has no use for " + word.given.spelling,
                  "it takes those options of edig that say who is asked and how");
  cli::Interpreter interpreter;
  if (auto taken = interpreter.take(*words); !taken) return taken;
  settings.line = std::move(interpreter.line);
  settings.question = std::move(interpreter.defaults);
  settings.question.why_asked = true;
  return {};
}

// A host, and the port where one stands behind it.
std::pair<std::string_view, std::optional<std::string_view>> split(std::string_view text) {
  if (text.find_first_not_of("0123456789") == text.npos) return {"0.0.0.0", text};
  if (text.starts_with('[') && text.ends_with(']')) return {text.substr(1, text.size() - 2), std::nullopt};
  auto colon = text.rfind(':');
  if (text.starts_with('[') && colon > 1 && text[colon - 1] == ']')
    return {text.substr(1, colon - 2), text.substr(colon + 1)};
  if (colon == text.npos || text.find(':') != colon) return {text, std::nullopt};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

bool read_port(std::string_view text, std::uint16_t& port) {
  auto [end, error] = std::from_chars(text.begin(), text.end(), port);
  return error == std::errc() && end == text.end();
}

// The desk's own options, on CLI11.
class Options {
 public:
  explicit Options(Settings& settings) : settings_(settings) {
    auto& limits = settings_.limits;
    several("--listen", listen_, "ADDR[:PORT]", "Where to listen (default 127.0.0.1:8053 and [::1]:8053)");
    number("--at-once", limits.at_once, 64, "Names that are looked at together");
    number("--waiting", limits.waiting, 10'000, "Names that wait for it");
    number("--per-minute", limits.per_minute, 100'000, "Names for each visitor in a minute");
    number("--keep", limits.kept, 10'000, "Answers that are kept for others");
    number("--connections", settings_.connections, 10'000, "Connections at once");
    several("--proxy", settings_.proxies, "ADDR", "Believe it on who asks (X-Forwarded-For)");
    several("--host", settings_.hosts, "NAME", "A name under which the desk is reached");
    app_.add_option("--cors", settings_.allowed_origin, "A web application that may read the interface")
        ->type_name("ORIGIN");
    app_.add_flag("--ask-private", settings_.ask_private, "Also ask zones' servers at private addresses");
    app_.add_flag("--log-addresses", settings_.log_addresses, "Log who asked");
    app_.add_flag("--version", version_, "The version");
    app_.footer(
        "@SERVER and +OPTION, as edig(1) has them, say who is asked and how; default: /etc/resolv.conf\n");
  }

  Result<void> read(std::vector<std::string> arguments) {
    try {
      std::ranges::reverse(arguments);  // as CLI11 wants them
      app_.parse(std::move(arguments));
    } catch (const CLI::CallForHelp&) {
      settings_.notice = app_.help();
    } catch (const CLI::Error& error) {
      return fail(Error::Kind::usage, error.what(), "see edig-desk --help");
    }
    if (version_) settings_.notice = std::string("edig-desk ") + EDIG_VERSION + "\n";
    return check();
  }

 private:
  void number(const char* name, unsigned& into, unsigned most, const char* help) {
    app_.add_option(name, into, fmt::format("{} (default {})", help, into))
        ->check(CLI::Range(1u, most).description(""))
        ->type_name("N");
  }
  void several(const char* name, std::vector<std::string>& into, const char* what, const char* help) {
    app_.add_option(name, into, help)->type_name(what)->allow_extra_args(false);
  }

  Result<void> check() {
    for (const auto& text : listen_) {
      auto place = read_place(text);
      if (!place) return std::unexpected(place.error());
      settings_.places.push_back(*place);
    }
    for (const auto& proxy : settings_.proxies)
      if (family_of_address(proxy) == AddressFamily::none)
        return fail(Error::Kind::usage, "--proxy: '" + proxy + "' is no address");
    for (auto& host : settings_.hosts) host = ascii::lower(host);
    return {};
  }

  Settings& settings_;
  CLI::App app_{"Says in a browser, and to programs, why a name fails", "edig-desk"};
  std::vector<std::string> listen_;
  bool version_ = false;
};

}  // namespace

Result<Place> read_place(std::string_view text) {
  Place place;
  auto [host, port] = split(text);
  place.address = host;
  if (family_of_address(host) != AddressFamily::none && (!port || read_port(*port, place.port))) return place;
  return fail(Error::Kind::usage, "--listen: '" + std::string(text) + "' is no address with a port",
              "as 127.0.0.1:8053, [::1]:8053 or 8053");
}

Result<Settings> read_settings(std::span<const char* const> argv) {
  std::vector<std::string> own(argv.begin() + (argv.empty() ? 0 : 1), argv.end()), of_edig;
  auto rest = std::ranges::stable_partition(
      own, [](const auto& word) { return !word.starts_with('@') && !word.starts_with('+'); });
  of_edig.assign(rest.begin(), rest.end());
  own.erase(rest.begin(), rest.end());
  Settings settings;
  if (auto read = Options(settings).read(std::move(own)); !read) return std::unexpected(read.error());
  if (auto taken = take_words(settings, of_edig); !taken) return std::unexpected(taken.error());
  settings.question.why.ask_private = settings.ask_private;
  return settings;
}

}  // namespace edig::desk
