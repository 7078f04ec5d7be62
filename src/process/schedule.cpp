#include "process/schedule.h"

#include <sys/random.h>

#include <algorithm>

namespace telemetry {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::seconds;

seconds run_slack(seconds interval) {
  return std::clamp(interval / 30, seconds(1), seconds(60));
}

seconds day_phase(HostDigest host, seconds interval) {
  if (interval >= days(1)) return seconds(0);
  std::uint64_t number = 0;
  for (const auto byte : host.first<8>()) number = number << 8 | byte;
  const auto cells = static_cast<std::uint64_t>(seconds(days(1)) / interval);
  return interval * static_cast<seconds::rep>(number % cells);
}

bool is_full(seconds now, seconds interval, std::optional<seconds> uptime,
             seconds phase) {
  const auto window = interval + run_slack(interval);
  if (uptime && *uptime < window) return true;
  // Rounded down also before 1970, where a broken clock may be.
  const auto since_start = now + phase;
  return since_start - std::chrono::floor<days>(since_start) < window;
}

milliseconds splay(std::uint64_t random, seconds interval) {
  const auto whole = milliseconds(interval).count();
  const auto range = std::max<milliseconds::rep>(whole - whole / 30, 1);
  return milliseconds(static_cast<milliseconds::rep>(
      random % static_cast<std::uint64_t>(range)));
}

std::uint64_t random_number() {
  std::uint64_t number = 0;
  // Without random bytes it is 0: the run starts at once.
  if (::getrandom(&number, sizeof number, 0) < 0) return 0;
  return number;
}

}  // namespace telemetry
