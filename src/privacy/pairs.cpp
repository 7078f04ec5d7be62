#include "privacy/pairs.h"

#include <algorithm>

#include "base/text.h"
#include "privacy/vocabulary.h"

namespace telemetry {
namespace {

constexpr std::size_t most_items = 16 * 1024;

// The item at the front of the text. A known value is taken whole.
std::pair<std::string_view, std::string_view> take_item(std::string_view& rest,
                                                        const PairsForm& form,
                                                        bool& has_value) {
  const auto key_size = form.known_key.size();
  if (key_size > 0 && rest.starts_with(form.known_key) &&
      rest.substr(key_size).starts_with('=')) {
    const auto value = rest.substr(key_size + 1);
    const auto size = form.known_value.size();
    if (value.starts_with(form.known_value) &&
        (value.size() == size || value[size] == ';')) {
      rest = value.substr(std::min(value.size(), size + 1));
      has_value = true;
      return {form.known_key, form.known_value};
    }
  }
  const auto item = take_until(rest, ';');
  const auto equals = item.find('=');
  has_value = equals != std::string_view::npos;
  if (!has_value) return {item, {}};
  return {item.substr(0, equals), item.substr(equals + 1)};
}

// Whether the value goes out as it is, so that nobody's text was in it.
bool is_clear(const Rule& rule, std::string_view key, std::string_view value) {
  switch (rule.treatment) {
    case Treatment::shape:
    case Treatment::number_or_word:
      return value.empty() || Clear::shape(value).has_value() ||
             (rule.treatment == Treatment::number_or_word &&
              Clear::word(value, rule.words)) ||
             (is_identifying_key(key) && value == "any");
    case Treatment::word:
      return Clear::word(value, rule.words) ||
             Clear::word(value, "true|false|null");
    case Treatment::grammar:
      return Clear::grammar(rule.grammar, value).has_value();
    case Treatment::node:
    case Treatment::nodes:
      return true;  // made of hex digits by the server
    default:
      return value.empty() || value == "null";
  }
}

// Of numbers that have the same key but differ, none can be told to be the
// server's.
void doubt_different(std::vector<Pair>& items) {
  for (std::size_t i = 1; i < items.size(); ++i) {
    auto& one = items[i - 1];
    auto& next = items[i];
    if (!same_key(one, next)) continue;
    if (next.rule->treatment != Treatment::shape &&
        next.rule->treatment != Treatment::number_or_word)
      continue;
    if (one.value == next.value && !one.doubtful) continue;
    one.doubtful = true;
    next.doubtful = true;
  }
}

}  // namespace

bool same_key(const Pair& one, const Pair& other) {
  return one.named == other.named && one.key.text() == other.key.text();
}

Pairs read_pairs(std::string_view text, const PairsForm& form,
                 const Identifiers& identifiers) {
  Pairs pairs;
  bool after_text = false;
  while (!text.empty()) {
    bool has_value = false;
    auto [key, value] = take_item(text, form, has_value);
    if (key.empty() && !has_value) continue;  // ";;"
    const auto rest = form.namespace_name.empty()
                          ? std::nullopt
                          : after_name(key, form.namespace_name);
    const bool named = rest.has_value();
    if (named) key = *rest;
    // Behind a name it is a key that the table does not have: the audit, which
    // sees it with a pseudonym before it, finds the rule for any key.
    const auto* node = named ? nullptr : form.section.literal(key);
    const bool known = node != nullptr || is_known_key(key);
    const auto good_key = Key::server(key);
    const bool good = has_value && good_key &&
                      pairs.items.size() < most_items &&
                      (known || (!after_text && !identifiers.occur_in(key)));
    if (node == nullptr) node = form.section.other();
    if (!good || node == nullptr || node->rule() == nullptr) {
      ++pairs.malformed;
      after_text = true;
      continue;
    }
    const auto* rule = node->rule();
    const bool doubtful = after_text && rule->is_for_any_key() &&
                          form.is_listed != nullptr && !form.is_listed(key);
    after_text = doubtful || !is_clear(*rule, key, value);
    pairs.items.push_back({*good_key, value, rule, named, doubtful});
  }
  std::ranges::stable_sort(pairs.items, [](const Pair& a, const Pair& b) {
    return a.named != b.named ? b.named : a.key.text() < b.key.text();
  });
  doubt_different(pairs.items);
  return pairs;
}

}  // namespace telemetry
