#include "diagnosis/judgement/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <set>

#include "diagnosis/asking/special_address.h"
#include "diagnosis/judgement/told.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"
#include "ede/registry.h"

namespace edig::diagnosis {
namespace {

using Codes = std::vector<std::uint16_t>;

bool has(const Codes& codes, std::initializer_list<std::uint16_t> wanted) {
  return std::ranges::any_of(codes,
                             [&](auto code) { return std::ranges::find(wanted, code) != wanted.end(); });
}

// The first of the codes that the resolver gave, or `otherwise`.
std::uint16_t said(const Codes& codes, std::initializer_list<std::uint16_t> wanted, std::uint16_t otherwise) {
  for (auto code : codes)
    if (std::ranges::find(wanted, code) != wanted.end()) return code;
  return otherwise;
}

using Rdata = std::set<Bytes>;

Rdata rdata_of(const dns::Message& message, std::uint16_t type) {
  Rdata data;
  for (const auto& record : message.answer)
    if (record.type == type) data.insert(dns::canonical_rdata(record));
  return data;
}

bool answers(const dns::Message& message, std::uint16_t type) { return !rdata_of(message, type).empty(); }

bool overlap(const Rdata& a, const Rdata& b) {
  return std::ranges::any_of(a, [&](const auto& item) { return b.contains(item); });
}

class Comparer {
 public:
  explicit Comparer(const Comparison& comparison)
      : comparison_(comparison),
        request_(comparison.request),
        codes_(comparison.request.info_codes),
        type_(comparison.request.question.type) {}

  std::vector<Finding> run() {
    if (sound()) comparison_.direct ? compare_with_sound() : compare_with_its_own();
    if (comparison_.truth.status == Status::bogus && request_.reply) compare_with_bogus();
    stale();
    return std::move(findings_);
  }

 private:
  // The truth is known, and it is an answer.
  bool sound() const {
    return comparison_.truth.message && !comparison_.truth.faulty() &&
           (comparison_.truth.status == Status::secure || comparison_.truth.status == Status::insecure);
  }

  void add(FindingKind kind, std::optional<std::uint16_t> code, Severity severity, Fault fault,
           std::string text, const char* remedy) {
    findings_.push_back({.kind = kind,
                         .info_code = code,
                         .severity = severity,
                         .zone = zone(),
                         .rrset = request_.question.name.text() + " " + dns::type_text(type_),
                         .server = {},
                         .fault = fault,
                         .text = std::move(text),
                         .remedy = remedy,
                         .evidence = {}});
    if (!codes_.empty()) {
      std::vector<std::string> texts;
      for (auto each : codes_) texts.push_back(std::to_string(each));
      findings_.back().evidence.push_back({"server_says", texts});
    }
  }

  dns::Name zone() const {
    return comparison_.truth.zones.empty() ? dns::Name() : comparison_.truth.zones.back().zone;
  }
  std::string subject() const { return request_.question.name.text() + " " + dns::type_text(type_); }
  std::string proof() const {
    return comparison_.truth.status == Status::secure ? "which is signed and validates"
                                                      : "as the zone's servers give it";
  }
  std::string there_is() const {
    return answers(*comparison_.truth.message, type_) ? "there is such a record, " + proof()
                                                      : "the zone's servers answer the question";
  }

  // Whether the resolver, told to check nothing, gives the evidence on the zone of the answer.
  bool resolver_knows_zone() const {
    if (!comparison_.resolver) return false;
    return std::ranges::none_of(comparison_.resolver->undelivered,
                                [&](const auto& item) {
                                  return item.first.name == zone() || !item.first.name.is_within(zone());
                                }) &&
           !comparison_.resolver->zones.empty();
  }
  // It said of several things in the zone that it fails, and gave none.
  bool resolver_gets_nothing() const {
    if (!comparison_.resolver || comparison_.resolver->message) return false;
    auto of_zone = [&](const auto& item) { return item.first.name.is_within(zone()); };
    auto failed = std::ranges::count_if(comparison_.resolver->undelivered, of_zone);
    auto told = std::ranges::count_if(comparison_.resolver->undelivered, [&](const auto& item) {
      return of_zone(item) && item.second == dns::rcode_text(dns::rcode::servfail);
    });
    return told == failed && told > 1;
  }
  bool resolver_delivers_answer() const { return comparison_.resolver && comparison_.resolver->message; }

