// The site's secret key on disk: 32 random bytes as 64 hex digits, one line,
// mode 0640, owner root, group of the service.

#pragma once

#include <string>

#include "base/error.h"
#include "privacy/pseudonym.h"

namespace telemetry {

// Fails with config and says how to make a key when the file is not there or
// holds none, when others may read it (mode & 0007), or when this user may not.
Result<SecretKey> read_key(const std::string& path);

// Writes a new key to `path`, atomically, in the place of an old one: a new key
// is a new identity. The file keeps the old one's owner and group; a new file
// gets `group` (by name; "" or unknown: the caller's) if the caller may.
// Fails with no_permission, no_input or temporary as the system says.
Result<void> new_key(const std::string& path, const std::string& group);

// A key for --sample where there is none: lives as long as the run.
Result<SecretKey> throw_away_key();

}  // namespace telemetry
