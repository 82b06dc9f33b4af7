#include "services/finding_texts.h"

#include "embedded/service_finding_texts_csv.h"

namespace edig::services {

ede::Catalogue finding_texts() { return ede::catalogue<embedded::service_finding_texts_csv>; }

}  // namespace edig::services
