// The section network: service: of the server's configuration, and the reading
// of it in the YAML form that servers from 8.1.1 on understand.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "config/server_conf.h"

namespace telemetry {

// What of that section matters here, in either form.
struct ServiceSection {
  // Takes a setting in; other keys are not looked at. Says what is wrong with
  // it, "" if nothing; repeats no value.
  std::string take(std::string_view key, std::string_view value);

  ServerAddress address;
  bool has_tls_port = false;
};

// Whether the first word of a file can only be YAML's.
bool looks_like_yaml(std::string_view word);

// Reads the section out of a YAML text: addresses (a list or one), address,
// port and tls-port. Anchors are not followed: one in the section is an error,
// elsewhere it does not matter. Fails with config, naming `name` and the line:
// no YAML, more than 32 levels, a key that stands twice in the section, more
// than one document.
Result<ServiceSection> read_server_yaml(std::string_view text,
                                        const std::string& name);

}  // namespace telemetry
