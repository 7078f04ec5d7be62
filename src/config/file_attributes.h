// A file that takes another's place looks like it: owner, group, mode, ACLs
// and labels.

#pragma once

#include <string>

#include "config/checked_call.h"

namespace telemetry {

// Gives the file open as `to` the owner, group, mode and extended attributes of
// the one open as `from`, but for security.ima and security.evm, which sign its
// bytes. Returns "", or what cannot be kept, with errno. A file system that has
// no such attributes is no problem.
std::string copy_attributes(int from, int to, const Fault& fault);

// Gives a new file the mode 0644, whatever the umask; as above.
std::string make_readable(int file, const Fault& fault);

}  // namespace telemetry
