// Changes settings in a configuration file: the new file takes the old one's
// place in one step, or the old one stays as it was.

#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/checked_call.h"
#include "config/settings_edit.h"

namespace telemetry {

// Makes the changes in CONFIG (edit_text()) and returns its report. A symbolic
// link is followed to its file. The new file is written beside the old one,
// given its owner, group, mode and extended attributes (SELinux, ACLs), synced
// and renamed over it. Concurrent edits wait for each other, by a lock on the
// directory, at most ten seconds; a run is not waited for.
//
// A missing CONFIG is created, mode 0644, if one of the changes is disable =
// true: to opt out must always work. Fails with no_input if it is missing
// otherwise or is no file, with no_permission where the user or the file system
// does not allow it, with temporary where there is no space or another edit
// does not end, and with what edit_text() says. After a failure the old file is
// whole and no other is left; what a crash leaves, the next edit removes.
Result<std::vector<std::string>> edit_file(
    const std::string& config, std::span<const SettingChange> changes,
    const Fault& fault = nullptr);

}  // namespace telemetry
