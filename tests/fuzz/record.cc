// Makes a recording of a diagnosis, in the lab: fuzz_record NAME TYPE RESOLVER ANCHOR-FILE HINTS-FILE
// [direct]
#include <fstream>
#include <iostream>
#include <sstream>

#include "dns/types.h"
#include "recording.h"
#include "transport/client.h"

namespace {

using namespace edig;

transport::Job job(const diagnosis::Ask& ask, const std::string& resolver) {
  transport::Job job{
      .query = {.question = ask.question, .rd = ask.rd, .cd = ask.cd}, .servers = {}, .tactics = {}};
  if (!ask.edns) job.query.edns.reset();
  if (ask.edns) job.query.edns->dnssec_ok = ask.dnssec_ok;
  job.servers = {{.host = ask.server.empty() ? resolver : ask.server,
                  .protocol = ask.tcp ? transport::Protocol::tcp : transport::Protocol::udp,
                  .port = 53,
                  .tls = {},
                  .http = {}}};
  return job;
}

class Recorder : public diagnosis::Fetcher {
 public:
  explicit Recorder(std::string resolver) : resolver_(std::move(resolver)) {}

  std::vector<diagnosis::Answer> fetch(std::span<const diagnosis::Ask> asks,
                                       std::chrono::steady_clock::time_point) override {
    std::vector<diagnosis::Answer> answers;
    for (const auto& ask : asks) answers.push_back(record(ask));
    return answers;
  }

  diagnosis::Traffic traffic() const override { return {}; }

  diagnosis::Answer record(const diagnosis::Ask& ask) {
    auto exchange = client_.ask(job(ask, resolver_));
    if (!exchange.reply) return {std::unexpected(exchange.reply.error()), exchange.ms};
    std::cout << fuzz::recording_line({ask.question, ask.server, exchange.reply->wire});
    return {std::move(exchange.reply->message), exchange.ms, exchange.reply->without_edns};
  }

 private:
  std::string resolver_;
  transport::Client client_;
};

// The file's lines that are no comments, each behind the key.
std::string read_lines(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  std::string text;
  for (std::string line; std::getline(file, line);)
    if (!line.empty() && line[0] != ';') text += key + line + "\n";
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> args(argv + 1, argv + argc);
  if (args.size() < 5) return 1;
  std::ostringstream head;
  head << "question: " << args[0] << " " << args[1] << "\nnow: " << std::time(nullptr) << "\n"
       << (args.size() > 5 ? "direct: yes\n" : "") << read_lines(args[3], "anchor: ")
       << read_lines(args[4], "hint: ");
  std::cout << head.str();
  diagnosis::Request request;
  request.question = {*dns::Name::parse(args[0]), *dns::parse_type(args[1]), dns::cls::in};
  request.direct = args.size() > 5;
  request.reach = diagnosis::Reach::anywhere;
  std::ifstream anchors(args[3]), hints(args[4]);
  request.anchors = *diagnosis::Anchors::parse({std::string(std::istreambuf_iterator<char>(anchors), {})});
  request.hints = *diagnosis::RootHints::parse({std::string(std::istreambuf_iterator<char>(hints), {})});
  Recorder recorder(args[2]);
  request.reply = recorder.record({.question = request.question, .server = {}, .cd = false}).reply;
  auto diagnosis = diagnosis::diagnose(request, recorder);
  std::cerr << args[0] << " " << args[1] << ": " << name(diagnosis.status) << "\n";
  return 0;
}
