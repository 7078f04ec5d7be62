// Sections of `key=value;...`: statistics, namespace/NS, get-config, an index's
// statistics.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "privacy/dictionary.h"
#include "privacy/identifiers.h"

namespace telemetry {

// One item as it is read. Repeated keys are items of their own.
struct Pair {
  Key key;  // after "{NS}-", if `named`
  std::string_view value;
  const Rule* rule;
  bool named;  // the key began with the namespace's name in braces
  // The value may be a part of somebody's text: it does not leave.
  bool doubtful;
};

// Whether the second repeats the first's key.
bool same_key(const Pair& one, const Pair& other);

struct PairsForm {
  const DictionaryNode& section;
  // What may stand in braces before a key; "" = nothing.
  std::string_view namespace_name;
  // Whether recorded servers have a key in this section; null where no text
  // stands in it.
  bool (*is_listed)(std::string_view key) = nullptr;
  // A key and its whole value, known from elsewhere, that holds separators.
  std::string_view known_key = {};
  std::string_view known_value = {};
};

struct Pairs {
  std::vector<Pair> items;  // sorted by key, repeated ones in server's order
  std::uint64_t malformed = 0;
};

// Reads what has the form of a key and a value. A path or a name with a ';' in
// it would put its own words there as keys, so that
//  - left out and counted is a key of words that no server up to now has, if it
//    follows a text that is not sent, or holds a name that was seen;
//  - doubtful is a key of such words that no recorded server has, if it follows
//    a text that is not sent, and a number whose key comes again with another.
// At most 16,384 items are read; the rest counts as malformed.
Pairs read_pairs(std::string_view text, const PairsForm& form,
                 const Identifiers& identifiers);

}  // namespace telemetry
