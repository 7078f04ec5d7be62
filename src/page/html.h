// HTML as text: the one place where text from outside is made harmless. Pure.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "privacy/pseudonym.h"

namespace telemetry {

// Any bytes as printable ASCII that is good in an element and in a quoted
// attribute. A byte that is not printable is shown as \xHH.
std::string escape(std::string_view text);

// The text, escaped, and behind each pseudonym that the legend has the domain
// and the name in an element <i>. All raw names of a page stand in such, so
// that they can be hidden and left out of a copy.
std::string with_names(std::string_view text, const Legend& legend);

// "5.3", "2,345"; "45.3 kB".
std::string short_number(double number);
std::string size_text(double bytes);

// A bar of parts side by side: a class, and an amount of `whole`.
struct BarPart {
  std::string_view style;
  double amount = 0;
};
std::string bar(std::span<const BarPart> parts, double whole,
                std::string_view label);

}  // namespace telemetry
