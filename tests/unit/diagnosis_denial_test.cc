// Proofs that something does not exist, from values: each with what it needs, and without one piece of it.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "diagnosis/validation/proofs.h"
#include "diagnosis_zone.h"
#include "dns/ldns.h"
#include "dns/types.h"

using namespace edig;
using namespace edig::diagnosis;
using test::name;
using test::record;

namespace {

const dns::Name zone = name("example.");

DenialQuestion denies(Denies what, const std::string& owner, const std::string& type = "A",
                      std::size_t encloser_labels = 0) {
  return {what, name(owner), *dns::parse_type(type), encloser_labels};
}

/// The names of a zone and their types, and the records that deny all others.
using Types = std::map<std::string, std::string>;

const Types usual = {{"example.", "SOA NS"},  {"a.example.", "A"},          {"alias.example.", "CNAME"},
                     {"cut.example.", "NS"},  {"secure.example.", "NS DS"}, {"d.example.", "DNAME"},
                     {"b.ent.example.", "A"}, {"*.wild.example.", "A"},     {"closer.wild.example.", "TXT"}};

std::vector<NsecRecord> nsec_of(const Types& types) {
  std::map<dns::Name, std::string> sorted;
  for (const auto& [owner, list] : types) sorted[name(owner)] = list;
  std::vector<NsecRecord> records;
  for (auto at = sorted.begin(); at != sorted.end(); ++at) {
    auto next = std::next(at) == sorted.end() ? sorted.begin() : std::next(at);
    auto text = at->first.text() + " 300 IN NSEC " + next->first.text() + " " + at->second + " RRSIG NSEC";
    records.push_back({at->first, *dns::read_nsec(record(text))});
  }
  return records;
}

DenialVerdict by_nsec(const DenialQuestion& question, const std::string& without = "") {
  auto records = nsec_of(usual);
  if (!without.empty())
    REQUIRE(std::erase_if(records, [&](const auto& each) { return each.owner == name(without); }) == 1);
  return prove_nsec(question, zone, records);
}

struct Parameters {
  unsigned flags = 0, iterations = 0, hash_algorithm = 1;
  std::string salt = "-";
};

std::string hash(const dns::Name& owner, const Parameters& parameters) {
  auto salt = parameters.salt == "-" ? Bytes{} : *from_hex(parameters.salt);
  auto wire = owner.lower();
  dns::RdfPtr dname(ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, wire.wire().size(), wire.wire().data()));
  dns::RdfPtr hashed(ldns_nsec3_hash_name(dname.get(), 1, static_cast<std::uint16_t>(parameters.iterations),
                                          static_cast<std::uint8_t>(salt.size()), salt.data()));
  return std::string(dns::Name::from(hashed.get()).labels()[0]);
}

// Each name, and the empty non-terminals between it and the apex.
std::map<std::string, std::string> hashed(const Types& types, const Parameters& parameters) {
  std::map<std::string, std::string> sorted;
  for (const auto& [owner, list] : types) {
    sorted[hash(name(owner), parameters)] = list + " RRSIG";
    for (auto above = name(owner).parent(); above.is_within(zone) && above != zone; above = above.parent())
      sorted.try_emplace(hash(above, parameters), "");
  }
  return sorted;
}

std::vector<Nsec3Record> nsec3_of(const Types& types, const Parameters& parameters) {
  auto sorted = hashed(types, parameters);
  std::vector<Nsec3Record> records;
  for (auto at = sorted.begin(); at != sorted.end(); ++at) {
    auto next = std::next(at) == sorted.end() ? sorted.begin() : std::next(at);
    auto text = at->first + ".example. 300 IN NSEC3 " + std::to_string(parameters.hash_algorithm) + " " +
                std::to_string(parameters.flags) + " " + std::to_string(parameters.iterations) + " " +
                parameters.salt + " " + next->first + " " + at->second;
    auto read = record(text);
    records.push_back({read.owner, *dns::read_nsec3(read)});
  }
  return records;
}

DenialVerdict judged(const DenialQuestion& question, const std::vector<Nsec3Record>& records) {
  Budget budget{Limits{}};
  return prove_nsec3(question, zone, records, budget);
}

DenialVerdict by_nsec3(const DenialQuestion& question, const Parameters& parameters = {}) {
  return judged(question, nsec3_of(usual, parameters));
}

// The same without the record that matches or covers `owner`.
DenialVerdict by_nsec3_without(const DenialQuestion& question, const std::string& owner) {
  auto records = nsec3_of(usual, {});
  auto wanted = hash(name(owner), {});
  auto last = std::ranges::max(records, {}, &Nsec3Record::owner).owner;
  auto gone = std::erase_if(records, [&](const Nsec3Record& each) {
    auto from = std::string(each.owner.labels()[0]);
    auto next = std::ranges::upper_bound(records, each.owner, {}, &Nsec3Record::owner);
    auto to = next == records.end() ? std::string("~") : std::string(next->owner.labels()[0]);
    bool before_first = each.owner == last && wanted < std::string(records.front().owner.labels()[0]);
    return (from <= wanted && wanted < to) || before_first;
  });
  REQUIRE(gone == 1);
  return judged(question, records);
}

}  // namespace

