// Names for people's eyes: A-labels (xn--...) as U-labels (RFC 5890, RFC 5891).
#pragma once

#include <string>
#include <string_view>

namespace edig::report {

/// `name` in presentation format with each A-label turned into its U-label. A label stays as it is where it
/// is no valid A-label, or where its U-label would hold something that cannot be seen.
std::string to_unicode(std::string_view name);

/// The same for prose, where it is followed by what it stands for: "bücher.example (xn--bcher-kva.example)".
/// U-labels that look alike can be those of different names; so `name` is beside them wherever they are
/// shown.
std::string with_a_labels(const std::string& name);

}  // namespace edig::report
