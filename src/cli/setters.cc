// What the options of the groups `query` and `names` do to the settings, and those that have no effect.
#include "cli/setters.h"

#include "cli/mnemonics.h"
#include "cli/store.h"

namespace edig::cli {

Result<void> set_type(LineSettings&, QuestionSettings& question, const Given& given) {
  std::vector<TypeWord> types;
  for (auto word : split(*given.value, ",")) {
    auto type = read_type(word);
    if (!type) return std::unexpected(type.error());
    types.push_back(*type);
  }
  if (types.empty()) return std::unexpected(read_type(*given.value).error());
  set_types(question, types);
  return {};
}

Result<void> set_class(LineSettings&, QuestionSettings& question, const Given& given) {
  auto cls = read_class(*given.value);
  if (!cls) return std::unexpected(cls.error());
  question.cls = *cls;
  return {};
}

Result<void> set_batch_file(LineSettings& line, QuestionSettings&, const Given& given) {
  line.batch_file = *given.value;
  return {};
}

Result<void> set_opcode(LineSettings&, QuestionSettings& question, const Given& given) {
  if (!given.on) {
    question.header.opcode = 0;
    return {};
  }
  return store(question.header.opcode, read_opcode(*given.value));
}

Result<void> set_qid(LineSettings&, QuestionSettings& question, const Given& given) {
  question.id.reset();
  return given.on ? store_number(question.id, given, 0, 65535) : Result<void>();
}

// The whole question is given: the name that only NAT64 has AAAA records of (RFC 7050 section 3).
Result<void> set_nat64_prefixes(LineSettings& line, QuestionSettings& question, const Given& given) {
  question.style.prefixes = given.on;
  if (given.on) line.format = report::Format::short_;
  return {};
}

Result<void> set_show_search(LineSettings& line, QuestionSettings&, const Given& given) {
  line.show_search = line.search = given.on;
  return {};
}

Result<void> set_domain(LineSettings& line, QuestionSettings&, const Given& given) {
  line.domain = *given.value;
  line.search = true;
  return {};
}

Result<void> set_ndots(LineSettings& line, QuestionSettings&, const Given& given) {
  int ndots = 0;
  auto stored = store_number(ndots, given, 0, 65535);
  line.ndots = ndots;
  return stored;
}

Result<void> set_idn(LineSettings&, QuestionSettings& question, const Given& given) {
  question.idn_in = question.style.idn = given.on;
  return {};
}

Result<void> warn_obsolete(LineSettings& line, QuestionSettings&, const Given& given) {
  line.warnings.push_back(given.spelling + " is obsolete and has no effect");
  return {};
}

Result<void> ignore(LineSettings&, QuestionSettings&, const Given&) { return {}; }

}  // namespace edig::cli
