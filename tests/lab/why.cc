// A plain view of a diagnosis for work on the diagnosis room: no command line of edig's, no report.
//
//   edig_why NAME TYPE RESOLVER ANCHOR-FILE HINTS-FILE [direct]     one diagnosis, printed plainly
//   edig_why - RESOLVER ANCHOR-FILE HINTS-FILE [direct]             a line "NAME TYPE" each on standard input
//
// RESOLVER: an address. HINTS-FILE may be "-": ask the resolver.
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "cli/client_fetcher.h"
#include "diagnosis/diagnose.h"
#include "dns/types.h"
#include "ede/extended_error.h"

namespace {

using namespace edig;

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

struct Settings {
  std::string resolver;
  diagnosis::Anchors anchors;
  std::optional<diagnosis::RootHints> hints;
  bool direct = false;
};

std::string codes_text(const std::vector<std::uint16_t>& codes) {
  return fmt::format("{}", fmt::join(codes, ","));
}

struct Outcome {
  diagnosis::Diagnosis diagnosis;
  std::string reply;
  double ms = 0;
};

Outcome diagnose(const dns::Question& question, const Settings& settings) {
  transport::Client client;
  std::vector<transport::Server> servers{
      {.host = settings.resolver, .protocol = transport::Protocol::udp, .port = 53, .tls = {}, .http = {}}};
  diagnosis::Request request{.question = question,
                             .info_codes = {},
                             .anchors = settings.anchors,
                             .hints = settings.hints,
                             .limits = {}};
  request.direct = settings.direct;
  Outcome outcome;
  if (!settings.direct) {
    transport::Job job{.query = {.question = question}, .servers = servers, .tactics = {}};
    job.query.edns->dnssec_ok = true;
    auto exchange = client.ask(job);
    if (exchange.reply) {
      const auto& message = exchange.reply->message;
      request.reply = message;
      if (message.edns)
        for (const auto& option : message.edns->options)
          if (option.code == dns::option::extended_error)
            if (auto error = ede::decode(option.data, option.truncated, ede::Channel::plain); error.info_code)
              request.info_codes.push_back(*error.info_code);
      outcome.reply = dns::rcode_text(message.rcode) + (message.header.ad ? " AD" : "") + " " +
                      codes_text(request.info_codes);
    } else {
      request.reply = std::unexpected(exchange.reply.error());
      outcome.reply = name(exchange.reply.error().kind);
    }
  }
  request.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(15);
  cli::ClientFetcher fetcher(client, servers, {});
  auto started = std::chrono::steady_clock::now();
  outcome.diagnosis = diagnosis::diagnose(request, fetcher);
  outcome.ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count();
  return outcome;
}

void print_value(const diagnosis::EvidenceValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) std::cout << *text;
  if (const auto* number = std::get_if<std::int64_t>(&value)) std::cout << *number;
  if (const auto* time = std::get_if<std::chrono::sys_seconds>(&value))
    std::cout << time->time_since_epoch().count();
  if (const auto* list = std::get_if<std::vector<std::string>>(&value))
    std::cout << fmt::format("[{}]", fmt::join(*list, " | "));
}

void print(const Outcome& outcome) {
  const auto& diagnosis = outcome.diagnosis;
  std::cout << fmt::format("{}  (said: {})  claim {}: {}\n", name(diagnosis.status), outcome.reply,
                           name(diagnosis.claim), diagnosis.claim_text);
  for (const auto& finding : diagnosis.findings) {
    std::cout << fmt::format("  {} {} {} zone {} fault {} server [{}] rrset [{}]\n    {}\n    -> {}\n    ",
                             name(finding.severity), finding.kind.text(),
                             finding.info_code ? std::to_string(*finding.info_code) : "-",
                             finding.zone.text(), name(finding.fault), finding.server, finding.rrset,
                             finding.text.in(ede::Language::en), finding.remedy.in(ede::Language::en));
    for (const auto& item : finding.evidence) {
      std::cout << item.key << "=";
      print_value(item.value);
      std::cout << " ";
    }
    std::cout << "\n";
  }
  for (const auto& link : diagnosis.chain) {
    std::cout << fmt::format("  {:<30} {} ds", link.zone.text(), name(link.status));
    for (const auto& ds : link.ds)
      std::cout << fmt::format(" {}/{}/{}{}", ds.key_tag, ds.algorithm, ds.digest_type,
                               ds.matches ? "+" : "-");
    std::cout << " keys";
    for (const auto& key : link.keys)
      std::cout << fmt::format(" {}/{}{}", key.key_tag, key.flags, key.signs_keys ? "*" : "");
    std::cout << "\n";
  }
  std::cout << fmt::format("  {}\n  {} questions, {} round trips, {:.1f} ms\n", diagnosis.answer,
                           diagnosis.questions, diagnosis.round_trips, outcome.ms);
}

// For the table: NAME TYPE|status|severity code zone fault server;...|claim|said|questions rounds ms
void print_line(const std::string& name_text, const Outcome& outcome) {
  const auto& diagnosis = outcome.diagnosis;
  std::cout << name_text << "|" << name(diagnosis.status) << "|";
  for (const auto& finding : diagnosis.findings)
    std::cout << fmt::format("{} {} {} {} {} {};", name(finding.severity),
                             finding.info_code ? static_cast<int>(*finding.info_code) : -1,
                             finding.zone.text(), name(finding.fault), finding.kind.text(),
                             finding.server.empty() ? "-" : finding.server);
  std::cout << fmt::format("|{}|{}|{} {} {:.0f}", name(diagnosis.claim), outcome.reply, diagnosis.questions,
                           diagnosis.round_trips, outcome.ms)
            << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> args(argv + 1, argv + argc);
  bool lines = !args.empty() && args[0] == "-";
  std::size_t first = lines ? 1 : 2;
  if (args.size() < first + 3) return 1;
  Settings settings;
  settings.resolver = args[first];
  auto anchors = diagnosis::Anchors::parse(read_file(args[first + 1]));
  if (!anchors) return std::cerr << anchors.error().text << "\n", 1;
  settings.anchors = *anchors;
  if (args[first + 2] != "-") {
    auto hints = diagnosis::RootHints::parse(read_file(args[first + 2]));
    if (!hints) return std::cerr << hints.error().text << "\n", 1;
    settings.hints = *hints;
  }
  settings.direct = args.size() > first + 3;
  auto ask = [&](const std::string& name, const std::string& type) {
    dns::Question question{*dns::Name::parse(name), *dns::parse_type(type), dns::cls::in};
    return diagnose(question, settings);
  };
  if (!lines) return print(ask(args[0], args[1])), 0;
  for (std::string name, type; std::cin >> name >> type;) print_line(name + " " + type, ask(name, type));
  return 0;
}
