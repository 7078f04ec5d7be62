// Becoming the user that [main] user and group name, for a run that root
// started: it needs no root for anything after its configuration and its key.

#pragma once

#include <string>

#include "base/error.h"

namespace telemetry {

// Started as root: sets the supplementary groups, the group and the user, real,
// effective and saved, and checks that root cannot be had back. Without `group`
// it is the user's own; without `user`, the user stays root and only the groups
// change; without either, nothing happens. Call it after the configuration and
// the key are read and before anything is read from the server, the network or
// the log file is opened; the process has one thread.
//
// Not started as root: changes nothing. Gives one line for the log when the
// configuration names somebody else than who this is, else "".
//
// Fails, whoever started it, with config when there is no such user or group;
// with no_permission when the kernel refuses; with software when root could be
// had back.
Result<std::string> become_account(const std::string& user,
                                   const std::string& group);

}  // namespace telemetry
