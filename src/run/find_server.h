// Where the server of this host listens, and whether there is one at all.

#pragma once

#include "base/error.h"
#include "config/server_conf.h"
#include "config/settings.h"
#include "process/deadline.h"

namespace telemetry {

// The address that [asd] address and port give, or the server's own
// configuration file, which is read for it. Fails as read_file() and
// server_address() do; the message names the setting that helps.
Result<ServerAddress> find_server(const Settings& settings);

// Nothing of a server is on this host: no setting says where one is, its
// configuration file is not in its usual place, and nothing listens on port
// 3000 of 127.0.0.1.
bool is_without_server(const Settings& settings, Deadline deadline);

}  // namespace telemetry
