// For the person who runs it: what is sent, in which form, and why.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/pseudonym.h"
#include "rule/dictionary.h"

namespace telemetry {

// The path of a key or a number in an object or a list, "" for the report.
std::string path_of(std::string_view object, std::string_view key);

// What may leave of a row's value, in words: "a number", "one of: off, one".
std::string treatment_text(const Row& row);

// The dictionary as text for a terminal, channel by channel: each place in the
// report, what may leave, one sentence.
std::string explain_fields();

// One value of a finished report.
struct ReportLeaf {
  std::string path;          // keys and numbers with '/' between
  const Row* row = nullptr;  // null for what is not in the dictionary
  std::string text;
};

// The values of a report in its order. `json` is what anonymize() made; of
// other text there are none.
std::vector<ReportLeaf> leaves_of(std::string_view json);

// A pseudonym in a text: where it begins, and what stands behind it.
struct KnownName {
  std::size_t begin = 0;
  std::string_view behind;  // "set gold_accounts"; of the legend
};

// The pseudonyms in the text that the legend has, from front to back.
std::vector<KnownName> known_names(std::string_view text, const Legend& legend);

// A report, one value a line: its path, the value, what may leave, and what
// stands behind each pseudonym; then the keys that were left out because the
// dictionary does not list them.
std::string explain_report(std::string_view json, const Legend& legend,
                           std::span<const std::string> unknown_keys);

}  // namespace telemetry
