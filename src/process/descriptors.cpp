#include "process/descriptors.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace telemetry {
namespace {

// The range is closed, both ends too.
void close_from_to(unsigned first, unsigned last) {
  if (first > last || ::close_range(first, last, 0) == 0) return;
  // Before Linux 5.9, or under a filter that does not know the call.
  rlimit limit = {};
  const bool known = ::getrlimit(RLIMIT_NOFILE, &limit) == 0;
  const auto most = static_cast<unsigned>(
      std::min<rlim_t>(known ? limit.rlim_cur : 1024, 65536));
  for (unsigned fd = first; fd <= std::min(last, most); ++fd)
    ::close(static_cast<int>(fd));
}

}  // namespace

bool open_standard_descriptors() {
  for (int fd = 0; fd <= 2; ++fd)
    if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) != fd)
      return false;
  return true;
}

void close_inherited_descriptors() { close_from_to(3, UINT_MAX); }

bool seal_descriptors(int keep) {
  // For reading: the clean half's Landlock, inherited, allows no more.
  Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  bool sealed = static_cast<bool>(null);
  constexpr int last = sanitized ? 1 : 2;  // a report of a bug must be seen
  for (int fd = 0; fd <= last; ++fd)
    sealed = sealed && ::dup2(null.get(), fd) == fd;
  null.reset();
  const auto kept = static_cast<unsigned>(keep);
  close_from_to(3, kept - 1);
  close_from_to(kept + 1, UINT_MAX);
  return sealed;
}

bool undumpable() {
  if (sanitized) return false;
  const rlimit none = {};
  const bool no_core = ::setrlimit(RLIMIT_CORE, &none) == 0;
  return ::prctl(PR_SET_DUMPABLE, 0) == 0 && no_core;
}

std::optional<Fd> take_run_lock(const std::string& key_file) {
  Fd fd(::open(key_file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd || ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return fd;
  if (errno == EWOULDBLOCK) return std::nullopt;
  return Fd();
}

}  // namespace telemetry