TEST_CASE("NXNAME in the NSEC of a name says that the name does not exist (RFC 9824)") {
  auto nsec = record("no.example. 300 IN NSEC \\000.no.example. RRSIG NSEC TYPE128");
  std::vector<NsecRecord> made{{nsec.owner, *dns::read_nsec(nsec)}};
  for (auto what : {Denies::type, Denies::name}) {
    auto verdict = prove_nsec(denies(what, "no.example."), zone, made);
    CHECK(verdict.proven());
    CHECK(verdict.compact);
    CHECK_FALSE(prove_nsec(denies(what, "other.example."), zone, made).proven());
  }
}

TEST_CASE("NSEC: a name that does not exist needs its own gap and the wildcard's") {
  auto question = denies(Denies::name, "nx.example.");
  CHECK(by_nsec(question).proven());
  CHECK(by_nsec(question, "b.ent.example.").lacks == Lack::cover);
  auto no_wildcard = by_nsec(question, "example.");
  CHECK(no_wildcard.state == DenialState::incomplete);
  CHECK(no_wildcard.lacks_at == *dns::Name::parse("*.example."));
  CHECK(no_wildcard.lacks == Lack::wildcard_cover);
  CHECK(prove_nsec(question, zone, {}).state == DenialState::missing);
}

TEST_CASE("NSEC: names that exist are not denied") {
  for (const char* owner : {"a.example.", "ent.example.", "b.ent.example."}) {
    INFO(owner);
    CHECK(by_nsec(denies(Denies::name, owner)).state == DenialState::incomplete);
  }
  CHECK(by_nsec(denies(Denies::type, "a.example.", "TXT")).proven());
  CHECK(by_nsec(denies(Denies::type, "a.example.", "A")).lacks == Lack::denial_of_type);
  CHECK(by_nsec(denies(Denies::type, "ent.example.")).proven());  // an empty non-terminal
  CHECK(!by_nsec(denies(Denies::type, "alias.example.")).proven());
  CHECK(!by_nsec(denies(Denies::type, "a.example.", "TXT")).compact);
}

TEST_CASE("NSEC: one whose next name is another zone's denies nothing") {
  auto nsec = record("a.example. 300 IN NSEC z.other. A RRSIG NSEC");
  CHECK(
      !prove_nsec(denies(Denies::name, "nx.example."), zone, {{nsec.owner, *dns::read_nsec(nsec)}}).proven());
  CHECK(!prove_nsec(denies(Denies::wildcard, "nx.example."), zone, {{nsec.owner, *dns::read_nsec(nsec)}})
             .proven());
}

TEST_CASE("NSEC: each side of a zone cut speaks for its own (RFC 6840 section 4)") {
  CHECK(!by_nsec(denies(Denies::type, "cut.example.")).proven());
  for (const char* owner : {"below.cut.example.", "below.secure.example.", "below.d.example."}) {
    INFO(owner);
    CHECK(!by_nsec(denies(Denies::name, owner)).proven());
  }
  auto insecure = by_nsec(denies(Denies::ds, "cut.example.", "DS"));
  CHECK(insecure.proven());
  CHECK(insecure.delegation);
  CHECK(!by_nsec(denies(Denies::ds, "secure.example.", "DS")).proven());
  // The child's own apex says nothing of the DS.
  CHECK(!by_nsec(denies(Denies::ds, "example.", "DS")).proven());
  auto nowhere = by_nsec(denies(Denies::ds, "nx.example.", "DS"));
  CHECK(nowhere.proven());
  CHECK(nowhere.no_such_name);
}

TEST_CASE("NSEC: what a wildcard answers, no closer name may answer") {
  CHECK(by_nsec(denies(Denies::wildcard, "x.wild.example.", "A", 2)).proven());
  CHECK(!by_nsec(denies(Denies::wildcard, "x.closer.wild.example.", "A", 2)).proven());
  CHECK(!by_nsec(denies(Denies::wildcard, "x.wild.example.", "A", 2), "closer.wild.example.").proven());
  CHECK(by_nsec(denies(Denies::type, "x.wild.example.", "TXT")).proven());
  CHECK(!by_nsec(denies(Denies::type, "x.wild.example.", "A")).proven());
}

TEST_CASE("NSEC3: a name that does not exist needs encloser, next closer name and wildcard") {
  auto question = denies(Denies::name, "x.nx.example.");
  for (const auto& parameters : {Parameters{}, Parameters{.iterations = 5, .salt = "aabbccdd"}}) {
    auto verdict = by_nsec3(question, parameters);
    CHECK(verdict.proven());
    CHECK(verdict.iterations == parameters.iterations);
  }
  for (const char* needed : {"example.", "nx.example.", "*.example."}) {
    INFO(needed);
    CHECK(by_nsec3_without(question, needed).state == DenialState::incomplete);
  }
  CHECK(judged(question, {}).state == DenialState::missing);
}

