#include "explain/services.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/shell_word.h"
#include "diagnosis/judgement/spoken.h"
#include "dns/types.h"
#include "ede/printable.h"
#include "embedded/explain_services_csv.h"
#include "explain/catalogue.h"
#include "explain/ticket.h"
#include "explain/values.h"

namespace edig::explain {
namespace {

using services::Application;
using services::State;
using services::Turn;

constexpr auto& service_texts = ede::catalogue<embedded::explain_services_csv>;

bool is_wrong(const Application& application) { return application.judgement.state > State::works; }

// The worst first, else in their order.
std::vector<const Application*> wrong_ones(const services::Report& report) {
  std::vector<const Application*> wrong;
  for (const auto& application : report.applications)
    if (application.counted() > State::works) wrong.push_back(&application);
  std::ranges::stable_sort(wrong, std::ranges::greater(),
                           [](const Application* one) { return one->judgement.state; });
  return wrong;
}

// Of a finding where it has words of its own, else of the application in its state.
std::optional<ede::Phrase> text_for(std::string_view voice, const Application& application) {
  if (!is_wrong(application)) return std::nullopt;
  const auto* cause = application.cause();
  auto state = name(application.judgement.state);
  bool own = cause && cause->kind.application() == application.name;
  if (own && application.judgement.state != State::not_evaluated)
    if (auto row = find(service_texts, fmt::format("{}-{}", voice, cause->kind.word()))) return row;
  if (auto row = find(service_texts, fmt::format("{}-{}-{}", voice, application.name, state))) return row;
  return find(service_texts, fmt::format("{}-{}", voice, state));
}

diagnosis::Fault fault_of_turn(Turn turn) {
  switch (turn) {
    case Turn::resolver:
      return diagnosis::Fault::resolver;
    case Turn::unknown:
      return diagnosis::Fault::unknown;
    default:
      return diagnosis::Fault::zone;
  }
}

class Teller {
 public:
  Teller(const Subject& subject, const services::Report& report, Audience audience, ede::Language language)
      : subject_(subject),
        report_(report),
        audience_(audience),
        language_(language),
        wrong_(wrong_ones(report)),
        cause_(report.cause()) {
    values_ = {{"domain", spoken(report.domain)},
               {"zone", spoken(place())},
               {"name", spoken(report.domain)},
               {"server", subject.server}};
  }

  Explanation run() const {
    Explanation told{.audience = audience_,
                     .language = language_,
                     .topic = cause_ ? std::string(cause_->kind.word()) : "services",
                     .situation = fmt::format("services-{}", state()),
                     .party = party(),
                     .headline = headline(),
                     .sections = {},
                     .reference = reference()};
    auto add = [&](Section section) {
      if (!section.paragraphs.empty() || !section.commands.empty())
        told.sections.push_back(std::move(section));
    };
    switch (audience_) {
      case Audience::user:
        for (const auto* key : {"side", "contact", "do", "what", "avoid", "wait", "desk"}) add(to_user(key));
        break;
      case Audience::operator_:
        for (const auto* key : {"what", "mine", "check"}) add(to_engineer(key));
        break;
      case Audience::owner:
        for (const auto* key : {"what", "mine", "fix", "verify", "caches", "also"}) add(to_engineer(key));
    }
    return told;
  }

 private:
  std::string spoken(const dns::Name& name) const { return diagnosis::spoken(name.text(), language_); }
  static std::string text_of(const dns::Question& question) {
    return question.name.text() + ' ' + dns::type_text(question.type);
  }
  std::string_view state() const { return name(report_.state()); }
  // Where the cause lies.
  const dns::Name& place() const {
    if (!cause_) return report_.domain;
    return cause_->zone ? *cause_->zone : cause_->about.name;
  }
  diagnosis::Fault party() const {
    using enum diagnosis::Fault;
    if (wrong_.empty()) return none;
    return cause_ ? fault_of_turn(cause_->turn) : unknown;
  }
  std::string turn() const {
    if (wrong_.empty()) return "none";
    auto turn = cause_ ? cause_->turn : Turn::unknown;
    bool whose = turn == Turn::third_party && audience_ != Audience::owner;
    return std::string(name(whose ? Turn::zone : turn));
  }

  std::string say(const std::optional<ede::Phrase>& row) const {
    return row ? ede::fill(row->text(language_), values_) : std::string();
  }
  std::string say(std::string_view key) const { return say(find(service_texts, key)); }
  std::string word(std::string_view key, const Values& values) const {
    return ede::fill(find(words(), key)->text(language_), values);
  }
  std::string in_words(const diagnosis::Wording& wording) const {
    return ede::printable(wording.in(language_));
  }

  std::string headline() const {
    std::string voice = audience_ == Audience::user ? "user" : "effect";
    if (!wrong_.empty()) return say(text_for(voice, *wrong_.front()));
    return say(fmt::format("{}-{}", audience_ == Audience::user ? "user" : "engineer", state()));
  }

  Section section(std::string_view key) const {
    return {.key = std::string(key),
            .heading = word(fmt::format("heading-{}-{}", name(audience_), key), {}),
            .paragraphs = {},
            .commands = {}};
  }

  static void add(Section& section, std::string text) {
    if (!text.empty() && std::ranges::find(section.paragraphs, text) == section.paragraphs.end())
      section.paragraphs.push_back(std::move(text));
  }

