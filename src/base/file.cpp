#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/handle.h"

namespace telemetry {
namespace {

Error cannot_read(const std::string& name, int error) {
  const Exit exit =
      error == EACCES || error == EPERM ? Exit::no_permission : Exit::no_input;
  return {exit, "cannot read " + name + ": " + std::strerror(error)};
}

}  // namespace

Result<std::string> read_all(int fd, std::size_t limit,
                             const std::string& name) {
  std::string text;
  for (;;) {
    const std::size_t have = text.size();
    // Most files are small, and what is not used need not be touched.
    const std::size_t step = std::max<std::size_t>(have, 4096);
    // One byte more than the limit tells a file that is too long.
    const std::size_t want = std::min(step, limit + 1 - have);
    text.resize(have + want);
    const ssize_t got = ::read(fd, text.data() + have, want);
    if (got < 0) {
      if (errno == EINTR) {
        text.resize(have);
        continue;
      }
      return std::unexpected(cannot_read(name, errno));
    }
    text.resize(have + static_cast<std::size_t>(got));
    if (text.size() > limit)
      return failure(Exit::data, name + " is longer than " +
                                     std::to_string(limit) + " bytes");
    if (got == 0) return text;
  }
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  // O_NONBLOCK: a FIFO in the place of a file must not stop us.
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return std::unexpected(cannot_read(path, errno));
  struct stat status = {};
  if (::fstat(fd.get(), &status) != 0)
    return std::unexpected(cannot_read(path, errno));
  if (!S_ISREG(status.st_mode))
    return failure(Exit::no_input, "cannot read " + path + ": not a file");
  return read_all(fd.get(), limit, path);
}

}  // namespace telemetry
