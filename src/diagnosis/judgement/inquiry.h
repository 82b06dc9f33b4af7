// All the evidence on one question: through the resolver, and where that is not enough, from the
// authoritative servers. What it means is for judgement.h.
#pragma once

#include <memory>
#include <optional>
#include <set>

#include "diagnosis/asking/iterator.h"
#include "diagnosis/judgement/chain.h"
#include "diagnosis/judgement/chain_health.h"
#include "diagnosis/judgement/health.h"
#include "diagnosis/judgement/request.h"
#include "diagnosis/judgement/resolver_state.h"

namespace edig::diagnosis {

class Inquiry {
 public:
  Inquiry(Request request, Fetcher& fetcher);

  void run();

  const Request& request() const { return request_; }
  /// Whether what counts is from the authoritative servers: not where they do not answer from here, and the
  /// resolver has all there is.
  bool direct() const { return by_servers_ && iterator_->reached() && !resolver_has_more(); }
  /// What counts.
  const Walk& base() const { return direct() || !by_resolver_ ? *by_servers_ : *by_resolver_; }
  /// Null where the resolver was not asked.
  const Walk* by_resolver() const { return by_resolver_ ? &*by_resolver_ : nullptr; }
  const ZoneHealth& health() const { return health_; }
  /// The other zones of the chain.
  const std::vector<ChainZone>& chain() const { return chain_; }
  /// Signatures came with what counts.
  bool signed_evidence() const { return direct() ? asker_.servers_sign() : asker_.resolver_signs(); }
  /// What answers in the place of the root's servers is a resolver (Iterator::redirected).
  bool redirected() const { return iterator_ && iterator_->redirected(); }
  /// Some signatures came through the resolver.
  bool resolver_passes_dnssec() const { return asker_.resolver_signs(); }
  /// The user's reply is an answer, true or not.
  bool answered() const;

  /// Another name's chain, from where the first one is.
  Walk walk(const dns::Question& question);
  /// What the resolver has from before a zone's DS or keys changed.
  std::optional<Finding> old_copy_at_resolver();
  /// In what the zone's servers contradict themselves, asked as resolvers ask.
  std::vector<Finding> inconsistent_servers();
  /// They deny the name for the type in question only.
  std::optional<Finding> name_denied_for_type();
  const ResolverState& resolver_state() const { return resolver_state_; }

  const Context& context() const { return context_; }
  const Budget& budget() const { return budget_; }
  const Asker& asker() const { return asker_; }

 private:
  bool resolver_has_more() const;
  bool in_doubt(const Walk& walk);
  Delegation root();
  Delegation root_of_resolver();
  dns::Name zone_to_look_at(const Walk& walk) const;
  dns::Name parent_of(const dns::Name& zone) const;
  std::unique_ptr<Iterator> iterator_from(const Delegation& root, bool patiently);
  void ask_servers(const Delegation& root, bool patiently);
  bool outdated();
  bool passed_over_a_slow_server() const;
  bool worth_the_wait() const;
  void prefer_sound_servers(const Delegation& root);
  std::set<std::pair<dns::Name, std::string>> bad_servers() const;
  void look_around(const Walk& walk, Source& names);

  bool has_reply(Asker::Clock::duration patience);
  void ask_about_resolver();

  Request request_;
  Budget budget_;
  Asker asker_;
  Context context_;
  ResolverSource resolver_;
  ResolverState resolver_state_;
  std::unique_ptr<Iterator> iterator_;
  std::optional<Walk> by_resolver_, by_servers_;
  ZoneHealth health_;
  std::vector<ChainZone> chain_;
};

}  // namespace edig::diagnosis
