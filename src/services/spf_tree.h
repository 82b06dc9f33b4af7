// The SPF record of a domain and all that it includes, as far as it can be judged without a sender (RFC 7208
// sections 3 to 6): what every mail of the domain meets, whoever sends it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/spf_record.h"

namespace edig::services::spf {

struct TreeFinding {
  enum class Kind {
    no_record,           // the domain publishes none: nothing is said of who may send
    resembling_record,   // TXT that would be one but for blanks, quotes, or what follows "v=spf1"
                         // (section 4.5)
    several_records,     // permerror (section 4.5)
    syntax,              // permerror (section 4.6)
    lookup_failed,       // temperror (section 4.4)
    no_included_record,  // permerror (sections 5.2 and 6.1)
    loop,                // permerror: a record includes one that it is included by
    lookups,             // permerror: more than ten (section 4.6.4)
    void_lookups,        // permerror: more than two (section 4.6.4)
    void_lookup,         // the term finds nothing, whoever asks
    exchanges,           // permerror: "mx" of more than ten (section 4.6.4)
    passes_all,          // "+all": anybody may send
    no_end,              // neither "all" nor "redirect": neutral (section 4.7)
    neutral_end,         // "?all"
    never_reached,       // it stands behind "all", or is "redirect" beside it (sections 5.1 and 6.1)
    pointers,            // "ptr" should not be published (section 5.5)
    pointer_macro,       // nor should %{p} (section 7.2)
    long_record,         // more than 450 octets (section 3.4)
    tree_too_large,      // more records than are looked at here
  };
  Kind kind;
  std::string domain;                          // in whose record, or without one
  std::string term = {};                       // or the record's text
  std::size_t count = 0;                       // of records, look-ups, exchanges, octets
  std::optional<SyntaxError> syntax = {};      // its offset is in the record
  std::string text = {};                       // of the record, where it cannot be read
  std::optional<dns::Question> question = {};  // that failed or found nothing
  std::string failure = {};
};
/// Whether every check that comes to it ends in permerror or temperror.
bool breaks(TreeFinding::Kind kind);

struct Tree {
  struct Node {
    unsigned depth = 0;
    std::string through;  // the term that leads here; empty: the domain itself
    std::string domain;
    std::string record = {};
    diagnosis::Status status = diagnosis::Status::indeterminate;  // of the TXT records or their denial
  };
  std::vector<Node> nodes;  // each before what it includes
  std::vector<TreeFinding> findings;
  unsigned lookups = 0, void_lookups = 0;  // of the whole, where no term matches
  bool needs_sender = false;               // some of it depends on who sends: macros

  bool published() const { return !nodes.empty() && !nodes.front().record.empty(); }
};

/// Nothing while records are missing.
std::optional<Tree> read_tree(const dns::Name& domain, Records& records);

}  // namespace edig::services::spf
