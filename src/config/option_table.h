// The one table of options: it drives parsing, --help, the man page and the
// bash completion.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "config/options.h"
#include "config/settings_table.h"

namespace telemetry {

// A set of actions.
using Actions = std::uint32_t;

constexpr Actions only(Action action) {
  return Actions{1} << static_cast<unsigned>(action);
}

enum class Argument { none, optional, required };

struct OptionRow {
  std::string_view name;  // "--sample"
  Argument argument = Argument::none;
  std::string_view argument_name = {};  // "FILE"
  std::string_view help = {};           // what it does, in a sentence or two
  // An option that says what to do has an action; a modifier has null and the
  // actions that it may go with.
  const Action* action = nullptr;
  Actions with = ~Actions{0};
  // A modifier's flag or text.
  bool Options::*flag = nullptr;
  std::string Options::*text = nullptr;
  // Action::edit: the setting, and the value if the option takes none.
  std::string_view section = {};
  std::string_view key = {};
  std::string_view value = {};
};

std::span<const OptionRow> option_rows();

// The words for a person; those of --set-* are the setting's.
std::string_view help_of(const OptionRow& row);
std::string_view argument_name_of(const OptionRow& row);

struct DocumentRow {
  std::string_view name;
  Document document;
};

std::span<const DocumentRow> document_rows();

}  // namespace telemetry
