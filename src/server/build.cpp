#include "server/build.h"

#include <charconv>

namespace telemetry {

std::optional<Build> parse_build(std::string_view text) {
  Build build;
  std::size_t parts = 0;
  const auto* at = text.data();
  const auto* const end = at + text.size();
  while (parts < build.part.size()) {
    const auto [stop, error] = std::from_chars(at, end, build.part[parts]);
    if (error == std::errc::invalid_argument) break;
    if (error != std::errc()) return std::nullopt;
    ++parts;
    at = stop;
    if (at == end || *at != '.') break;
    ++at;
  }
  if (parts < 2) return std::nullopt;
  return build;
}

}  // namespace telemetry