TEST_CASE("NSEC3: names that exist are not denied") {
  for (const char* owner : {"a.example.", "ent.example.", "b.ent.example."}) {
    INFO(owner);
    CHECK(by_nsec3(denies(Denies::name, owner)).state == DenialState::incomplete);
  }
  CHECK(by_nsec3(denies(Denies::type, "a.example.", "TXT")).proven());
  CHECK(!by_nsec3(denies(Denies::type, "a.example.", "A")).proven());
  CHECK(by_nsec3(denies(Denies::type, "ent.example.")).proven());
  CHECK(!by_nsec3(denies(Denies::type, "alias.example.")).proven());
  CHECK(!by_nsec3_without(denies(Denies::type, "a.example.", "TXT"), "a.example.").proven());
}

TEST_CASE("NSEC3: each side of a zone cut speaks for its own") {
  CHECK(!by_nsec3(denies(Denies::type, "cut.example.")).proven());
  for (const char* owner : {"below.cut.example.", "below.d.example."}) {
    INFO(owner);
    auto verdict = by_nsec3(denies(Denies::name, owner));
    CHECK(!verdict.proven());
    CHECK(verdict.lacks == Lack::delegation_above);
  }
  auto insecure = by_nsec3(denies(Denies::ds, "cut.example.", "DS"));
  CHECK(insecure.proven());
  CHECK(insecure.delegation);
  CHECK(!by_nsec3(denies(Denies::ds, "secure.example.", "DS")).proven());
  CHECK(!by_nsec3(denies(Denies::ds, "example.", "DS")).proven());
}

TEST_CASE("NSEC3: opt-out is no proof, and counts as unsigned (RFC 5155 section 9.2)") {
  Parameters opt_out{.flags = 1};
  auto insecure = denies(Denies::ds, "unlisted.example.", "DS");
  CHECK(by_nsec3(insecure, opt_out).state == DenialState::opt_out);
  CHECK(!by_nsec3(insecure, opt_out).no_such_name);
  CHECK(by_nsec3(insecure).proven());
  CHECK(by_nsec3(insecure).no_such_name);
  CHECK(by_nsec3(denies(Denies::name, "nx.example."), opt_out).state == DenialState::opt_out);
  // What is listed is denied or not as ever.
  CHECK(by_nsec3(denies(Denies::type, "a.example.", "TXT"), opt_out).proven());
  CHECK(by_nsec3(denies(Denies::ds, "secure.example.", "DS"), opt_out).state == DenialState::incomplete);
}

TEST_CASE("NSEC3: in an opt-out span a wildcard's answer is not proven either (RFC 5155 section 8.7, 8.8)") {
  Parameters opt_out{.flags = 1};
  CHECK(by_nsec3(denies(Denies::wildcard, "x.wild.example.", "A", 2), opt_out).state == DenialState::opt_out);
  CHECK(by_nsec3(denies(Denies::type, "x.wild.example.", "MX"), opt_out).state == DenialState::opt_out);
}

TEST_CASE("NSEC3: what a wildcard answers, no closer name may answer") {
  CHECK(by_nsec3(denies(Denies::wildcard, "x.wild.example.", "A", 2)).proven());
  CHECK(!by_nsec3(denies(Denies::wildcard, "x.closer.wild.example.", "A", 2)).proven());
  CHECK(!by_nsec3_without(denies(Denies::wildcard, "x.wild.example.", "A", 2), "x.wild.example.").proven());
  CHECK(by_nsec3(denies(Denies::type, "x.wild.example.", "TXT")).proven());
}

TEST_CASE("NSEC3: iterations, and parameters that do not count") {
  auto question = denies(Denies::name, "nx.example.");
  CHECK(by_nsec3(question, {.iterations = iterations_accepted_by_some}).proven());
  auto more = by_nsec3(question, {.iterations = iterations_accepted_by_some + 1u});
  CHECK(more.state == DenialState::iterations);
  CHECK(more.counts_as_unsigned());
  CHECK(by_nsec3(question, {.hash_algorithm = 2}).state == DenialState::missing);
  CHECK(by_nsec3(question, {.flags = 2}).state == DenialState::missing);
  // All have to be of one chain (RFC 5155 section 8.2).
  auto mixed = nsec3_of({{"example.", "SOA NS"}}, {.salt = "aa"});
  auto others = nsec3_of(usual, {});
  mixed.insert(mixed.end(), others.begin(), others.end());
  CHECK(judged(denies(Denies::type, "a.example.", "TXT"), mixed).state == DenialState::incomplete);
}