  void compare_with_sound() {
    if (!request_.reply) return no_reply();
    const auto& reply = *request_.reply;
    if (reply.rcode == dns::rcode::refused) return refused();
    if (reply.rcode != dns::rcode::noerror && reply.rcode != dns::rcode::nxdomain) return fails();
    if (!reply.is_whole()) return incomplete(reply);
    const auto& truth = *comparison_.truth.message;
    bool there = answers(truth, type_), told = answers(reply, type_);
    if (there && !told) return denied(reply.rcode == dns::rcode::nxdomain);
    if (reply.rcode != comparison_.truth.proven().rcode && !comparison_.truth.name_exists)
      return other_rcode(reply.rcode);
    if (told && rdata_of(reply, type_) != rdata_of(truth, type_)) other_data(reply, truth);
    if (findings_.empty() && comparison_.truth.status == Status::secure && !is_signed(reply))
      return unsigned_data();
    if (!findings_.empty()) return;
    if (has(codes_, {4, 15, 16, 17}))
      add("claimed-policy", said(codes_, {15, 16, 17, 4}, 15), Severity::note, Fault::resolver,
          "the resolver says that its policy changed the answer, and it is the one that the zone's servers "
          "give",
          "ask the resolver's operator");
  }

  // The zone's servers cannot be asked, and the resolver's reply holds more than it gives as evidence.
  void compare_with_its_own() {
    if (comparison_.truth.status != Status::secure || !request_.reply) return;
    if (request_.reply->rcode != dns::rcode::noerror || is_signed(*request_.reply)) return;
    add("other-data", std::nullopt, Severity::warning, Fault::unknown,
        fmt::format(
            "the reply for {} holds records that are not among the signed ones which the resolver gave "
            "as evidence: they changed between the two questions, or something on the way changed them",
            subject()),
        "ask again; another resolver (+compare), or another network, settles it");
  }

  void no_reply() {
    auto kind = request_.reply.error().kind;
    bool silent = kind == Error::Kind::timeout || kind == Error::Kind::closed;
    if (!comparison_.resolver || !silent) return;
    if (!resolver_delivers_answer() && resolver_knows_zone())
      return add("dropped-by-resolver", 23, Severity::error, Fault::resolver,
                 fmt::format("the resolver answers other questions and is silent about {}; {}", subject(),
                             there_is()),
                 "ask again; then ask the resolver's operator why it gives no reply");
    if (!resolver_delivers_answer()) return;
    add("resolver-slow", 23, Severity::warning, Fault::network,
        "the resolver gave no reply at first and answers when it is asked again",
        "ask again; check the path to the resolver");
  }

  void other_rcode(std::uint16_t rcode) {
    add("rcode-differs", std::nullopt, Severity::warning, Fault::resolver,
        fmt::format("the resolver answers {} for {}, and it is {} {}", dns::rcode_text(rcode), subject(),
                    dns::rcode_text(comparison_.truth.proven().rcode), proof()),
        "have the resolver's operator check its cache and version");
  }

  // What is not in it may have been in what is lost of it.
  void incomplete(const dns::Message& reply) {
    add("reply-incomplete", std::nullopt, reply.header.tc ? Severity::warning : Severity::error,
        Fault::unknown,
        fmt::format("the reply for {} {}; {}", subject(),
                    reply.header.tc ? "is truncated (TC), and was not had whole over TCP"
                                    : "ends before what its header promises",
                    there_is()),
        "ask again over TCP (+tcp); then look for what cuts messages on the way");
  }

  void prohibited() {
    add("prohibited", 18, Severity::error, Fault::resolver, "the resolver refuses to serve this client",
        "ask the resolver's operator to serve this client's address, or use another resolver");
  }

