// What every target shares: the entry that libFuzzer calls and replay.cpp, too,
// and the word in which a target says what must hold.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);

namespace telemetry::fuzz {

// Ends the process, as a crash does, when what must hold does not.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Whether a view shows bytes of this text and no others.
inline bool is_within(std::string_view part, std::string_view text) {
  const std::less_equal<> before;
  return part.empty() ||
         (before(text.data(), part.data()) &&
          before(part.data() + part.size(), text.data() + text.size()));
}

// A message is one line that a terminal can show.
inline void require_one_line(std::string_view message) {
  require(!message.empty(), "a failure says something");
  for (const char c : message)
    require(c >= 0x20 && c < 0x7f, "a message is one printable line");
}

}  // namespace telemetry::fuzz
