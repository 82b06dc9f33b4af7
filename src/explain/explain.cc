#include "explain/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "diagnosis/judgement/finding_kinds.h"
#include "diagnosis/judgement/spoken.h"
#include "dns/mailbox.h"
#include "dns/types.h"
#include "ede/printable.h"
#include "explain/catalogue.h"
#include "explain/thing.h"
#include "explain/ticket.h"
#include "explain/values.h"

namespace edig::explain {
namespace {

constexpr std::string_view audience_names[] = {"user", "operator", "owner"};

// What each audience is told, in the order of reading.
std::vector<std::string_view> sections_of(Audience audience) {
  switch (audience) {
    case Audience::operator_:
      return {"what", "mine", "check", "nta", "also"};
    case Audience::owner:
      return {"what", "mine", "fix", "verify", "caches", "also"};
    default:
      return {"side", "contact", "do", "what", "avoid", "wait", "desk"};
  }
}

class Explainer {
 public:
  Explainer(const Subject& subject, Audience audience, ede::Language language)
      : subject_(subject),
        audience_(audience),
        language_(language),
        topic_(choose(subject)),
        thing_(thing_of(subject.question)),
        places_(places(topic_, audience, thing_)),
        values_(values_for_people(subject, topic_, {audience, language})) {}

  Explanation run() {
    Explanation explanation{.audience = audience_,
                            .language = language_,
                            .topic = std::string(topic_.entry.key),
                            .situation = std::string(topic_.situation),
                            .party = topic_.party,
                            .headline = text("headline"),
                            .sections = {},
                            .reference = ticket_line(subject_, topic_)};
    for (std::string_view key : sections_of(audience_)) {
      if (key == "nta" && !is_barred()) continue;
      auto section = make(key);
      if (!section.paragraphs.empty() || !section.commands.empty())
        explanation.sections.push_back(std::move(section));
    }
    return explanation;
  }

 private:
  // An exception from validation (RFC 7646) would let nothing through that is not let through already.
  bool is_barred() const { return topic_.situation != "warning"; }
  // The server's word is all there is.
  bool claimed() const { return topic_.error || !subject_.diagnosis; }
  std::string say(const ede::Phrase& row) const {
    auto text = ede::fill(row.text(language_), values_);
    // The root has no name but words, which may begin the sentence.
    if (subject_.question.name.is_root() && !text.empty()) text[0] = ascii::to_upper(text[0]);
    return text;
  }
  std::string word(std::string_view key, const Values& more = {}) const {
    auto row = find(words(), key);
    if (!row) return std::string(key);
    return more.empty() ? say(*row) : ede::fill(row->text(language_), more);
  }
  std::string text(std::string_view section) const {
    auto row = text_of(audience_, places_, section, claimed());
    return row ? say(*row) : "";
  }
  std::string value(std::string_view slot) const {
    auto found = std::ranges::find(values_, slot, &Values::value_type::first);
    return found == values_.end() ? "" : found->second;
  }

  Section make(std::string_view key) const {
    Section section{.key = std::string(key),
                    .heading = word(fmt::format("heading-{}-{}", name(audience_), key)),
                    .paragraphs = {},
                    .commands = {}};
    auto add = [&](std::string paragraph) {
      if (!paragraph.empty()) section.paragraphs.push_back(std::move(paragraph));
    };
    if (key == "what" && audience_ != Audience::user)
      for (auto& paragraph : in_engineers_words()) add(std::move(paragraph));
    else
      add(text(key));
    auto steps = steps_of(audience_, topic_, thing_, key);
    section.steps = !steps.empty();
    for (const auto& row : steps) add(say(row));
    if (key == "what" && audience_ == Audience::user) more_of_what(add);
    if (key == "desk") for_the_desk(add);
    if (key == "contact" && !value("contact").empty()) add(word("server-contact"));
    if (key == "also") {
      if (fails_twice()) section.heading = word(fmt::format("heading-{}-faults", name(audience_)));
      for (auto& paragraph : further()) add(std::move(paragraph));
    }
    // Which zone it is shows only where edig looked.
    for (auto command : commands_of(audience_, topic_, key))
      if (topic_.finding || command.find("{zone}") == command.npos)
        section.commands.push_back(ede::fill(command, values_for_shell(subject_, topic_)));
    return section;
  }

  // Not to be read out: who was asked, what to ask the caller, and what a browser says of it.
  void for_the_desk(auto&& add) const {
    add(word(fmt::format("desk-ask-{}", name(thing_))));
    if (thing_ == Thing::site) add(text("browser"));
    add(word("desk-asked"));
  }

  // Where an alias leads to a zone other than the name's own.
  bool leads_elsewhere() const {
    return topic_.finding && topic_.situation == "seal" &&
           !subject_.question.name.is_within(topic_.finding->zone);
  }

  bool is_in_order() const {
    using enum diagnosis::Status;
    return subject_.no_reply && subject_.diagnosis &&
           (subject_.diagnosis->status == secure || subject_.diagnosis->status == insecure);
  }

  // Of a structured error, and only where they may be used.
  void server_words(auto&& add) const {
    for (auto [slot, key] :
         {std::pair{"suberror", "server-suberror"}, std::pair{"organization", "server-organization"},
          std::pair{"justification", "server-justification"}})
      if (!value(slot).empty()) add(word(key));
  }

