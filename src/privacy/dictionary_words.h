// The dictionary's rules in words, for --explain and for the documents.

#pragma once

#include <string>
#include <string_view>

#include "privacy/dictionary.h"

namespace telemetry {

// "clear if a number or boolean, else withheld"
std::string treatment_text(const Rule& rule);

// "in every report"
std::string_view sent_text(Sent sent);

// What a JSON Schema says of such a leaf: a regular expression (ECMA 262).
std::string leaf_pattern(const Rule& rule);

}  // namespace telemetry
