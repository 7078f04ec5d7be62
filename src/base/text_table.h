// Looking up a text among those that stand in the source: words, keys. It is
// for closed lists only: what others write must not choose its place in a table
// that grows.

#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

namespace telemetry {

// `Size` bytes as a number, the first one lowest; as the compiler reads them or
// the processor.
template <std::size_t Size>
constexpr std::uint64_t bytes_at(const char* text) {
  std::uint64_t bytes = 0;
  if (std::is_constant_evaluated()) {
    for (std::size_t i = 0; i < Size; ++i)
      bytes |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  } else {
    std::memcpy(&bytes, text, Size);
    if (std::endian::native == std::endian::big) bytes = std::byteswap(bytes);
  }
  return bytes;
}

// Of the length, the first and the last bytes, which tell most texts apart.
constexpr std::uint64_t table_hash(std::string_view text) {
  const auto size = text.size();
  const auto* end = text.data() + size;
  std::uint64_t front = 0;
  std::uint64_t back = 0;
  if (size >= 8) {
    front = bytes_at<8>(text.data());
    back = bytes_at<8>(end - 8);
  } else if (size >= 4) {
    front = bytes_at<4>(text.data());
    back = bytes_at<4>(end - 4);
  } else {
    for (const char c : text)
      front = front << 8 | static_cast<unsigned char>(c);
  }
  const auto hash =
      (front ^ (back + size) * 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
  return hash ^ hash >> 32;
}

// The number of the text in a table of 2^n places, of which 0 is a free one;
// 0 when it is not there. `text_of` gives the text of a number.
template <class TextOf>
constexpr std::uint16_t find_number(std::span<const std::uint16_t> places,
                                    std::string_view text, TextOf text_of) {
  const auto mask = places.size() - 1;
  for (auto i = table_hash(text) & mask; places[i] != 0; i = (i + 1) & mask)
    if (text_of(places[i]) == text) return places[i];
  return 0;
}

// Puts a number into a table that is not full and does not have it.
constexpr void put_number(std::span<std::uint16_t> places,
                          std::string_view text, std::uint16_t number) {
  const auto mask = places.size() - 1;
  auto i = table_hash(text) & mask;
  while (places[i] != 0) i = (i + 1) & mask;
  places[i] = number;
}

// The texts of one string literal, each followed by a space, looked up. It
// holds no pointers but one, so that the loader has nothing to do.
template <std::size_t Size>
class TextTable {
 public:
  consteval explicit TextTable(const char* texts) : texts_(texts) {
    std::uint16_t begin = 0;
    // NOLINTNEXTLINE(*-loop-variable): consteval, too many do not compile
    for (std::uint16_t n = 1; n <= Size; ++n) {
      std::size_t size = 0;
      while (texts[begin + size] != ' ') ++size;
      if (size > 255 || begin + size + 1 > 65'535) throw "does not compile";
      begins_[n - 1u] = begin;
      sizes_[n - 1u] = static_cast<std::uint8_t>(size);
      begin = static_cast<std::uint16_t>(begin + size + 1);
      put_number(places_, text(n), n);
    }
  }

  constexpr std::string_view text(std::uint16_t number) const {
    return {texts_ + begins_[number - 1u], sizes_[number - 1u]};
  }

  // The number of the text, counted from 1; 0 when it is not there.
  constexpr std::uint16_t find(std::string_view text) const {
    return find_number(places_, text,
                       [this](std::uint16_t n) { return this->text(n); });
  }

 private:
  const char* texts_;
  std::array<std::uint16_t, Size> begins_ = {};
  std::array<std::uint8_t, Size> sizes_ = {};
  std::array<std::uint16_t, std::bit_ceil(4 * Size)> places_ = {};
};

constexpr std::size_t count_texts(std::string_view texts) {
  return static_cast<std::size_t>(std::ranges::count(texts, ' '));
}

}  // namespace telemetry
