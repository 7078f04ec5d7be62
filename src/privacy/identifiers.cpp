#include "privacy/identifiers.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace telemetry {
namespace {

// What the info protocol and its lists separate by.
constexpr std::string_view separators = ";:=,\t\n\r |/{}[]\"'";

constexpr bool is_word(char c) {
  return is_alpha(c) || is_digit(c) || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// FNV-1a, one character after the other, so that all words that begin at one
// place are hashed in one walk.
constexpr std::uint64_t no_text = 0xcbf29ce484222325;

constexpr std::uint64_t extended(std::uint64_t hash, char c) {
  return (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
}

// Never 0, and with the upper bits in the lower ones, which choose the place.
constexpr std::uint64_t finished(std::uint64_t hash) {
  hash ^= hash >> 32;
  return hash == 0 ? 1 : hash;
}

// Whether a word of the text may begin, or end, before the character at `at`.
bool is_boundary(std::string_view text, std::size_t at) {
  return at == 0 || at == text.size() ||
         !(is_word(text[at - 1]) && is_word(text[at]));
}

}  // namespace

Identifiers::Identifiers(std::uint64_t seed)
    : seed_(no_text ^ seed), places_(256) {}

std::uint64_t Identifiers::hash_of(std::string_view text) const {
  std::uint64_t hash = seed_;
  for (const char c : text) hash = extended(hash, c);
  return finished(hash);
}

bool Identifiers::has(std::uint64_t hash) const {
  const std::size_t mask = places_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    if (places_[i] == hash) return true;
    if (places_[i] == 0) return false;
  }
}

void Identifiers::insert(std::uint64_t hash) {
  const std::size_t mask = places_.size() - 1;
  std::size_t i = hash & mask;
  while (places_[i] != 0) {
    if (places_[i] == hash) return;
    i = (i + 1) & mask;
  }
  places_[i] = hash;
  if (++used_ * 2 <= places_.size()) return;
  const auto old =
      std::exchange(places_, std::vector<std::uint64_t>(places_.size() * 2));
  used_ = 0;
  for (const std::uint64_t entry : old)
    if (entry != 0) insert(entry);
}

void Identifiers::add(std::string_view text) {
  if (text.empty()) return;
  longest_ = std::max(longest_, text.size());
  firsts_[static_cast<unsigned char>(text.front())] = true;
  insert(hash_of(text));
}

void Identifiers::add_any_case(std::string_view text) {
  add(text);
  add(to_lower(text));
  add(to_upper(text));
}

void Identifiers::add_name(std::string_view name) {
  add(name);
  if (name.find_first_of(separators) == std::string_view::npos) return;
  while (!name.empty()) {
    const auto end = name.find_first_of(separators);
    add(name.substr(0, end));
    if (end == std::string_view::npos) break;
    name.remove_prefix(end + 1);
  }
}

bool Identifiers::contain(std::string_view text) const {
  return !text.empty() && text.size() <= longest_ && has(hash_of(text));
}

bool Identifiers::occur_in(std::string_view text) const {
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!firsts_[static_cast<unsigned char>(text[begin])] ||
        !is_boundary(text, begin))
      continue;
    const std::size_t last = std::min(text.size(), begin + longest_);
    std::uint64_t hash = seed_;
    for (std::size_t end = begin + 1; end <= last; ++end) {
      hash = extended(hash, text[end - 1]);
      if (is_boundary(text, end) && has(finished(hash))) return true;
    }
  }
  return false;
}

}  // namespace telemetry
