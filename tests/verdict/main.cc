// The net for the verdict of +why.
//
//   edig_verdict mutations|losses [--every=N] [--jobs=N] [--list] [--only=TEXT] [--show]
//
// Makes every trial, or one of every N, and prints a table of those whose verdict is false, with one of each kind, or with
// --list all. --only takes the trials whose name holds TEXT, as the table prints it; --show prints what each finds out.
// The exit status is 1 where one failed.
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

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

}  // namespace

int main(int argc, char** argv) {
  try {
    auto options = read(argc, argv);
    Universe universe(EDIG_VERDICT_ZONES);
    if (options.net == "mutations") return run_mutations(universe, options) ? 0 : 1;
    if (options.net == "losses") return run_losses(universe, options) ? 0 : 1;
    throw std::runtime_error("usage: edig_verdict mutations|losses [--every=N] [--jobs=N] [--list] [--only=TEXT] [--show]");
  } catch (const std::exception& error) {
    std::cerr << "edig_verdict: " << error.what() << '\n';
    return 2;
  }
}
