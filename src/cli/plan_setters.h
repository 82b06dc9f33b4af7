// +ns and +ds as they are written.
#pragma once

#include <string>

#include "base/error.h"
#include "run/plan.h"

namespace edig::cli {

/// "ns1.example.net", "ns1.example/192.0.2.1"; of a name that is there already, one more address.
Result<void> add_server(run::Plan& plan, const std::string& text);
/// "2371 13 2 1F98...", or "none" alone.
Result<void> add_ds(run::Plan& plan, const std::string& text);

}  // namespace edig::cli
