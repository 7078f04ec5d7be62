// Whole keys that servers have, where a key made of their words is not enough:
// after a text in which a path could hold "x;objects=5".

#pragma once

#include <string_view>

namespace telemetry {

// Whether one of the recorded servers has this setting or statistic.
bool
is_listed_key(std::string_view key);

}  // namespace telemetry
