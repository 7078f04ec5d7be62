// What telemetry.conf says, checked and with defaults. One table of settings
// (settings_table.h) drives parsing, defaults, the --set-* options, the sample
// configuration and the man page. Pure: settings_load.h reads the files.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
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
};

struct Settings {
  // [asd]
  std::string server_conf = "/etc/aerospike/aerospike.conf";  // config-file
  std::optional<std::string> server_address;                  // address
  std::optional<std::uint16_t> server_port;                   // port
  // [logging]
  std::string logfile = "out";  // "out", "syslog" or a path
  Level loglevel = Level::warning;
  // [main]
  bool disable = false;
  std::chrono::seconds interval{600};
  // Normalised: scheme, host, port and path are all there.
  std::string home_url = "https://telemetry.aerospike.com:8192/telemetry/v1";
  std::string user;
  std::string group;
  std::string cafile;
  std::string email;
  std::string proxy;                  // may hold a password: never print it
  std::chrono::seconds deadline{60};  // of the whole run
  // [privacy]
  std::string key_file = "/etc/aerospike/telemetry.key";
  Channels every_run;                // of every report
  Channels daily = Channels::all();  // and of the one that is sent once a day

  bool operator==(const Settings&) const = default;
};

// One configuration file: what it is called in messages, and its bytes.
struct ConfigText {
  std::string name;
  std::string text;
};

struct Configuration {
  Settings settings;
  // Set if `disable = true` is written anywhere in the files.
  std::optional<Switch> off;
  // What is wrong with the files, if they switch reporting off all the same:
  // an opt-out holds even where another line is broken. Whoever goes on in
  // spite of `off` (--sample, --check) must fail with it.
  std::optional<Error> problem;
  // Unknown sections and keys, once each, as "FILE:LINE: ...".
  std::vector<std::string> warnings;
  // "[main] interval" -> "FILE:LINE" of the line that decided; a key that is
  // not here has its default.
  std::map<std::string, std::string, std::less<>> places;
};

// Reads the files in the order given; a later one overrides key by key, but
// `disable = true` anywhere wins. Fails with config and "FILE:LINE: [section]
// key: what is wrong" for the first thing wrong, unless reporting is switched
// off anyway.
Result<Configuration> parse_settings(std::span<const ConfigText> files);

// A variable's value, or null.
using Environment = std::function<const char*(const char* name)>;

// DO_NOT_TRACK set to anything but "", "0" or "false", or AEROSPIKE_TELEMETRY
// set to "false", "0", "no" or "off" (in any case).
std::optional<Switch> switched_off(const Environment& environment);

// The switch that turns reporting off: the environment's, else the files'.
std::optional<Switch> switched_off(const Environment& environment,
                                   const Configuration& configuration);

}  // namespace telemetry
