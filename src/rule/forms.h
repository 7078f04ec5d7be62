// What the clear treatments of the dictionary accept, spelled out. Every
// character of a text that is accepted is accounted for. Pure. The audit has
// the same knowledge in words of its own, on purpose (audit/audit.cpp).

#pragma once

#include <string_view>

namespace telemetry {

// An integer or decimal with optional sign and at most 20 digits, `true`,
// `false`, or a list of such numbers or pairs of them, `1,8,64` and `0:0,0:0`,
// of at most 4,096 bytes.
bool is_number(std::string_view text);

// One to three numbers of at most six digits with dots between: not four, as an
// address has.
bool is_version(std::string_view text);

// One to four such numbers, and what `git describe` and a release append to
// them: -rc4, -12, -start, -gabcdef123. At most 96 bytes.
bool is_build(std::string_view text);

// What date(1) prints in English: `Mon Feb  5 19:34:14 UTC 2018`, also with the
// twelve-hour clock: `Mon 05 Feb 2018 07:34:14 PM UTC`.
bool is_date(std::string_view text);

// Up to 16 hex digits.
bool is_cluster_key(std::string_view text);

// A whole number of at most 20 digits, also with ` kB` behind it.
bool is_amount(std::string_view text);

// What follows the name of a histogram (doc/info-protocol.md, Histograms):
// nothing; `msec,<numbers>` or `usec,<numbers>`; or, before 5.1,
// `HH:MM:SS-GMT,ops/sec,>1ms,>8ms;HH:MM:SS,<numbers>`.
bool is_figures(std::string_view text);

// Printable ASCII without quotes, backslashes and blanks around one `@`, at
// most 254 bytes.
bool is_email(std::string_view text);

}  // namespace telemetry
