// What a resolver answers for a sound name, against what the zone's servers say: withheld, forged, private to
// its network, old, or in part.
#include <algorithm>
#include <optional>

#include "diagnosis/asking/special_address.h"
#include "diagnosis/judgement/answer.h"
#include "diagnosis/judgement/policy_view.h"
#include "diagnosis/judgement/special_names.h"
#include "diagnosis/judgement/told.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using Outcome = std::optional<Finding>;

bool any_server(const PolicyView& view, auto&& wanted) {
  return view.health() && std::ranges::any_of(view.health()->servers, [&](const auto& server) {
           return server.answer && wanted(*server.answer);
         });
}

// What the resolver delivers with its signatures validates.
bool resolver_sound(const PolicyView& view) {
  return view.resolver() && view.resolver()->status == Status::secure && !view.resolver()->faulty();
}

Finding forged(const PolicyView& view, std::string_view variant) {
  return view.tell("forged", variant, Severity::error, Fault::resolver, view.said(policy_codes).value_or(4));
}

// What is not in it may have been in what is lost of it.
Finding incomplete(const PolicyView& view, const dns::Message& reply) {
  return view.tell("reply-incomplete", reply.header.tc ? "truncated" : "",
                   reply.header.tc ? Severity::warning : Severity::error, Fault::unknown);
}

Finding in_part(const PolicyView& view) {
  return view.tell("reply-incomplete", "part", Severity::warning, Fault::unknown);
}

// What is denied was denied by the zone itself: the proof is signed, or of an unsigned zone its own SOA comes
// along (RFC 2308 section 5).
bool is_denied_by_zone(const PolicyView& view, const dns::Message& reply) {
  if (view.truth().status == Status::secure) return resolver_sound(view);
  return !view.says(policy_codes) && !dns::select(reply.authority, view.zone(), dns::type::soa).empty();
}

// Denied and there in one and the same version of the zone.
bool is_of_today(const PolicyView& view, const dns::Message& reply) {
  auto soa = dns::select(reply.authority, view.zone(), dns::type::soa);
  auto serial = soa.empty() ? std::nullopt : dns::read_serial(*soa.front());
  return serial && view.health() && std::ranges::any_of(view.health()->servers, [&](const auto& server) {
           return server.serial == serial;
         });
}

Finding denied(const PolicyView& view, const dns::Message& reply) {
  if (is_denied_by_zone(view, reply))
    return is_of_today(view, reply) ? view.tell("zone-contradicts-itself", "", Severity::error, Fault::zone)
                                    : view.tell("stale-denial", "", Severity::warning, Fault::none);
  bool claimed = view.says({15, 16, 17, 4, 18});
  Values values{{"what", word(reply.rcode == dns::rcode::nxdomain ? Word("denies-name") : "denies-records")},
                {"how", word(claimed ? Word("how-claimed") : "how-unproven")}};
  auto code = view.said({15, 16, 17, 4, 18}).value_or(15);
  return view.tell(code == 4 ? FindingKind("forged") : "blocked", "denial", Severity::error, Fault::resolver,
                   code, std::move(values));
}

// There is a page in its place, for whatever name.
Outcome invented(const PolicyView& view, const dns::Message& reply) {
  if (view.type() != dns::type::a && view.type() != dns::type::aaaa) return std::nullopt;
  const auto* invention = view.state().invention();
  if (!invention) return std::nullopt;
  if (overlap(rdata_of(*invention, dns::type::a), rdata_of(reply, dns::type::a)))
    return view.tell("captive-portal", "", Severity::error, Fault::network, view.said(policy_codes));
  return std::nullopt;
}

// The public DNS has no such name; this resolver has.
Finding only_here(const PolicyView& view) {
  if (auto special = special_name(view.question().name))
    return view.tell("private-name", "special", Severity::note, Fault::none, {},
                     {{"use", Wording(*special)}});
  bool secure = view.truth().status == Status::secure;
  return view.tell("private-name", secure ? "signed" : "", secure ? Severity::warning : Severity::note,
                   Fault::none);
}

Outcome other_data(const PolicyView& view, const dns::Message& reply, const dns::Message& truth) {
  bool claimed = view.says(policy_codes), is_signed = view.truth().status == Status::secure;
  auto data = rdata_of(reply, view.type()), whole = rdata_of(truth, view.type());
  if (auto portal = invented(view, reply)) return portal;
  auto gives_some = [&](const dns::Message& answer) { return overlap(rdata_of(answer, view.type()), data); };
  if (!claimed && (resolver_sound(view) || overlap(data, whole) || any_server(view, gives_some)))
    return std::nullopt;
  if (!claimed && whole.empty()) return only_here(view);
  bool suspect = has_special_address(reply) && !has_special_address(truth);
  if (!is_signed && !claimed && !suspect)
    return view.tell("other-data", "unsigned", Severity::note, Fault::none);
  return forged(view, "");
}

