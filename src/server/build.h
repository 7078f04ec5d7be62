// The version of a server, as a number that can be compared.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace telemetry {

// The leading dotted numbers of the reply to `build`; 8.1.2.0-rc4 is 8.1.2.0.
struct Build {
  std::array<std::uint32_t, 4> part = {};

  auto operator<=>(const Build&) const = default;
};

// The leading dotted numbers, at least two, at most four: `6.4.0.0-rc4`,
// `8.1.2.0-start-12-gabc`. Nothing for anything else.
std::optional<Build> parse_build(std::string_view text);

}  // namespace telemetry
