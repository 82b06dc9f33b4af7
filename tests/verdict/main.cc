// The net for the verdict of +why.
//
//   edig_verdict mutations|losses [--every=N] [--jobs=N] [--list] [--only=TEXT] [--show]
//
// Makes every trial, or one of every N, and prints a table of those whose verdict is false, with one of each
// kind, or with --list all. --only takes the trials whose name holds TEXT, as the table prints it; --show
// prints what each finds out. The exit status is 1 where one failed.
//
//   edig_verdict reply
//
// For each line "ADDRESS NAME TYPE" of standard input: what the server there replies, in hexadecimal.
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

#include "dns/types.h"
#include "loss_net.h"
#include "mutation_net.h"

namespace {

using namespace edig::verdict;

Options read(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    auto value = word.find('=') == word.npos ? std::string() : word.substr(word.find('=') + 1);
    if (word.starts_with("--every="))
      options.every = std::stoul(value);
    else if (word.starts_with("--jobs="))
      options.jobs = static_cast<unsigned>(std::stoul(value));
    else if (word.starts_with("--only="))
      options.only = value;
    else if (word == "--list")
      options.list = true;
    else if (word == "--show")
      options.show = true;
    else if (options.net.empty() && !word.starts_with('-'))
      options.net = word;
    else
      throw std::runtime_error("no such option: " + word);
  }
  return options;
}

int reply(const Universe& universe) {
  for (std::string address, name, type; std::cin >> address >> name >> type;) {
    edig::dns::Question question{edig::dns::Name::parse(name).value(), edig::dns::parse_type(type).value(),
                                 edig::dns::cls::in};
    std::cout << edig::to_hex(
                     universe.reply({.question = question, .server = address, .rd = false, .cd = false}))
              << '\n';
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    auto options = read(argc, argv);
    Universe universe(EDIG_VERDICT_ZONES);
    if (options.net == "mutations") return run_mutations(universe, options) ? 0 : 1;
    if (options.net == "losses") return run_losses(universe, options) ? 0 : 1;
    if (options.net == "reply") return reply(universe);
    throw std::runtime_error(
        "usage: edig_verdict mutations|losses [--every=N] [--jobs=N] [--list] [--only=TEXT] [--show]");
  } catch (const std::exception& error) {
    std::cerr << "edig_verdict: " << error.what() << '\n';
    return 2;
  }
}
