// What comes of the records that mail, TLS and certificates depend on (+services): what senders, receivers,
// CAs and browsers do because of it, and the same as an explanation for each audience. The words are
// services.csv; headings, contacts and questions to the caller are those of all explanations.
#pragma once

#include "explain/explain.h"
#include "services/report.h"

namespace edig::explain {

/// What others do because of an application's state, as a sentence for engineers; empty where all is well.
std::string effect(const services::Application& application, const dns::Name& domain, ede::Language language);

/// `subject`: the question that was asked beside it, for the ticket.
Explanation explain(const Subject& subject, const services::Report& report, Audience audience,
                    ede::Language language);

}  // namespace edig::explain
