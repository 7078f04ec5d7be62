#include "process/run_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>

namespace telemetry {

Result<std::optional<Fd>> take_run_lock(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd)
    return failure(errno == EACCES || errno == EPERM ? Exit::no_permission
                                                     : Exit::no_input,
                   "cannot open " + path + ": " + std::strerror(errno));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return fd;
  if (errno == EWOULDBLOCK) return std::nullopt;
  return failure(Exit::no_permission,
                 "cannot lock " + path + ": " + std::strerror(errno));
}

}  // namespace telemetry
