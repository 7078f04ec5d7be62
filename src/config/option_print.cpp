#include "config/option_print.h"

#include <algorithm>

#include "config/exit_statuses.h"
#include "config/option_table.h"
#include "config/settings_print.h"
#include "version.h"

namespace telemetry {
namespace {

constexpr std::size_t width = 79;

// A maintainer's option is in the man page only.
bool is_for_users(const OptionRow& row) { return row.name != "--print"; }

bool is_file(const OptionRow& row) {
  const auto name = argument_name_of(row);
  return name == "FILE" || name == "WHERE";
}

// "--new-key [FILE]"
std::string usage_of(const OptionRow& row) {
  std::string name(row.name);
  const std::string argument(argument_name_of(row));
  switch (row.argument) {
    case Argument::none:
      return name;
    case Argument::optional:
      return name + " [" + argument + "]";
    case Argument::required:
      return name + " " + argument;
  }
  return name;
}

std::string number_of(const ExitRow& row) {
  return std::to_string(static_cast<int>(row.exit));
}

// The names that belong into a case of the completion, joined by "|".
template <class Wanted>
std::string names_where(Wanted&& wanted) {
  std::string names;
  for (const auto& row : option_rows())
    if (is_for_users(row) && wanted(row))
      names += (names.empty() ? "" : "|") + std::string(row.name);
  return names;
}

}  // namespace

std::string help_text() {
  const std::string program = "aerospike-telemetry";
  std::string all =
      "Usage: " + program +
      " [CONFIG] [OPTION]...\n"
      "Reports the usage of the local Aerospike server, once, and exits; a "
      "timer\nstarts each run. CONFIG is " +
      std::string(default_config) + " if not given.\n\n";
  for (const auto& row : option_rows()) {
    if (!is_for_users(row)) continue;
    all += "  " + usage_of(row) + "\n";
    all += wrapped(help_of(row), "      ", width);
  }
  all += "\nExit statuses:\n";
  for (const auto& row : exit_rows()) {
    const auto number = number_of(row);
    all += std::string(4 - number.size(), ' ') + number + "  " +
           std::string(row.meaning) + "\n";
  }
  return all +
         "\nDO_NOT_TRACK=1 or AEROSPIKE_TELEMETRY=FALSE in the environment "
         "switch reporting\noff. See aerospike-telemetry(8) and "
         "telemetry.conf(5).\n";
}

std::string version_text() {
  return std::string("aerospike-telemetry ") + version + "\n";
}

std::string man_options() {
  std::string all = ".Bl -tag -width Ds\n";
  for (const auto& row : option_rows()) {
    all += ".It Fl " + std::string(row.name.substr(1));
    const std::string argument(argument_name_of(row));
    if (row.argument == Argument::required) all += " Ar " + argument;
    if (row.argument == Argument::optional) all += " Op Ar " + argument;
    all += "\n" + mdoc_text(help_of(row));
  }
  return all + ".El\n";
}

std::string man_statuses() {
  std::string all = ".Bl -tag -width Ds -compact\n";
  for (const auto& row : exit_rows())
    all += ".It " + number_of(row) + "\n" + mdoc_text(row.meaning);
  return all + ".El\n";
}

std::string completion() {
  std::string words;
  for (const auto& row : option_rows())
    if (is_for_users(row)) words += "\n      " + std::string(row.name);
  const auto files = names_where(is_file);
  const auto others = names_where([](const OptionRow& row) {
    return row.argument == Argument::required && !is_file(row) &&
           row.key != "loglevel" && row.key != "user" && row.key != "group";
  });
  return "# bash completion for aerospike-telemetry, made from its table of "
         "options by\n# aerospike-telemetry --print completion\n\n"
         "_aerospike_telemetry()\n{\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} "
         "before=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  local options=\"" +
         words +
         "\"\n"
         "  COMPREPLY=()\n"
         "  # --option=VALUE reaches us as three words.\n"
         "  if [[ $before == = ]]; then\n"
         "    before=${COMP_WORDS[COMP_CWORD-2]}\n"
         "  elif [[ $word == = ]]; then\n"
         "    word=\n"
         "  fi\n"
         "  case $before in\n"
         "    --set-loglevel)\n"
         "      mapfile -t COMPREPLY < <(compgen -W \\\n"
         "        'debug info warning error critical' -- \"$word\") ;;\n"
         "    --set-user)\n"
         "      mapfile -t COMPREPLY < <(compgen -u -- \"$word\") ;;\n"
         "    --set-group)\n"
         "      mapfile -t COMPREPLY < <(compgen -g -- \"$word\") ;;\n"
         "    " +
         files +
         ")\n"
         "      compopt -o filenames\n"
         "      mapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n"
         "    " +
         others +
         ")\n"
         "      ;;\n"
         "    *)\n"
         "      if [[ $word == -* ]]; then\n"
         "        mapfile -t COMPREPLY < <(compgen -W \"$options\" -- "
         "\"$word\")\n"
         "      else\n"
         "        compopt -o filenames\n"
         "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
         "      fi ;;\n"
         "  esac\n"
         "}\n\n"
         "complete -F _aerospike_telemetry aerospike-telemetry\n";
}

}  // namespace telemetry