  Section to_user(std::string_view key) const {
    auto made = section(key);
    if (key == "side") add(made, say("user-side-" + turn()));
    if (key == "contact") add(made, say(contact()));
    if (key == "do") add_steps(made);
    if (key == "what") add_plain_what(made);
    if (key == "avoid" || key == "wait") add(made, say(fmt::format("user-{}-{}", key, state())));
    if (key == "desk") {
      for (const auto* row : {is_about_web() ? "desk-ask-site" : "desk-ask-mail", "desk-asked"})
        add(made, word(row, values_));
      made.commands = {fmt::format("edig +services +explain @ADDRESS {}", shell_word(report_.domain.text()))};
    }
    return made;
  }

  // What the caller has called about, if it is that which fails.
  bool is_about_web() const {
    constexpr std::string_view of_web[] = {"caa", "https", "dane-https", "web-tls", "resolver"};
    return !wrong_.empty() && std::ranges::find(of_web, wrong_.front()->name) != std::end(of_web);
  }

  void add_plain_what(Section& section) const {
    bool known = !wrong_.empty() && wrong_.front()->judgement.state != State::not_evaluated;
    add(section, say(fmt::format("user-what-{}", known ? wrong_.front()->name : state())));
    for (const auto* application : wrong_)
      if (auto words = say(text_for("user", *application)); words != headline()) add(section, words);
  }

  std::optional<ede::Phrase> contact() const {
    auto whom = party() == diagnosis::Fault::unknown ? "none" : name(party());
    return find(catalogue(Audience::user), fmt::format("party-{}.contact", whom));
  }

  void add_steps(Section& section) const {
    section.steps = true;
    auto situation = party() == diagnosis::Fault::resolver ? "resolver" : state();
    for (int number = 1;; ++number) {
      auto row = find(service_texts, fmt::format("user-do-{}.{}", situation, number));
      if (!row) return;
      add(section, say(row));
    }
  }

  Section to_engineer(std::string_view key) const {
    auto made = section(key);
    if (key == "what") add_what(made);
    if (key == "mine") add(made, say(fmt::format("{}-mine-{}", name(audience_), turn())));
    if (key == "fix") add_fixes(made);
    if (key == "caches" && !wrong_.empty()) add(made, say("owner-caches"));
    if (key == "also") add_notes(made);
    if (key == "check" || key == "verify") add_commands(made);
    return made;
  }

  void for_each_wrong(auto&& use) const {
    for (const auto* application : wrong_)
      for (const auto& finding : application->judgement.findings)
        if (finding.severity() != services::Severity::note) use(finding);
  }

  void add_what(Section& section) const {
    if (wrong_.empty()) return add(section, headline());
    for (const auto* application : wrong_) {
      if (application != wrong_.front()) add(section, say(text_for("effect", *application)));
      for (const auto& finding : application->judgement.findings)
        if (finding.severity() != services::Severity::note) add_finding(section, finding);
    }
    if (section.paragraphs.empty()) add(section, headline());
  }

  // Why what the finding is about could not be had; null where that was not found out.
  const diagnosis::Finding* why(const services::Finding& finding) const {
    auto found = std::ranges::find(report_.causes, finding.about, &services::Cause::question);
    bool known = found != report_.causes.end() && !found->diagnosis.findings.empty();
    return known ? &found->diagnosis.findings.front() : nullptr;
  }

  void add_finding(Section& section, const services::Finding& finding) const {
    add(section, word("found", {{"text", in_words(finding.text())}}));
    const auto* root = why(finding);
    if (!root) return;
    Values text = {{"text", in_words(root->text)}};
    add(section, ede::fill(find(service_texts, "cause")->text(language_), text));
  }

  void add_fixes(Section& section) const {
    section.steps = true;
    for_each_wrong([&](const services::Finding& finding) {
      const auto* root = why(finding);
      const auto& remedy = root && !root->remedy.empty() ? root->remedy : finding.remedy();
      Values values = {{"rrset", ede::printable(diagnosis::spoken(text_of(finding.about), language_))},
                       {"remedy", in_words(remedy)}};
      add(section, ede::fill(find(service_texts, "owner-fix")->text(language_), values));
    });
  }

  void add_notes(Section& section) const {
    for (const auto& application : report_.applications)
      for (const auto& finding : application.judgement.findings)
        if (finding.severity() == services::Severity::note)
          add(section, word("found", {{"text", in_words(finding.text())}}));
  }

  void add_commands(Section& section) const {
    auto command = [&](std::string text) {
      if (std::ranges::find(section.commands, text) == section.commands.end())
        section.commands.push_back(std::move(text));
    };
    command(fmt::format("edig +services {}", shell_word(report_.domain.text())));
    for (const auto& cause : report_.causes)
      command(fmt::format("edig +why +direct {} {}", shell_word(cause.question.name.text()),
                          dns::type_text(cause.question.type)));
  }

  std::string reference() const {
    auto line = fmt::format("{} services, {}", report_.domain.text(), state());
    for (const auto* application : wrong_)
      if (const auto* cause = application->cause()) {
        line += fmt::format(", {} at {}", cause->kind.word(), cause->about.name.text());
        if (cause->zone && *cause->zone != cause->about.name)
          line += fmt::format(" in {}", cause->zone->text());
      }
    return line + ", " + ticket_end(subject_);
  }

  const Subject& subject_;
  const services::Report& report_;
  Audience audience_;
  ede::Language language_;
  std::vector<const Application*> wrong_;
  const services::Finding* cause_;
  Values values_;
};

}  // namespace

std::string effect(const Application& application, const dns::Name& domain, ede::Language language) {
  auto row = text_for("effect", application);
  if (!row) return {};
  Values values = {{"domain", diagnosis::spoken(domain.text(), language)}};
  return ede::fill(row->text(language), values);
}

Explanation explain(const Subject& subject, const services::Report& report, Audience audience,
                    ede::Language language) {
  return Teller(subject, report, audience, language).run();
}

}  // namespace edig::explain
