#include "diagnosis/finding_kinds.h"

#include "embedded/finding_kinds_csv.h"

namespace edig::diagnosis {
namespace {

constexpr auto table = ede::catalogue<embedded::finding_kinds_csv>();

}  // namespace

std::span<const ede::Phrase> finding_kinds() { return table; }

}  // namespace edig::diagnosis
