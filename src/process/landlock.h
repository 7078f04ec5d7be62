// Landlock by its raw system calls (linux/landlock.h; kernel 5.13 and on). The
// numbers are here because the headers of Debian 12 end at ABI 2.

#pragma once

namespace telemetry {

struct LandlockState {
  bool files = false;  // ABI 1
  bool tcp = false;    // ABI 4
  bool scope = false;  // ABI 6
};

enum class LandlockRule {
  read_only,  // files may be read; none written, made or executed; no TCP bind
  nothing,    // no file is opened, no TCP connection made or port bound
};

// Puts this process under the rule and says what of it the kernel enforces.
// Needs no_new_privs, or CAP_SYS_ADMIN.
LandlockState restrict_by_landlock(LandlockRule rule);

}  // namespace telemetry
