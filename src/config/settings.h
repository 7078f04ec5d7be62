// What telemetry.conf says, checked and with defaults: one table of settings
// (settings.cpp) drives parsing, defaults, --help, the sample configuration and
// the man page.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/log.h"

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
  std::string proxy;
  std::chrono::seconds deadline{60};  // of the whole run
  // [privacy]
  std::string key_file = "/etc/aerospike/telemetry.key";
};

}  // namespace telemetry
