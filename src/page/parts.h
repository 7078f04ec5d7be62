// The parts of the page that are made from the values of a report. Pure.

#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "page/page.h"
#include "privacy/explain.h"

namespace telemetry {

using Leaves = std::span<const ReportLeaf>;

// What a value may be, as the page calls it, and the class in page.html that
// colours it.
enum KindPlace : std::size_t { number, word, pseudonym, withheld, left_out };
struct Kind {
  std::string_view word;
  std::string_view style;
};
inline constexpr std::array<Kind, 5> kinds = {{{"number", "n"},
                                               {"word", "w"},
                                               {"pseudonym", "p"},
                                               {"withheld", "h"},
                                               {"left out", "o"}}};
KindPlace kind_of(const ReportLeaf& leaf);

// The text of the value at this path, "" if there is none.
std::string_view text_at(Leaves leaves, std::string_view path);

// The promised facts as a person would say them, in sentences.
std::string facts_in_words(Leaves leaves);

// How much of each channel identifies; then memory, storage and latencies:
// lines of tables with bars.
std::string identification(const PageReport& report, Leaves leaves);
std::string pictures(Leaves leaves, const Legend& legend);

// Every value in the order of the report, section by section, and the keys that
// were left out.
std::string every_value(Leaves leaves, std::span<const std::string> left_out,
                        const Legend& legend);

// A section on what was added, is gone and was changed since another report.
std::string comparison(const OtherReport& other, Leaves now,
                       const Legend& legend);

}  // namespace telemetry
