// The documents that are made from the table of settings. Pure.

#pragma once

#include <string>
#include <string_view>

namespace telemetry {

// etc/telemetry.conf: every setting with its explanation.
std::string sample_config();

// etc/telemetry_dev.conf: for runs from the source folder against a server and
// a home on this machine.
std::string dev_config();

// The settings of doc/telemetry.conf.5, as mdoc(7).
std::string man_settings();

// A text as lines of mdoc that mean the text, a sentence a line.
std::string mdoc_text(std::string_view text);

// The words of a text in lines of at most `limit` bytes, each with `indent`
// before it and "\n" after it; a longer word has a line of its own.
std::string wrapped(std::string_view text, std::string_view indent,
                    std::size_t limit);

}  // namespace telemetry
