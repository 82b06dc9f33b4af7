#include "cli/help.h"

#include "cli/options.h"

namespace edig::cli {
namespace {

constexpr std::string_view usage =
    "Usage: edig [@SERVER]... [NAME] [TYPE] [CLASS] [OPTION]... [NAME ...]\n"
    "Asks a DNS question and says what went wrong, why, where, and whose turn it is.\n"
    "\n"
    "SERVER is an address, a host name or a URL, with #PORT or :PORT if need be:\n"
    "192.0.2.53#5353, [2001:db8::53]:5353, tls://dns.example,\n"
    "https://dns.example/dns-query; a DNS stamp, sdns://...; or a set of servers,\n"
    "public or public-filtering. Without one, resolv.conf says whom to ask.\n"
    "Options before the first NAME are for every question, those after a NAME for\n"
    "that one. +[no]X stands for +X and +noX, which may also be written --X and\n"
    "--no-X; a name may be abbreviated.\n";

constexpr std::string_view examples =
    "\n"
    "Examples:\n"
    "  edig www.example.com                        an address\n"
    "  edig @tls://dns.example example.com MX +dnssec\n"
    "  edig +json -x 192.0.2.1 example.com TXT     two questions, as JSON Lines\n"
    "  edig +compare @public example.com           is it only my resolver?\n"
    "\n"
    "Exit status: 0 a good reply, 1 usage, 2 a failure RCODE, 3 a suspect reply,\n"
    "8 an unreadable file, 9 no reply, 10 internal error. See edig(1).\n";

constexpr std::size_t help_column = 28;

std::string_view title(Group group) {
  constexpr std::string_view titles[] = {"Server and transport",
                                         "Question",
                                         "EDNS",
                                         "Names",
                                         "Diagnosis",
                                         "Many names",
                                         "Output",
                                         "Program",
                                         "Accepted because dig has them"};
  return titles[static_cast<std::size_t>(group)];
}

std::string left_side(const Option& option) {
  std::string text = "  ";
  if (option.letter) text += std::string("-") + option.letter + (option.name.empty() ? "" : ", ");
  if (!option.name.empty()) {
    text += option.plus ? "+" : "--";
    text += std::string(option.negatable ? "[no]" : "") + std::string(option.name);
  }
  if (option.takes == Takes::nothing) return text;
  auto value = (option.plus ? "=" : " ") + std::string(option.placeholder);
  return text + (option.takes == Takes::value ? value : "[" + value + "]");
}

void append(std::string& text, const Option& option) {
  auto left = left_side(option);
  left += left.size() + 2 > help_column ? "\n" + std::string(help_column, ' ')
                                        : std::string(help_column - left.size(), ' ');
  text += left + std::string(option.help) + "\n";
}

}  // namespace

std::string help_text() {
  std::string text(usage);
  auto group = Group::ignored;
  for (const auto& option : options()) {
    if (option.group != group || text.size() == usage.size()) {
      group = option.group;
      text += "\n" + std::string(title(group)) + ":\n";
    }
    append(text, option);
  }
  return text + std::string(examples);
}

}  // namespace edig::cli
