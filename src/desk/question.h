// What a visitor asks: the parameters of a request -> a question. Whom it goes to, and how, is the operator's
// alone.
#pragma once

#include <expected>
#include <string>

#include "desk/http.h"
#include "desk/problem.h"
#include "desk/settings.h"
#include "ede/language.h"
#include "run/request.h"

namespace edig::desk {

/// As given, not yet read.
struct Parameters {
  std::string name, type, lang;
};
/// Errors: a parameter that is unknown, there twice, too long, or no UTF-8.
std::expected<Parameters, Problem> read_parameters(const Fields& fields);

/// As `lang` has it, else as the browser has it.
std::expected<ede::Language, Problem> language_of(const Parameters& parameters, const HttpRequest& request);

struct Asked {
  run::Request request;
  std::string key;    // the same for the same question
  bool read = false;  // out of something else: a web or mail address
};
/// Errors are of the name or the type; nothing else can be wrong with them.
enum class Wrong { name, type, resolver };
std::expected<Asked, std::pair<Wrong, std::string>> read_question(const Parameters& parameters,
                                                                  const Settings& settings);

}  // namespace edig::desk
