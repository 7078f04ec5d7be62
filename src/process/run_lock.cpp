#include "process/run_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace telemetry {

std::optional<Fd> take_run_lock(const std::string& key_file) {
  Fd fd(::open(key_file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd || ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return fd;
  if (errno == EWOULDBLOCK) return std::nullopt;
  return Fd();
}

}  // namespace telemetry
