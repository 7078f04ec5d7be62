// Reading a whole file, with a limit.

#pragma once

#include <cstddef>
#include <string>

#include "base/error.h"

namespace telemetry {

// The bytes of a regular file or of an entry of /proc or /sys. Fails with
// no_input when it is not there or not a file, with no_permission when it may
// not be read, with data when it is longer than `limit` bytes. The message
// names the path.
Result<std::string> read_file(const std::string& path, std::size_t limit);

// The same from a descriptor that is open for reading; `name` is for messages.
Result<std::string> read_all(int fd, std::size_t limit,
                             const std::string& name);

}  // namespace telemetry
