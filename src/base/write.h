// Writing all of a text to a descriptor.

#pragma once

#include <string_view>

namespace telemetry {

// Writes all of `text`, and waits where the descriptor does. False, with the
// reason in errno, when not all of it could be written.
bool write_all(int fd, std::string_view text);

}  // namespace telemetry
