#include "config/option_table.h"

namespace telemetry {
namespace {

constexpr Action sample = Action::sample;
constexpr Action explain = Action::explain;
constexpr Action status = Action::status;
constexpr Action check = Action::check;
constexpr Action new_key = Action::new_key;
constexpr Action edit = Action::edit;
constexpr Action record = Action::record;
constexpr Action print = Action::print;
constexpr Action version_action = Action::version;
constexpr Action help = Action::help;

constexpr Actions reports = only(Action::run) | only(Action::sample) |
                            only(Action::explain) |
                            only(Action::explain_sample);

constexpr OptionRow to_set(std::string_view name, std::string_view section,
                           std::string_view key) {
  return {.name = name,
          .argument = Argument::required,
          .action = &edit,
          .section = section,
          .key = key};
}

constexpr OptionRow rows[] = {
    {.name = "--sample",
     .help = "Print the full report that would be sent, byte for byte, and "
             "send nothing. Works while reporting is disabled, too.",
     .action = &sample},
    {.name = "--dry-run",
     .help = "Another name for --sample.",
     .action = &sample},
    {.name = "--explain",
     .help = "Print each field that may leave, its treatment and why. With "
             "--sample: each value of this machine's report, and what stands "
             "behind each pseudonym, for your eyes only.",
     .action = &explain},
    {.name = "--status",
     .help = "Print whether reporting is on, what decided that, where reports "
             "go and when the next run is.",
     .action = &status},
    {.name = "--check",
     .help = "Try the configuration, the key, the server and the way to home, "
             "and send no report.",
     .action = &check},
    {.name = "--disable",
     .help = "Switch reporting off: write disable = true into CONFIG, which is "
             "created if it is missing.",
     .action = &edit,
     .section = "main",
     .key = "disable",
     .value = "true"},
    {.name = "--enable",
     .help = "Switch reporting on: write disable = false into CONFIG.",
     .action = &edit,
     .section = "main",
     .key = "disable",
     .value = "false"},
    to_set("--set-cafile", "main", "cafile"),
    to_set("--set-email", "main", "email"),
    to_set("--set-group", "main", "group"),
    to_set("--set-home-url", "main", "home-url"),
    to_set("--set-interval", "main", "interval"),
    to_set("--set-logfile", "logging", "logfile"),
    to_set("--set-loglevel", "logging", "loglevel"),
    to_set("--set-proxy", "main", "proxy"),
    to_set("--set-user", "main", "user"),
    {.name = "--new-key",
     .argument = Argument::optional,
     .argument_name = "FILE",
     .help = "Make a new secret key, in FILE or the key-file of CONFIG. "
             "Nothing sent before can be linked to what is sent after.",
     .action = &new_key},
    {.name = "--record",
     .argument = Argument::required,
     .argument_name = "FILE",
     .help = "Write the server's raw replies to FILE (mode 0600), for your "
             "eyes only: they hold names and addresses.",
     .action = &record},
    {.name = "--print",
     .argument = Argument::required,
     .argument_name = "DOCUMENT",
     .help = "Print a document that is made from the program's tables: "
             "dictionary, schema, config, dev-config, man-settings, "
             "man-options, man-statuses or completion.",
     .action = &print},
    {.name = "--replay",
     .argument = Argument::required,
     .argument_name = "FILE",
     .help = "Take a recording (--record) in the server's place.",
     .with = reports,
     .text = &Options::replay},
    {.name = "--full",
     .help = "Report in full now, instead of once a day.",
     .with = reports,
     .flag = &Options::full},
    {.name = "--splay",
     .help = "First sleep this host's share of the interval, so that not all "
             "hosts report in the same second. For cron.",
     .with = only(Action::run),
     .flag = &Options::splay},
    {.name = "--json",
     .help = "With --status: print JSON.",
     .with = only(Action::status),
     .flag = &Options::json},
    {.name = "--verbose",
     .help = "Log everything, whatever loglevel says.",
     .flag = &Options::verbose},
    {.name = "--quiet",
     .help = "Log errors only, whatever loglevel says.",
     .flag = &Options::quiet},
    {.name = "--version",
     .help = "Print the version.",
     .action = &version_action},
    {.name = "--help", .help = "Print this.", .action = &help},
};

constexpr DocumentRow documents[] = {
    {"dictionary", Document::dictionary},
    {"schema", Document::schema},
    {"config", Document::config},
    {"dev-config", Document::dev_config},
    {"man-settings", Document::man_settings},
    {"man-options", Document::man_options},
    {"man-statuses", Document::man_statuses},
    {"completion", Document::completion},
};

const SettingRow* setting_of(const OptionRow& row) {
  // --disable and --enable have words of their own.
  return row.help.empty() ? find_setting(row.section, row.key) : nullptr;
}

}  // namespace

std::span<const OptionRow> option_rows() { return rows; }

std::string_view help_of(const OptionRow& row) {
  const auto* setting = setting_of(row);
  return setting == nullptr ? row.help : setting->help;
}

std::string_view argument_name_of(const OptionRow& row) {
  const auto* setting = setting_of(row);
  return setting == nullptr ? row.argument_name : setting->value_name;
}

std::span<const DocumentRow> document_rows() { return documents; }

}  // namespace telemetry
