// What a report is made of. None of these types can hold free text: a Clear is
// made by may_leave() alone, a Pseudonym by a Pseudonymizer alone, a Key from a
// row of the dictionary, and a Leaf of those.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rule/dictionary.h"

namespace telemetry {

// 128 bits of an HMAC as 32 lower-case hex digits.
class Pseudonym {
 public:
  std::string_view text() const { return {hex_.data(), hex_.size()}; }
  auto operator<=>(const Pseudonym&) const = default;

 private:
  friend class Pseudonymizer;
  Pseudonym() = default;

  std::array<char, 32> hex_;
};

// Text that its row lets leave as it is.
class Clear {
 public:
  std::string_view text() const { return text_; }

 private:
  friend std::optional<Clear> may_leave(const Row& row, std::string_view text);
  explicit Clear(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

// The text if the row lets it leave in the clear: a number, a word, the row's
// form, the figures of a histogram (without its name). Of `words` those that
// are listed; of a word that is not listed, "other" where the row has that.
// Nothing for every other text and every other treatment.
std::optional<Clear> may_leave(const Row& row, std::string_view text);

// A value of the report.
class Leaf {
 public:
  static Leaf withheld() { return Leaf("withheld"); }
  static Leaf null() { return Leaf("null"); }
  static Leaf any() { return Leaf("any"); }  // in the place of an address

  Leaf() = default;
  Leaf(Clear text) : text_(text.text()) {}
  Leaf(const Pseudonym& name) : text_(name.text()) {}
  explicit Leaf(std::uint64_t number) : text_(std::to_string(number)) {}

  // Adds one more item of a list; an empty one says nothing.
  Leaf& add(char separator, const Leaf& item) {
    if (!text_.empty() && !item.text_.empty()) text_ += separator;
    text_ += item.text_;
    return *this;
  }
  Leaf& add_port(std::uint16_t port) {
    text_ += ':' + std::to_string(port);
    return *this;
  }
  // `name:figures`, or `{namespace}-name:figures`.
  static Leaf histogram(const Pseudonym* of, const Row& row,
                        const Clear& figures);

  std::string_view text() const { return text_; }

 private:
  explicit Leaf(const char* word) : text_(word) {}

  std::string text_;
};

// The row's key with its marks filled: `device[0].age`, `{<pseudonym>}-read`.
class FilledKey {
 public:
  // `index` is digits; both are left out where the key has no such mark.
  FilledKey(const Row& row, std::string_view index, const Pseudonym* of);

  std::string_view text() const { return text_; }

 private:
  std::string text_;
};

// A key of the report; a view of what it is made from.
class Key {
 public:
  Key(const Row& row) : text_(row.key) {}
  Key(const FilledKey& key) : text_(key.text()) {}
  Key(const Pseudonym& name) : text_(name.text()) {}
  // A key that the source spells.
  template <std::size_t Size>
  consteval Key(const char (&text)[Size]) : text_(text, Size - 1) {}

  // The last part of the object that the row stands in.
  static Key of_object(const Row& row) {
    return Key(row.object.substr(row.object.rfind('/') + 1));
  }

  std::string_view text() const { return text_; }

 private:
  explicit Key(std::string_view text) : text_(text) {}

  std::string_view text_;
};

}  // namespace telemetry