  void refused() {
    if (resolver_knows_zone() && !has(codes_, {18}))
      return add(
          "refused-by-policy", said(codes_, {15, 16, 17}, 15), Severity::error, Fault::resolver,
          fmt::format("the resolver refuses {} and answers other questions; {}", subject(), there_is()),
          "ask the resolver's operator why the name is blocked");
    prohibited();
  }

  void fails() {
    auto rcode = dns::rcode_text(request_.reply->rcode);
    bool knows = resolver_knows_zone();
    if (has(codes_, {13}))
      return add("cached-error", 13, Severity::warning, Fault::resolver,
                 fmt::format("the resolver repeats an earlier failure from its cache; {} now", there_is()),
                 "wait until the resolver's cache lets go, or have its operator flush the name");
    if (has(codes_, {15, 16, 17}))
      return add("blocked", said(codes_, {15, 16, 17}, 15), Severity::error, Fault::resolver,
                 fmt::format("the resolver answers {} for {}, and says that it does so on purpose; {}", rcode,
                             subject(), there_is()),
                 "ask the resolver's operator why the name is blocked");
    if (has(codes_, {18})) return prohibited();
    if (!knows && resolver_gets_nothing())
      return add("resolver-cannot-reach-zone", 22, Severity::error, Fault::zone,
                 fmt::format(
                     "the resolver gets no answer from the servers of {}, which answer when asked from here: "
                     "they refuse the resolver, or the path between is broken",
                     zone().text()),
                 "let the zone's servers answer every resolver (allow-query, rate limits, firewalls)");
    auto code = said(codes_, {1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 25, 27, 4, 14, 20, 21, 22, 23, 24}, 6);
    add("resolver-fails", code, Severity::error, Fault::resolver,
        fmt::format("the resolver answers {} where the chain of trust is sound and {}", rcode, there_is()),
        "check the resolver's trust anchors, clock and cache (flush the name), and its policy");
  }

  void denied(bool name_error) {
    if (stale_denial()) return;
    auto code = said(codes_, {15, 16, 17, 4, 18}, 15);
    add(code == 4 ? FindingKind("forged") : "blocked", code, Severity::error, Fault::resolver,
        fmt::format("the resolver says {} {}, {}; {}", subject(),
                    name_error ? "does not exist" : "has no records",
                    has(codes_, {15, 16, 17, 4, 18}) ? "and that it does so on purpose" : "without proof",
                    there_is()),
        "ask the resolver's operator; another resolver may answer");
  }

  // What the resolver denies was denied by the zone itself not long ago: its proof is signed.
  bool stale_denial() {
    if (!comparison_.resolver || comparison_.resolver->status != Status::secure ||
        comparison_.resolver->faulty())
      return false;
    add("stale-denial", std::nullopt, Severity::warning, Fault::none,
        fmt::format("the resolver has a signed proof in its cache that there is no {}; by now {}", subject(),
                    there_is()),
        "wait until the resolver's cache lets go, or have its operator flush the name");
    return true;
  }

  // Whether each record of the reply is one that was seen signed: by the zone's servers or in what the
  // resolver delivers.
  bool is_signed(const dns::Message& reply) const {
    bool either = std::ranges::any_of(comparison_.truth.findings, [](const Finding& finding) {
      return finding.kind == FindingKind("cname-and-other-data");
    });
    if (either) return true;
    auto good = all_data_of(comparison_.truth.proven());
    if (const auto* walk = comparison_.resolver; walk && walk->status == Status::secure && walk->message)
      good.merge(all_data_of(walk->proven()));
    if (comparison_.health)
      for (const auto& server : comparison_.health->servers)
        if (server.answer) good.merge(all_data_of(*server.answer));
    return is_subset(all_data_of(reply), good);
  }

