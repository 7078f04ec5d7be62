// Landlock by its raw system calls (linux/landlock.h; kernel 5.13 and on). The
// numbers are here because the headers of Debian 12 end at ABI 2.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace telemetry {

struct LandlockState {
  bool files = false;  // ABI 1
  bool tcp = false;    // ABI 4
  bool scope = false;  // ABI 6
};

// What may still be done. Beyond that no file is opened, made or executed, no
// TCP port bound, and nobody outside reached by a signal or an abstract socket.
struct Reach {
  // Files and folders, with all below them, that may be read. Symbolic links
  // are followed now; what is not there is passed over.
  std::vector<std::string> readable;
  // TCP ports that may be connected to, at any address; nothing: all.
  std::optional<std::vector<std::uint16_t>> ports;
};

// Puts this process under the rule, beside those that it is under already, and
// says what of it the kernel enforces. Needs no_new_privs, or CAP_SYS_ADMIN.
LandlockState restrict_by_landlock(const Reach& reach);

}  // namespace telemetry
