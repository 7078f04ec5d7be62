// A preload in which a sleep takes no time, but the file $WHILE_ASLEEP takes
// the place of $CONFIG: what an administrator does meanwhile.

#include <cstdio>
#include <cstdlib>
#include <ctime>

extern "C" int nanosleep(const timespec*, timespec*) {
  const char* from = std::getenv("WHILE_ASLEEP");
  const char* to = std::getenv("CONFIG");
  if (from != nullptr && to != nullptr) std::rename(from, to);
  return 0;
}
