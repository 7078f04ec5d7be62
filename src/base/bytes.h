// Eight bytes at once, as one number: what most of a report's text goes through
// twice. Endianness does not matter to what is asked here.

#pragma once

#include <cstdint>
#include <cstring>

namespace telemetry {

inline std::uint64_t load_eight(const char* text) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text, sizeof bytes);
  return bytes;
}

// The same byte eight times.
constexpr std::uint64_t eight_times(char c) {
  return ~std::uint64_t{0} / 255 * static_cast<unsigned char>(c);
}

// Not 0 if one of the bytes is below `limit`, which is at most 0x80.
constexpr std::uint64_t has_below(std::uint64_t bytes, char limit) {
  return (bytes - eight_times(limit)) & ~bytes & eight_times('\x80');
}

// Not 0 if one of the bytes is `c`.
constexpr std::uint64_t has_byte(std::uint64_t bytes, char c) {
  return has_below(bytes ^ eight_times(c), 1);
}

}  // namespace telemetry
