// What a report is made of. None of these types can hold free text: a Literal
// is written in the source, a Clear has been checked for its shape, a Pseudonym
// is made by a Pseudonymizer alone, a Leaf is a string of those.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "report/shapes.h"

namespace telemetry {

// Text that stands in the source code: it cannot be made at run time.
class Literal {
 public:
  template <std::size_t N>
  consteval Literal(const char (&text)[N]) : text_(text, N - 1) {}

  constexpr std::string_view text() const { return text_; }
  // What follows the last '/'; all of it where there is none.
  constexpr Literal last_part() const {
    Literal part = *this;
    part.text_.remove_prefix(text_.rfind('/') + 1);
    return part;
  }

 private:
  std::string_view text_;
};

// Text that has been found harmless. A view: the text outlives it.
class Clear {
 public:
  // The text if is_harmless_shape().
  static std::optional<Clear> shape(std::string_view text);
  // The text if it is one of `words`, which are joined by '|'.
  static std::optional<Clear> word(std::string_view text, Literal words);
  // The text if it matches, and, where the grammar is not its own proof, does
  // not look identifying.
  static std::optional<Clear> grammar(Grammar grammar, std::string_view text);
  // The text if it is a port.
  static std::optional<Clear> port(std::string_view text);

  std::string_view text() const { return text_; }

 private:
  explicit Clear(std::string_view text) : text_(text) {}

  std::string_view text_;
};

// 128 bits of an HMAC as 32 lower-case hex digits.
class Pseudonym {
 public:
  std::string_view text() const { return {hex_.data(), hex_.size()}; }

 private:
  friend class Pseudonymizer;
  Pseudonym() = default;

  std::array<char, 32> hex_;
};

// A key of a JSON object that the server or the kernel gave.
class Key {
 public:
  // The key if it has a server key's form (shapes.h).
  static std::optional<Key> server(std::string_view text);
  static std::optional<Key> meminfo(std::string_view text);

  std::string_view text() const { return text_; }

 private:
  explicit Key(std::string_view text) : text_(text) {}

  std::string_view text_;
};

// One leaf of the report, or a key that carries a name: pieces put together.
class Leaf {
 public:
  Leaf() = default;
  Leaf(Literal text) { add(text); }
  Leaf(Clear text) { add(text); }
  Leaf(const Pseudonym& text) { add(text); }
  explicit Leaf(std::uint64_t number) : text_(std::to_string(number)) {}

  Leaf& add(Literal text) {
    text_ += text.text();
    return *this;
  }
  Leaf& add(Clear text) {
    text_ += text.text();
    return *this;
  }
  Leaf& add(Key text) {
    text_ += text.text();
    return *this;
  }
  Leaf& add(const Pseudonym& text) {
    text_ += text.text();
    return *this;
  }
  Leaf& add(const Leaf& leaf) {
    text_ += leaf.text_;
    return *this;
  }

  bool empty() const { return text_.empty(); }
  void clear() { text_.clear(); }
  std::string_view text() const { return text_; }

 private:
  std::string text_;
};

// Stands in the place of every value that does not leave.
inline constexpr Literal withheld("withheld");

}  // namespace telemetry