// Each record of the reply is one that was seen signed: by the zone's servers or in what the resolver
// delivers.
bool is_signed(const PolicyView& view, const dns::Message& reply, const dns::Message& truth) {
  bool either = std::ranges::any_of(view.truth().findings, [](const Finding& finding) {
    return finding.kind == FindingKind("cname-and-other-data");
  });
  if (either) return true;
  auto good = all_data_of(truth);
  if (const auto* walk = view.resolver(); walk && walk->status == Status::secure && walk->message)
    good.merge(all_data_of(walk->proven()));
  if (view.health())
    for (const auto& server : view.health()->servers)
      if (server.answer) good.merge(all_data_of(*server.answer));
  return is_subset(all_data_of(reply), good);
}

Wording right_rcode(const PolicyView& view, const dns::Message& truth) {
  return word(view.truth().status == Status::secure ? Word("right-signed") : "right-served",
              {{"rcode", dns::rcode_text(truth.rcode)}});
}

// Its records are at the name, or where the aliases lead from it: those of the zone's servers or its own.
bool is_told(const PolicyView& view, const dns::Message& reply) {
  auto is_there = [&](const dns::Name& name) {
    return !dns::select(reply.answer, name, view.type()).empty();
  };
  if (std::ranges::any_of(view.truth().hops, [&](const auto& hop) { return is_there(hop.question.name); }))
    return true;
  std::optional name = view.question().name;
  for (unsigned hops = 0; name && hops <= view.request().limits.aliases; ++hops) {
    if (is_there(*name)) return true;
    name = alias_target(reply, *name);
  }
  return false;
}

// A server of the zone gives the RRset in part, just as the reply does.
bool is_part_of_a_server(const PolicyView& view, const Rdata& part, const Rdata& whole) {
  return part != whole &&
         any_server(view, [&](const dns::Message& answer) { return rdata_of(answer, view.type()) == part; });
}

// Nothing in it that is not signed, and not all that belongs to it: a signed RRset and the aliases that lead
// to it come whole (RFC 1034 section 5.3.3).
bool lacks_some(const PolicyView& view, const dns::Message& reply, const dns::Message& truth) {
  auto type = view.type();
  bool by_choice = type == dns::type::any || type == dns::type::rrsig;
  if (by_choice || view.truth().status != Status::secure || reply.rcode != truth.rcode) return false;
  auto data = data_of(reply, type), whole = data_of(truth, type);
  return data != whole && is_subset(data, whole) &&
         !is_part_of_a_server(view, rdata_of(reply, type), rdata_of(truth, type));
}

Outcome against_servers(const PolicyView& view, const dns::Message& reply) {
  const auto truth = view.truth().proven();
  bool there = answers(truth, view.type()), told = is_told(view, reply);
  if (there && !told) return denied(view, reply);
  bool both_deny = !there && reply.answer.empty() && truth.answer.empty();
  auto special = both_deny ? special_name(view.question().name) : std::nullopt;
  if (special)
    return view.tell("special-use-name", "", Severity::note, Fault::none, {}, {{"use", Wording(*special)}});
  bool other = told && rdata_of(reply, view.type()) != rdata_of(truth, view.type());
  if (other)
    if (auto finding = other_data(view, reply, truth)) return finding;
  bool either = view.truth().name_exists || (view.truth().compact && !told);
  if (reply.rcode != truth.rcode && !either)
    return view.tell("rcode-differs", "", Severity::warning, Fault::resolver, {},
                     {{"rcode", dns::rcode_text(reply.rcode)}, {"right", right_rcode(view, truth)}});
  if (view.truth().status == Status::secure && !is_signed(view, reply, truth))
    return forged(view, "unsigned");
  if (lacks_some(view, reply, truth)) return in_part(view);
  if (auto code = view.said(policy_codes))
    return view.tell("claimed-policy", "", Severity::note, Fault::resolver, code);
  return std::nullopt;
}

// The zone's servers cannot be asked, and the resolver's reply holds more or less than it gives as evidence.
Outcome against_its_own(const PolicyView& view, const dns::Message& reply) {
  if (view.truth().status != Status::secure) return std::nullopt;
  const auto truth = view.truth().proven();
  if (!is_signed(view, reply, truth)) return view.tell("other-data", "", Severity::warning, Fault::unknown);
  return lacks_some(view, reply, truth) ? Outcome(in_part(view)) : std::nullopt;
}

}  // namespace

std::optional<Finding> answer_of_resolver(const PolicyView& view) {
  const auto& reply = *view.request().reply;
  if (!view.direct()) return against_its_own(view, reply);
  return reply.is_whole() ? against_servers(view, reply) : incomplete(view, reply);
}

}  // namespace edig::diagnosis
