#include "process/schedule.h"

#include <sys/random.h>

#include <algorithm>

namespace telemetry {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds day{86'400};

std::uint64_t number(std::span<const std::uint8_t, 8> bytes) {
  std::uint64_t value = 0;
  for (const auto byte : bytes) value = value << 8 | byte;
  return value;
}

// Rounds down also before 1970, where a broken clock may be.
std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace

seconds run_slack(seconds interval) {
  return std::clamp(interval / 30, seconds(1), seconds(60));
}

seconds day_phase(HostDigest host, seconds interval) {
  const auto cells =
      static_cast<std::uint64_t>(std::max<seconds::rep>(day / interval, 1));
  return interval >= day
             ? seconds(0)
             : interval *
                   static_cast<seconds::rep>(number(host.first<8>()) % cells);
}

std::int64_t day_number(seconds now, seconds phase) {
  return floor_divide((now + phase).count(), day.count());
}

bool is_full(seconds now, seconds interval, std::optional<seconds> uptime,
             seconds phase) {
  const auto window = interval + run_slack(interval);
  if (uptime && *uptime < window) return true;
  const auto into_day = now + phase - day * day_number(now, phase);
  return into_day < window;
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
