// The pages of the desk: the field, what is being looked at, and the answer. Plain HTML that works without
// script; /desk.js adds a button that copies the line for the ticket.
#pragma once

#include <string>
#include <vector>

#include "desk/counter.h"
#include "desk/http.h"
#include "desk/problem.h"
#include "desk/question.h"

namespace edig::desk {

/// What all pages of one visitor have in common.
struct Visit {
  ede::Language language = ede::Language::en;
  Parameters parameters = {};
  std::string resolvers = {};  // who is asked, fit to print
};

HttpResponse start_page(const Visit& visit);
/// The field again, with what is wrong: `key` is of phrases.csv.
HttpResponse problem_page(const Visit& visit, const Problem& problem, std::string_view key,
                          const std::string& value = {});
/// It loads itself again, and waits for its answer then.
HttpResponse working_page(const Visit& visit, const Standing& standing);
/// `taken`: what was taken out of what was given; may be empty.
HttpResponse answer_page(const Visit& visit, const Answer& answer, const std::string& taken);

std::string_view script();
std::string style_sheet();

}  // namespace edig::desk
