// Whole keys that servers have: what is here need not be read word by word, and
// after a text in which a path could hold "x;objects=5" a key made of the
// servers' words is not enough.

#pragma once

#include <string_view>

namespace telemetry {

// Whether a section of one of the recorded servers has this key: `statistics`,
// get-config or namespace/NS.
bool is_recorded_key(std::string_view key);

// Whether get-config of one of the recorded servers has this key.
bool is_config_key(std::string_view key);

// Whether namespace/NS of one of them has it.
bool is_namespace_key(std::string_view key);

}  // namespace telemetry
