// What telemetry.conf says, checked and with defaults. One table of settings
// drives all of it and the --set-* options; what each means is in
// telemetry.conf(5).

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "rule/channel.h"

namespace telemetry {

// Which switch turned reporting off: a line of a file, or a variable.
struct Switch {
  std::string where;  // "/etc/aerospike/telemetry.conf:14" or "DO_NOT_TRACK"
  std::string what;   // "disable = true" or "DO_NOT_TRACK=1"
  // One line that a person must see if this is not plainly a no, else "".
  std::string remark = {};
  // How a run ends that this switches off.
  Exit exit = Exit::ok;
};

struct Settings {
  Settings();  // the defaults

  // [asd]
  std::string server_conf;                    // config-file
  std::optional<std::string> server_address;  // address
  std::optional<std::uint16_t> server_port;   // port
  // [logging]
  std::string logfile;  // "out", "syslog" or a path
  Level loglevel = Level::warning;
  // [main]
  bool disable = false;
  std::chrono::seconds interval{};
  std::string home_url;  // scheme, host, port and path are all there
  std::string user;
  std::string group;
  std::string cafile;
  std::string email;
  std::string proxy;                // may hold a password: never print it
  std::chrono::seconds deadline{};  // of the whole run
  // [privacy]
  std::string key_file;
  Channels every_run;  // of every report
  Channels daily;      // and of the one that is sent once a day

  bool operator==(const Settings&) const = default;
};

struct SettingRow {
  std::string_view section;
  std::string_view key;
  std::string_view default_text;  // that read() understands; "" is unset
  // Reads the text into the settings; says what is wrong ("must ...") and
  // changes nothing if it cannot.
  std::optional<std::string> (*read)(std::string_view text, Settings& into);
  // A relative path as its value is taken from the folder of the file.
  bool is_path = false;
};

// In the order of the sample; the rows of a section are together.
std::span<const SettingRow> setting_rows();

// The row of a key, or null. Names are exact, keys in lower case.
const SettingRow* find_setting(std::string_view section, std::string_view key);

// "[main] interval": what a setting is called in messages and in
// Configuration::places. At most 40 bytes of each name, printable.
std::string setting_label(std::string_view section, std::string_view key);

// What is wrong with a text as a value for this row, "" if nothing; includes
// whether it can stand in one line of a file.
std::string problem_of_value(const SettingRow& row, std::string_view text);

// yes, no, on, off, true, false, 1, 0, in any case.
std::optional<bool> to_boolean(std::string_view text);

// One configuration file: what it is called in messages, and its bytes.
struct ConfigText {
  std::string name;
  std::string text;
  // Absolute: where relative paths in it begin; "" and they are refused.
  std::string folder = {};
};

struct Configuration {
  Settings settings;
  // Set if `disable = true` is written anywhere in the files.
  std::optional<Switch> off;
  // What is wrong with the files, if they switch reporting off all the same:
  // an opt-out holds even where another line is broken. Whoever goes on in
  // spite of `off` (--sample, --check) must fail with it.
  std::optional<Error> problem;
  // Unknown sections without keys and unknown keys, once each, as "FILE:LINE:
  // ...".
  std::vector<std::string> warnings;
  // "[main] interval" -> "FILE:LINE" of the line that decided; a key that is
  // not here has its default.
  std::map<std::string, std::string, std::less<>> places;
};

// Reads the files in the order given; a later one overrides key by key, but
// `disable = true` anywhere wins. Fails with config and "FILE:LINE: [section]
// key: what is wrong" for the first thing wrong, unless reporting is switched
// off anyway. An unknown key is something wrong if whoever wrote it may have
// meant to send less: one that looks like an opt-out, one in section [privacy]
// and one in an unknown section.
Result<Configuration> parse_settings(std::span<const ConfigText> files);

inline constexpr char default_config[] = "/etc/aerospike/telemetry.conf";

// Of one configuration file, in bytes.
inline constexpr std::size_t config_size_limit = 1024 * 1024;

// Reads CONFIG and then, in the order of their names, the *.conf in the
// directory CONFIG.d, which may be missing. Each has at most 1 MiB, and there
// are at most 256. Relative paths in them begin in the folder of CONFIG. Fails
// with no_input or no_permission for a file that is missing or cannot be read,
// with config for a text that parse_settings() refuses; not so if `disable =
// true` was read in another of the files.
Result<Configuration> load_settings(const std::string& config);

}  // namespace telemetry
