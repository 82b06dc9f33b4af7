// edig-desk's command line: how it listens, what it allows, and - in edig's own words, @SERVER and +option -
// who is asked and how.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/requests.h"
#include "desk/counter.h"

namespace edig::desk {

struct Place {
  std::string address;  // numeric
  std::uint16_t port = 8053;
  friend bool operator==(const Place&, const Place&) = default;
};

struct Settings {
  std::vector<Place> places;  // empty: port 8053 of 127.0.0.1 and ::1, as far as there are such
  Limits limits;
  unsigned connections = 500;        // at once, in all
  std::vector<std::string> proxies;  // addresses whose X-Forwarded-For is believed
  std::vector<std::string> hosts;    // names under which the desk is reached, in lower case
  std::string allowed_origin;        // of web applications elsewhere; empty: none
  bool ask_private = false;          // zones' servers at private addresses, too
  bool log_addresses = false;

  cli::LineSettings line;          // of the operator's words
  cli::QuestionSettings question;  // where every question starts
  std::string notice;              // for --help and --version: what to print, and nothing is done
};

/// An error is of kind usage or file.
Result<Settings> read_settings(std::span<const char* const> argv);

/// "127.0.0.1", "127.0.0.1:8053", "[::1]:8053", "8053" (of all addresses: "0.0.0.0:8053")
Result<Place> read_place(std::string_view text);

}  // namespace edig::desk
