// Whole keys that servers have, where a key made of their words is not enough:
// after a text in which a path could hold "x;objects=5".

#pragma once

#include <string_view>

namespace telemetry {

// Whether get-config of one of the recorded servers has this key.
bool
is_config_key(std::string_view key);

// Whether namespace/NS of one of them has it.
bool
is_namespace_key(std::string_view key);

}  // namespace telemetry
