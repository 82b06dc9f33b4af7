#include "cli/why.h"

#include "base/read_file.h"
#include "cli/client_fetcher.h"
#include "diagnosis/diagnose.h"

namespace edig::cli {
namespace {

// Where Debian keeps the root's trust anchors (package dns-root-data). Beside the built-in ones, so that
// neither an old edig nor an old file takes the root for broken.
constexpr const char* system_anchors = "/usr/share/dns/root.key";

diagnosis::Anchors default_anchors() {
  auto anchors = diagnosis::Anchors::root();
  auto text = read_file(system_anchors);
  auto more = text ? diagnosis::Anchors::parse(*text) : std::unexpected(text.error());
  if (more) anchors.records.insert(anchors.records.end(), more->records.begin(), more->records.end());
  return anchors;
}

}  // namespace

diagnosis::Diagnosis find_out_why(const Why& why, const report::Report& report, transport::Client& client,
                                  const std::vector<transport::Server>& servers,
                                  const transport::Tactics& tactics) {
  diagnosis::Request request;
  request.question = report.query.question;
  const auto& reply = report.exchange.reply;
  request.reply = reply ? Result<dns::Message>(reply->message) : std::unexpected(reply.error());
  for (const auto& error : report.extended_errors)
    if (error.info_code) request.info_codes.push_back(*error.info_code);
  request.anchors = why.anchors ? *why.anchors : default_anchors();
  request.hints = why.hints;
  if (why.at) request.now = *why.at;
  request.direct = why.direct;
  request.ask_special = why.ask_special;
  request.deadline = std::chrono::steady_clock::now() + why.deadline;
  ClientFetcher fetcher(client, servers, tactics);
  return diagnosis::diagnose(request, fetcher);
}

}  // namespace edig::cli
