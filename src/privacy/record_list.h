// Lists of records whose names are the user's bytes: `sets`, `sindex-list`.
//
// A real server prints a set that is called "card:4111111111111111" or
// "x;ns=test:set=y" as it is, so that a name looks like fields of its own, or
// like a record. What a name cannot do is to be as long as a whole record: all
// records of a server have the same fields, and only those are read that do.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace telemetry {

struct RecordForm {
  std::string_view name_field;  // the field that holds the name
  // What directly follows the name where nothing may be forged between: one of
  // these; empty = anything known.
  std::span<const std::string_view> after_name;
  // Every other field that is known.
  std::span<const std::string_view> others;
  // A shorter sequence of fields that is whole, too; empty = none.
  std::span<const std::string_view> variant;
};

struct RecordField {
  std::string_view name;  // one of the form's
  std::string_view value;
};

using Record = std::span<const RecordField>;

extern const RecordForm set_form;
extern const RecordForm sindex_form;

// Calls `take` for each well-formed record in a namespace for which `known`
// says yes, and `leave` with the text of each that is malformed: that has a
// field which is not known, or one twice, or not the same fields as the longest
// well-formed one. Returns nothing else; time is linear in the text.
void
read_records(std::string_view text, const RecordForm& form,
             const std::function<bool(std::string_view)>& known,
             const std::function<void(Record)>& take,
             const std::function<void(std::string_view)>& leave);

}  // namespace telemetry
