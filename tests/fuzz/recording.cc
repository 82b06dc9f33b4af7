#include "recording.h"

#include <fstream>
#include <sstream>

#include "dns/types.h"
#include "expect.h"

namespace edig::fuzz {
namespace {

dns::Question read_question(std::istream& words) {
  std::string name, type;
  words >> name >> type;
  return {dns::Name::parse(name).value(), dns::parse_type(type).value(), dns::cls::in};
}

RecordedReply read_reply(std::istream& words) {
  RecordedReply reply{read_question(words), {}, {}};
  std::string hex;
  words >> reply.server >> hex;
  if (reply.server == "resolver") reply.server.clear();
  reply.wire = from_hex(hex).value();
  return reply;
}

}  // namespace

std::string recording_line(const RecordedReply& reply) {
  return "reply: " + reply.question.name.text() + " " + dns::type_text(reply.question.type) + " " +
         (reply.server.empty() ? "resolver" : reply.server) + " " + to_hex(reply.wire) + "\n";
}

Recording read_recording(const std::string& path) {
  Recording recording;
  std::string anchors, hints;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string key, rest;
    words >> key;
    if (key == "question:") recording.request.question = read_question(words);
    if (key == "reply:") recording.replies.push_back(read_reply(words));
    if (key == "anchor:" && std::getline(words >> std::ws, rest)) anchors += rest + "\n";
    if (key == "hint:" && std::getline(words >> std::ws, rest)) hints += rest + "\n";
    if (key == "direct:") recording.request.direct = true;
    if (std::int64_t now = 0; key == "now:" && words >> now)
      recording.request.now = std::chrono::sys_seconds(std::chrono::seconds(now));
  }
  recording.request.anchors = diagnosis::Anchors::parse(anchors).value();
  recording.request.hints = diagnosis::RootHints::parse(hints).value();
  expect(!recording.replies.empty());
  return recording;
}

}  // namespace edig::fuzz
