#include "privacy/audit.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "privacy/audit_leaf.h"
#include "privacy/dictionary.h"
#include "privacy/vocabulary.h"

namespace telemetry {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr int deepest = 8;

// Where the walk stands, for the message: made only when it fails. Only a key
// that the dictionary spells may stand in a message.
struct Place {
  const Place* outer = nullptr;
  std::string_view key;
  // The object that the key is of; null for an element's number.
  const DictionaryNode* object = nullptr;

  std::string
  text() const {
    std::string path = outer == nullptr ? "" : outer->text();
    if (!path.empty()) path += '/';
    const bool named = object == nullptr || object->literal(key) != nullptr;
    return path + (named ? std::string(key) : "?");
  }
};

std::string
refusal(const Place& place, std::string_view what) {
  return "the audit refuses the report: " + place.text() + ": " +
         std::string(what) + "; nothing is sent";
}

class Walk {
 public:
  explicit Walk(const AuditLeaf& leaf) : leaf_(leaf) {}

  // "" or what is wrong, with its path.
  std::string
  value(ondemand::value value, const DictionaryNode& node, const Place& place,
        int depth);
  std::string
  object(ondemand::object object, const DictionaryNode& node,
         const Place& place, int depth);

 private:
  std::string
  array(ondemand::array array, const DictionaryNode& node, const Place& place,
        int depth);

  const AuditLeaf& leaf_;
};

constexpr char not_json[] = "no JSON";

// What stands at `raw` up to the next quote, as there are no escapes; simdjson
// has made sure that there is one.
std::string_view
plain_text(ondemand::raw_json_string raw) {
  return {raw.raw(), std::strcspn(raw.raw(), "\"")};
}

std::string
Walk::object(ondemand::object object, const DictionaryNode& node,
             const Place& place, int depth) {
  for (auto result : object) {
    ondemand::field field;
    if (std::move(result).get(field) != simdjson::SUCCESS)
      return refusal(place, not_json);
    const auto key = plain_text(field.key());
    const Place unknown = {&place, "?"};
    const auto* member = leaf_.member(node, key);
    if (member == nullptr) return refusal(unknown, "a key that may not leave");
    const Place inner = {&place, key, &node};
    auto wrong = value(field.value(), *member, inner, depth + 1);
    if (!wrong.empty()) return wrong;
  }
  return {};
}

std::string
Walk::array(ondemand::array array, const DictionaryNode& node,
            const Place& place, int depth) {
  std::size_t index = 0;
  for (auto result : array) {
    ondemand::value element;
    if (std::move(result).get(element) != simdjson::SUCCESS)
      return refusal(place, not_json);
    const auto number = std::to_string(index);
    const Place inner = {&place, number};
    const auto* element_node = node.element(index++);
    if (element_node == nullptr)
      return refusal(inner, "an element that may not leave");
    auto wrong = value(element, *element_node, inner, depth + 1);
    if (!wrong.empty()) return wrong;
  }
  return {};
}

std::string
Walk::value(ondemand::value value, const DictionaryNode& node,
            const Place& place, int depth) {
  if (depth > deepest) return refusal(place, "too deep");
  ondemand::json_type type = {};
  if (value.type().get(type) != simdjson::SUCCESS)
    return refusal(place, not_json);
  switch (type) {
    case ondemand::json_type::object: {
      ondemand::object inner;
      if (node.rule() != nullptr || node.element(0) != nullptr)
        return refusal(place, "an object in the place of a text");
      if (value.get_object().get(inner) != simdjson::SUCCESS)
        return refusal(place, not_json);
      return object(inner, node, place, depth);
    }
    case ondemand::json_type::array: {
      ondemand::array inner;
      if (node.element(0) == nullptr)
        return refusal(place, "a list in the place of something else");
      if (value.get_array().get(inner) != simdjson::SUCCESS)
        return refusal(place, not_json);
      return array(inner, node, place, depth);
    }
    case ondemand::json_type::string: {
      // This takes the string: were it only looked at, simdjson would skip it
      // with whatever follows, `"a":"":"b"`, and "b" would not be audited.
      ondemand::raw_json_string raw;
      if (value.get_raw_json_string().get(raw) != simdjson::SUCCESS)
        return refusal(place, not_json);
      const auto text = plain_text(raw);
      if (node.rule() == nullptr)
        return refusal(place, "a text in the place of an object");
      const auto wrong = leaf_.why_not(*node.rule(), place.key, text);
      return wrong.empty() ? std::string() : refusal(place, wrong);
    }
    default:
      return refusal(place, "a leaf that is no string");
  }
}

bool
is_plain(char c) {
  return c >= 0x20 && c < 0x7f && c != '\\';
}

}  // namespace

Result<Payload>
Audit::operator()(std::string bytes) const {
  const auto refuse = [](std::string message) -> Result<Payload> {
    return failure(Exit::data, std::move(message));
  };
  // Before simdjson: what follows may take strings as they stand.
  if (!std::ranges::all_of(bytes, is_plain))
    return refuse(
        "the audit refuses the report: a byte that is not printable ASCII; "
        "nothing is sent");
  bytes.reserve(bytes.size() + simdjson::SIMDJSON_PADDING);
  ondemand::parser parser;
  ondemand::document document;
  ondemand::object root;
  const simdjson::padded_string_view view(bytes.data(), bytes.size(),
                                          bytes.capacity());
  const Place top;
  if (parser.iterate(view).get(document) != simdjson::SUCCESS ||
      document.get_object().get(root) != simdjson::SUCCESS)
    return refuse(
        "the audit refuses the report: no JSON object; nothing is "
        "sent");
  const AuditLeaf leaf(identifiers_, email_);
  auto wrong = Walk(leaf).object(root, dictionary(), top, 0);
  if (!wrong.empty()) return refuse(std::move(wrong));
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    return refuse(
        "the audit refuses the report: something follows the JSON "
        "object; nothing is sent");
  return Payload(std::move(bytes));
}

}  // namespace telemetry
