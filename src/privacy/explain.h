// For the person who runs it: what is sent, in which form, and why.

#pragma once

#include <string>
#include <string_view>

#include "privacy/pseudonym.h"

namespace telemetry {

// The dictionary as text for a terminal: each field, its treatment, one
// sentence.
std::string explain_fields();

// The dictionary as Markdown: doc/DATA-DICTIONARY.md.
std::string dictionary_document();

// A JSON Schema (draft 2020-12) that every payload validates against:
// doc/payload.schema.json.
std::string payload_schema();

// A report, one leaf a line: path, value, treatment, and what stands behind
// each pseudonym in it. `json` is what anonymize() made.
std::string explain_report(std::string_view json, const Legend& legend);

}  // namespace telemetry
