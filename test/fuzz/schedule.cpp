// What systemctl prints and cron's file: read or not, and never a schedule of
// no time at all.

#include "fuzz.h"
#include "process/schedule_facts.h"

using namespace telemetry;
using namespace telemetry::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto text = text_of(data, size);
  timer_schedule(text);
  cron_schedule(text);
  if (const auto period = period_of_times(text))
    require(period->count() > 0 && period->count() <= 86400,
            "a period is more than nothing and a day at most");
  if (const auto span = span_of(text))
    require(span->count() >= 0, "a span is not negative");
  return 0;
}
