#include "services/finding_texts.h"

#include "embedded/service_finding_texts_csv.h"

namespace edig::services {

std::span<const ede::Phrase> finding_texts() {
  static constexpr auto texts = ede::catalogue<embedded::service_finding_texts_csv>();
  return texts;
}

}  // namespace edig::services
