// What the clear treatments of the dictionary accept, spelled out. Every
// character of a text that is accepted is accounted for. Pure. The audit has
// the same knowledge in words of its own, on purpose (audit/audit.cpp).

#pragma once

#include <string_view>

#include "rule/dictionary.h"

namespace telemetry {

// An integer or decimal with optional sign and at most 20 digits, `true`,
// `false`, or a list of such numbers or pairs of them, `1,8,64` and `0:0,0:0`,
// of at most 4,096 bytes.
bool is_number(std::string_view text);

// What follows the name of a histogram (doc/info-protocol.md, Histograms):
// nothing; `msec,<numbers>` or `usec,<numbers>`; or, before 5.1,
// `HH:MM:SS-GMT,ops/sec,>1ms,>8ms;HH:MM:SS,<numbers>`.
bool is_figures(std::string_view text);

// Text of the form; forms.cpp says of each what it is.
bool has_form(Form form, std::string_view text);

}  // namespace telemetry
