// What switches reporting off besides telemetry.conf: two variables, in the
// environment or in the files of defaults of Debian and Red Hat, however the
// program is started.

#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/settings.h"

namespace telemetry {

// A variable's value, or null.
using Environment = std::function<const char*(const char* name)>;

// Lines NAME=value, as a shell and systemd's EnvironmentFile= read them.
inline const std::array<std::string, 2> default_files = {
    "/etc/default/aerospike-telemetry", "/etc/sysconfig/aerospike_telemetry"};

// The first of these that says no: the environment, then each of the files. No
// file is read if the environment has said it. DO_NOT_TRACK says no if it is
// anything but "", 0 or false, AEROSPIKE_TELEMETRY if it is anything but "" and
// a yes (true, yes, on, 1, enable, enabled, y, t); in any case, with blanks or
// quotes around it. What is neither a known yes nor a known no has a remark.
// A file that is there and cannot be read, is longer than 64 KiB or is no text,
// says no, with a remark and no_permission, no_input or config: nobody knows
// what is in it.
std::optional<Switch> switched_off(
    const Environment& environment,
    std::span<const std::string> files = default_files);

// What the text of a file of defaults says; pure. `name` is for messages. One
// line that says no is enough, whatever the others say. Read are the two
// variables: blanks around the name and the value, "export" or another
// assignment before it, quotes, comments.
std::optional<Switch> switched_off_by(std::string_view text,
                                      const std::string& name);

}  // namespace telemetry