  void more_of_what(auto&& add) const {
    if (is_planned(topic_)) return;
    add(text("more"));
    if (leads_elsewhere()) add(word("leads-elsewhere"));
    if (is_in_order()) add(word("name-in-order"));
    server_words(add);
    if (topic_.error) add(word(subject_.diagnosis ? "server-unproven" : "server-unchecked"));
  }

  std::vector<std::string> in_engineers_words() const {
    std::vector<std::string> paragraphs;
    if (topic_.finding) {
      if (!is_planned(topic_)) paragraphs.push_back(meaning(topic_.finding->kind.text()));
      paragraphs.push_back(word("found", {{"text", ede::printable(topic_.finding->text.in(language_))}}));
      if (auto contact = contact_of_zone(); !contact.empty())
        paragraphs.push_back(word("soa-contact", {{"contact", contact}}));
    } else if (topic_.error) {
      paragraphs.push_back(word(subject_.diagnosis ? "claimed-unproven" : "claimed"));
      paragraphs.emplace_back(topic_.error->entry().explanation(language_));
      bool structured = topic_.error->structured && topic_.error->structured->usable;
      if (structured)
        server_words([&](std::string text) { paragraphs.push_back(std::move(text)); });
      else if (!topic_.error->extra_text.empty())
        paragraphs.push_back(word("extra-text", {{"text", ede::printable(topic_.error->extra_text)}}));
    } else {
      paragraphs.push_back(topic_.tls.empty() ? word(fmt::format("what-{}", topic_.entry.key))
                                              : certificate_text(*subject_.certificate, language_));
    }
    bool untrue = subject_.diagnosis && subject_.diagnosis->claim == diagnosis::Claim::contradicted;
    if (untrue && audience_ == Audience::operator_) paragraphs.push_back(word("claim-contradicted"));
    return paragraphs;
  }

  std::string meaning(std::string_view kind) const {
    auto row = find(diagnosis::finding_kinds(), kind);
    return row ? std::string(row->text(language_)) : std::string(kind);
  }

  bool concerns(const diagnosis::Finding& finding) const {
    using enum diagnosis::Fault;
    if (audience_ == Audience::owner) return finding.fault == zone || finding.fault == parent;
    return finding.fault == resolver || finding.severity != diagnosis::Severity::note;
  }

  // For those who have to reach the owner.
  std::string contact_of_zone() const {
    const auto* diagnosis = subject_.diagnosis;
    bool known = audience_ == Audience::operator_ && diagnosis && diagnosis->contact &&
                 topic_.finding == &diagnosis->findings.front();
    return known ? dns::mailbox(*diagnosis->contact).value_or("") : "";
  }

  // The zone is not the one that all the rest is about.
  bool is_elsewhere(const diagnosis::Finding& finding) const {
    return topic_.finding && finding.zone != topic_.finding->zone;
  }

  bool fails_twice() const {
    return topic_.finding && topic_.finding->is_error() &&
           std::ranges::any_of(subject_.diagnosis->findings, [&](const diagnosis::Finding& finding) {
             return &finding != topic_.finding && finding.is_error() && concerns(finding);
           });
  }

  // What else was found that the reader can put right, or should know.
  std::vector<std::string> further() const {
    std::vector<std::string> paragraphs;
    if (!subject_.diagnosis) return paragraphs;
    for (const auto& finding : subject_.diagnosis->findings)
      if (&finding != topic_.finding && concerns(finding))
        paragraphs.push_back(word(is_elsewhere(finding) ? "found-too-at" : "found-too",
                                  {{"meaning", meaning(finding.kind.text())},
                                   {"zone", diagnosis::spoken(finding.zone.text(), language_)},
                                   {"text", ede::printable(finding.text.in(language_))}}));
    return paragraphs;
  }

  const Subject& subject_;
  Audience audience_;
  ede::Language language_;
  Topic topic_;
  Thing thing_;
  std::vector<std::string> places_;
  Values values_;
};

}  // namespace

std::string_view name(Audience audience) { return audience_names[static_cast<std::size_t>(audience)]; }

std::optional<Audience> parse_audience(std::string_view text) {
  auto found = std::ranges::find(audience_names, text);
  if (found == std::end(audience_names)) return std::nullopt;
  return static_cast<Audience>(found - std::begin(audience_names));
}

std::string certificate_text(const CertificateFault& fault, ede::Language language) {
  auto row = find(words(), fmt::format("tls-{}", name(fault.kind)));
  return ede::fill(row->text(language), Values{{"cause", fault.value}});
}

std::string_view ticket_label(ede::Language language) {
  return find(words(), "for-the-ticket")->text(language);
}

std::string taken_from(const std::string& given, const Subject& subject, ede::Language language) {
  auto values = values_for_people(subject, choose(subject), {Audience::user, language});
  values.emplace_back("text", given);
  bool address = thing_of(subject.question) == Thing::address;
  return ede::fill(find(words(), address ? "taken-from-address" : "taken-from")->text(language), values);
}

Explanation explain(const Subject& subject, Audience audience, ede::Language language) {
  return Explainer(subject, audience, language).run();
}

}  // namespace edig::explain
