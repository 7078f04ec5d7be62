#include "privacy/audit_leaf.h"

#include "base/text.h"
#include "privacy/known_keys.h"
#include "privacy/vocabulary.h"
#include "report/shapes.h"

namespace telemetry {
namespace {

bool is_one_of(std::string_view text, std::string_view words) {
  while (!words.empty())
    if (take_until(words, '|') == text) return true;
  return false;
}

// The items between `separator`s all satisfy `is`; there is one at least.
template <class Is>
bool all_items(std::string_view text, char separator, Is is) {
  for (;;) {
    const auto at = text.find(separator);
    if (!is(text.substr(0, at))) return false;
    if (at == std::string_view::npos) return true;
    text.remove_prefix(at + 1);
  }
}

// {32 hex digits}-rest: the two parts.
bool split_braces(std::string_view text, std::string_view& name,
                  std::string_view& rest) {
  if (text.size() < 35 || text[0] != '{' || text.substr(33, 2) != "}-")
    return false;
  name = text.substr(1, 32);
  rest = text.substr(35);
  return true;
}

}  // namespace

bool AuditLeaf::seen(std::string_view text) const {
  return identifiers_ != nullptr && identifiers_->occur_in(text);
}

bool AuditLeaf::is_name(std::string_view text) const {
  return identifiers_ != nullptr && identifiers_->contain(text);
}

// A name may be 32 hex digits itself, so the form alone is no proof.
bool AuditLeaf::is_pseudonym(std::string_view text) const {
  return is_pseudonym_form(text) && !is_name(text);
}

bool AuditLeaf::is_node(std::string_view text) const {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return text == "0" || is_pseudonym(text);
  return is_port(text.substr(0, colon)) && is_pseudonym(text.substr(colon + 1));
}

bool AuditLeaf::is_address(std::string_view text) const {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos)
    return text == "any" || text == "null" || is_pseudonym(text);
  return is_pseudonym(text.substr(0, colon)) && is_port(text.substr(colon + 1));
}

bool AuditLeaf::is_histogram(std::string_view text) const {
  std::string_view name;
  if (text.starts_with('{') &&
      !(split_braces(text, name, text) && is_pseudonym(name)))
    return false;
  const auto [key, numbers] = cut(text, ':');
  return is_server_key(key) && is_known_key(key) &&
         matches(Grammar::histogram, numbers);
}

const DictionaryNode* AuditLeaf::member(const DictionaryNode& node,
                                        std::string_view key) const {
  if (const auto* literal = node.literal(key)) {
    return node.element(0) == nullptr ? literal : nullptr;
  }
  if (node.element(0) != nullptr) return nullptr;
  switch (node.other_keys()) {
    case DictionaryNode::Keys::named:
      return nullptr;
    case DictionaryNode::Keys::pseudonyms:
      return is_pseudonym(key) ? node.other() : nullptr;
    case DictionaryNode::Keys::meminfo:
      return is_meminfo_key(key) && !seen(key) ? node.other() : nullptr;
    case DictionaryNode::Keys::server:
      break;
  }
  // An index in it may have any number of digits.
  const bool indexed = key.find('[') != std::string_view::npos;
  if (!indexed && is_recorded_key(key)) return node.other();
  std::string_view name;
  if (key.starts_with('{') &&
      !(split_braces(key, name, key) && is_pseudonym(name)))
    return nullptr;
  if (!is_server_key(key)) return nullptr;
  if (identifiers_ != nullptr && !is_known_key(key) && seen(key))
    return nullptr;
  return node.other();
}

bool AuditLeaf::is_server_text(const Rule& rule, std::string_view key,
                               std::string_view text) {
  const auto is_word = [&] { return is_one_of(text, rule.words.text()); };
  switch (rule.treatment) {
    case Treatment::word:
      return is_word() || text == "true" || text == "false";
    case Treatment::number_or_word:
      return is_word() || is_harmless_shape(text);
    case Treatment::shape: {
      const bool number = !(rule.is_for_any_key() && is_identifying_key(key));
      if (number && is_harmless_shape(text)) return true;
      // A repeated key is a list of its values.
      return all_items(text, ';', [=](std::string_view item) {
        return item.empty() || item == "withheld" || item == "null" ||
               (number && is_harmless_shape(item));
      });
    }
    default:
      return false;
  }
}

std::string_view AuditLeaf::why_not(const Rule& rule, std::string_view key,
                                    std::string_view text) const {
  if (text.empty() || text == "withheld" || text == "null") return {};
  constexpr std::string_view wrong = "not what the dictionary says";
  constexpr std::string_view identifying = "looks like an identifier";
  constexpr std::string_view seen_name = "holds a name that was seen";
  const auto check = [&](bool good) { return good ? "" : wrong; };
  switch (rule.treatment) {
    case Treatment::pseudonym:
      return check(is_pseudonym(text));
    case Treatment::node:
      return check(is_node(text));
    case Treatment::nodes:
      return check(all_items(
          text, ',', [this](std::string_view id) { return is_node(id); }));
    case Treatment::addresses:
      return check(all_items(
          text, ';', [this](std::string_view a) { return is_address(a); }));
    case Treatment::histogram:
      return check(is_histogram(text));
    case Treatment::never:
      return check(all_items(text, ';', [](std::string_view item) {
        return item == "withheld" || item == "null";
      }));
    case Treatment::grammar:
      if (rule.grammar == Grammar::email)
        return check(!email_.empty() && text == email_);
      if (!matches(rule.grammar, text)) return wrong;
      if (!may_look_identifying(rule.grammar) && looks_identifying(text))
        return identifying;
      if (!is_closed(rule.grammar) && seen(text)) return seen_name;
      // Of a build, only all of its numbers can be a name: an address.
      if (may_look_identifying(rule.grammar) && is_name(build_numbers(text)))
        return seen_name;
      return {};
    default:
      if (!is_server_text(rule, key, text)) return wrong;
      // The agent's own status ends with a full stop; numbers are no names.
      return rule.treatment != Treatment::word && looks_identifying(text)
                 ? identifying
                 : std::string_view();
  }
}

}  // namespace telemetry