  void unsigned_data() {
    add("forged", said(codes_, {4, 15, 16, 17}, 4), Severity::error, Fault::resolver,
        fmt::format(
            "the reply for {} holds records that are not among the signed ones: the resolver added or "
            "changed them, or something on the way did",
            subject()),
        "ask the resolver's operator; ask over TLS or HTTPS, where nothing on the way can change the reply");
  }

  // A server of the zone that gives the same.
  bool borne_out(const dns::Message& reply) const {
    return comparison_.health && std::ranges::any_of(comparison_.health->servers, [&](const auto& server) {
             return server.answer && overlap(rdata_of(*server.answer, type_), rdata_of(reply, type_));
           });
  }

  // Some records of a signed RRset, and not all, as no server of the zone gives it.
  bool is_part(const dns::Message& reply, const dns::Message& truth) const {
    auto data = rdata_of(reply, type_), whole = rdata_of(truth, type_);
    auto gives_it = [&](const auto& server) {
      return server.answer && rdata_of(*server.answer, type_) == data;
    };
    return data != whole && std::ranges::includes(whole, data) &&
           !(comparison_.health && std::ranges::any_of(comparison_.health->servers, gives_it));
  }

  void part() {
    add("reply-incomplete", std::nullopt, Severity::warning, Fault::unknown,
        fmt::format("the reply holds some of the signed records of {}, and not all", subject()),
        "ask again; then look for what changes messages on the way");
  }

  void other_data(const dns::Message& reply, const dns::Message& truth) {
    bool claimed = has(codes_, {4, 15, 16, 17});
    bool signed_data = comparison_.truth.status == Status::secure;
    if (!claimed && signed_data && is_part(reply, truth)) return part();
    bool resolver_sound = comparison_.resolver && comparison_.resolver->status == Status::secure &&
                          !comparison_.resolver->faulty();
    if (!claimed &&
        (resolver_sound || borne_out(reply) || overlap(rdata_of(reply, type_), rdata_of(truth, type_))))
      return;
    bool suspect = has_special_address(reply) && !has_special_address(truth);
    if (!signed_data && !claimed && !suspect)
      return add("other-data", std::nullopt, Severity::note, Fault::none,
                 fmt::format(
                     "the resolver gives other records for {} than the zone's servers give here; the zone is "
                     "unsigned, so it may be on purpose (geography, load) or forged",
                     subject()),
                 "compare with other resolvers (+compare)");
    add("forged", said(codes_, {4, 15, 16, 17}, 4), Severity::error, Fault::resolver,
        fmt::format("the resolver gives other records for {} than the zone's servers; {}", subject(),
                    there_is()),
        "ask the resolver's operator; another resolver may give the true answer");
  }

  // Above the name all that the resolver gives is signed; about the name nothing has a trace of DNSSEC. That
  // is how a policy's own answer looks; and the zone's servers cannot be asked.
  bool is_bare() const {
    const auto& truth = comparison_.truth;
    if (comparison_.direct || !truth.message || !signed_zone()) return false;
    auto is_dnssec = [](const dns::Record& record) {
      return record.type == dns::type::rrsig || record.type == dns::type::nsec ||
             record.type == dns::type::nsec3;
    };
    return std::ranges::all_of(truth.findings,
                               [](const Finding& finding) {
                                 return finding.severity != Severity::error || is_absence(finding);
                               }) &&
           std::ranges::none_of(truth.message->answer, is_dnssec) &&
           std::ranges::none_of(truth.message->authority, is_dnssec);
  }

  // The last zone on the way whose keys hold.
  const ZoneTrust* signed_zone() const {
    auto zones = std::views::reverse(comparison_.truth.zones);
    auto found = std::ranges::find_if(zones, [](const ZoneTrust& trust) {
      return trust.status == Status::secure && !trust.zone.is_root();
    });
    return found == zones.end() ? nullptr : &*found;
  }

  // By its own word; or it validates, and would not pass on what is the zone's, but for an exception that it
  // tells of.
  bool made_up() const {
    return has(codes_, {4, 15, 16, 17}) || (comparison_.validates == true && !has(codes_, {33}));
  }

