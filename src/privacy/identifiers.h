// The raw identifiers that a run has seen, to be recognised wherever they might
// stand: names, addresses, node ids, MACs, paths.
//
// Kept as 64-bit hashes, so that a server with 100,000 sets costs a megabyte. A
// collision withholds a harmless text; an identifier is never missed.

#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace telemetry {

class Identifiers {
 public:
  // `seed` is nobody's to know: users choose names, and must not be able to
  // choose such as share a place.
  explicit Identifiers(std::uint64_t seed);
  Identifiers() : Identifiers(0) {}

  // Empty text is no identifier.
  void add(std::string_view text);
  // A name that a user chose: the parts between separators are identifiers,
  // too, because that is what a parser would be left with.
  void add_name(std::string_view name);
  // An address or a node id, which is known in either case.
  void add_any_case(std::string_view text);

  // Whether one of them is the whole text.
  bool contain(std::string_view text) const;

  // Whether one of them stands in the text as a word: not continued by a
  // letter, a digit or '_' on either side where it has one itself. Time is at
  // most the square of the text's length, which the callers' grammars bound to
  // 4096 bytes, and does not depend on how many identifiers there are.
  bool occur_in(std::string_view text) const;

 private:
  void insert(std::uint64_t hash);
  bool has(std::uint64_t hash) const;

  std::uint64_t hash_of(std::string_view text) const;

  std::uint64_t seed_;
  // Open addressing, a power of two of places, 0 = free.
  std::vector<std::uint64_t> places_;
  std::size_t used_ = 0;
  std::size_t longest_ = 0;
  std::array<bool, 256> firsts_ = {};  // the characters that one begins with
};

}  // namespace telemetry
