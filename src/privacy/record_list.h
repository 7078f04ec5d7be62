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

// One order in which some generation of servers prints its fields. A record may
// lack some of them, but has no other order.
using FieldOrder = std::span<const std::string_view>;

struct RecordForm {
  // How many fields of an order are at the front of every record, none lacking:
  // what names it, and the number that nothing can be forged before.
  std::size_t fixed;
  std::span<const FieldOrder> orders;
  // Fields that may follow the fixed ones in any order.
  std::span<const std::string_view> others;
  // A shorter sequence of fields that is whole, too; empty = none.
  FieldOrder variant;
  // How long a name can be; 0 = it does not matter, as no number is sent.
  std::size_t longest_name;
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
// field which is not known, or one twice, or in a wrong place, or not the same
// fields as the longest well-formed one. Where there is any such, a name has
// broken out, and a record that a name could hold as a whole is malformed, too.
// Returns nothing else; time is linear in the text.
void read_records(std::string_view text, const RecordForm& form,
                  const std::function<bool(std::string_view)>& known,
                  const std::function<void(Record)>& take,
                  const std::function<void(std::string_view)>& leave);

}  // namespace telemetry