  void bare(const dns::Message& reply) {
    bool claimed = has(codes_, {4, 15, 16, 17}), told = answers(reply, type_);
    auto what = told                                  ? "gives records for " + subject()
                : reply.rcode == dns::rcode::nxdomain ? "says that " + subject() + " does not exist"
                                                      : "says that there are no records for " + subject();
    add(told ? FindingKind("forged-unproven") : FindingKind("blocked-unproven"),
        said(codes_, {15, 16, 17, 4}, told ? 4 : 15), Severity::error, Fault::resolver,
        fmt::format(
            "the resolver {} without a signature, {}; {} is signed, and its servers cannot be asked from "
            "here",
            what, claimed ? "and that it does so on purpose" : "although it validates",
            signed_zone()->zone.text()),
        "ask the resolver's operator; another resolver (+compare), or another network, settles it");
  }

  // The zone is broken, and the resolver answers all the same.
  void compare_with_bogus() {
    const auto& reply = *request_.reply;
    bool answered = reply.rcode == dns::rcode::noerror || reply.rcode == dns::rcode::nxdomain;
    if (!answered || reply.header.cd) return;
    if (is_bare() && made_up()) return bare(reply);
    if (has(codes_, {33}) || (comparison_.validates == true && !reply.header.ad))
      return add(
          "negative-trust-anchor", 33, Severity::warning, Fault::resolver,
          fmt::format("the resolver validates, and gives {} unvalidated: an exception for it{}", subject(),
                      has(codes_, {33}) ? ", as it says (RFC 7646)" : " seems to be configured (RFC 7646)"),
          "nothing, while the zone's operator repairs it; then remove the negative trust anchor");
    if (comparison_.validates == false)
      return add(
          "resolver-does-not-validate", std::nullopt, Severity::warning, Fault::resolver,
          "this resolver does not validate: its clients get the answer, those of validating resolvers do not",
          "nothing for the zone; have the resolver validate");
    if (reply.header.ad)
      add("resolver-accepts", std::nullopt, Severity::warning, Fault::resolver,
          "this resolver says that it validated the answer (AD), which the evidence does not bear out",
          "have the resolver's operator check its version");
  }

  void stale() {
    if (!request_.reply || !has(codes_, {3, 19})) return;
    const auto& reply = *request_.reply;
    bool name_error = reply.rcode == dns::rcode::nxdomain;
    if (!name_error && !answers(reply, type_)) return;  // a failure holds no stale data
    bool gone = comparison_.truth.status == Status::unresolvable ||
                (comparison_.health && comparison_.health->dead());
    add("stale-answer", name_error ? 19 : 3, Severity::warning, Fault::resolver,
        gone ? "the resolver answers from expired cache, for it cannot reach the zone's servers"
             : "the resolver answers from expired cache; the zone's servers answer when asked from here",
        "nothing: the answer is old and may still serve; it will be renewed once the servers can be reached");
  }

  const Comparison& comparison_;
  const Request& request_;
  const Codes& codes_;
  std::uint16_t type_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> policy_findings(const Comparison& comparison) { return Comparer(comparison).run(); }

bool is_absence(const Finding& finding) {
  bool by_a_key =
      std::ranges::find(finding.evidence, "key_tag", &EvidenceItem::key) != finding.evidence.end();
  return !by_a_key && (finding.kind == "nsec-missing" || finding.kind == "rrsigs-missing");
}

bool contradicted(const Request& request, const ZoneHealth& health) {
  if (!request.reply) return false;
  const auto& reply = *request.reply;
  auto type = request.question.type;
  bool told = answers(reply, type), any = false;
  for (const auto& server : health.servers) {
    any |= server.good() && server.refers;
    if (!server.good() || !server.answer) continue;
    any = true;
    if (server.answer->rcode == reply.rcode && answers(*server.answer, type) == told &&
        (!told || overlap(rdata_of(*server.answer, type), rdata_of(reply, type))))
      return false;
  }
  return any;
}

}  // namespace edig::diagnosis
