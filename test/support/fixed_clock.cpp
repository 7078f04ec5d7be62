// Preloaded (LD_PRELOAD), it lets the wall clock of a program stand still at
// the second of the variable CLOCK, which may be before 1970. The other clocks
// go on. A namespace of its own (unshare --time) moves only those others, and
// libfaketime moves them too.

#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

namespace {

time_t now() {
  const char* const text = std::getenv("CLOCK");
  return text == nullptr ? 0 : std::strtol(text, nullptr, 10);
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* into) noexcept {
  if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)
    return static_cast<int>(::syscall(SYS_clock_gettime, clock, into));
  *into = {now(), 0};
  return 0;
}

extern "C" int gettimeofday(timeval* into, void*) noexcept {
  *into = {now(), 0};
  return 0;
}

extern "C" time_t time(time_t* into) noexcept {
  if (into != nullptr) *into = now();
  return now();
}
