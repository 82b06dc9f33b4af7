// The chain of trust as pictures (SVG) and in words: zones from the trust anchor down, with the DS records
// and keys that link them, and the signatures on a time line. Pure functions of a report with a diagnosis.
//
// The pictures are narrow, so that a telephone shows them at their full size; how they look is in
// drawing.css.
#pragma once

#include <string>
#include <vector>

#include "report/format.h"
#include "report/markup.h"

namespace edig::report {

struct Figure {
  Markup shapes;
  int width = 0, height = 0;
  std::string title;           // what it is, in a few words
  std::string description;     // what it shows, in sentences
  std::vector<int> cuts = {};  // heights at which it may be cut, for paper

  bool empty() const { return height == 0; }
};

/// Empty where the diagnosis has no chain.
Figure chain_figure(const Report& report, const Style& style);
/// Empty where no signature was looked at.
Figure time_figure(const Report& report, const Style& style);
/// What both show, zone by zone: a list.
Markup chain_in_words(const Report& report, const Style& style);

/// One figure as an element of a page; `id` makes the ids of its title and description.
Markup inline_svg(const Figure& figure, const std::string& id);
/// The same, cut into pieces that fit on a sheet of paper; empty where it fits as it is.
Markup pieces(const Figure& figure, const std::string& id);
/// "10 days ago", "9 days left", "from 2026-12-01" or "does not verify", of a signature at `now`.
std::string signature_word(const diagnosis::Link::Signature& signature, std::chrono::sys_seconds now,
                           ede::Language language);
/// Whose fault the diagnosis finds: the zone of its first finding, where that is more than a note.
const dns::Name* faulty_zone(const diagnosis::Diagnosis& diagnosis);

}  // namespace edig::report
