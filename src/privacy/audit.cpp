#include "privacy/audit.h"

#include <simdjson.h>

#include <cstdint>
#include <new>
#include <string>

#include "base/bytes.h"
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

  std::string text() const {
    std::string path = outer == nullptr ? "" : outer->text();
    if (!path.empty()) path += '/';
    const bool named = object == nullptr || object->literal(key) != nullptr;
    return path + (named ? std::string(key) : "?");
  }
};

std::string refusal(std::string_view what) {
  return "the audit refuses the report: " + std::string(what) +
         "; nothing is sent";
}

// Goes on as long as all is well; then refused() says what was not, and where.
class Walk {
 public:
  Walk(const AuditLeaf& leaf, std::string_view bytes)
      : leaf_(leaf), bytes_(bytes) {}

  bool object(ondemand::object object, const DictionaryNode& node,
              const Place& place, int depth);

  std::string refused() && { return std::move(refused_); }

 private:
  bool value(ondemand::value value, const DictionaryNode& node,
             const Place& place, int depth);
  bool array(ondemand::array array, const DictionaryNode& node,
             const Place& place, int depth);

  bool refuse(const Place& place, std::string_view what) {
    refused_ = refusal(place.text() + ": " + std::string(what));
    return false;
  }

  // What stands at `raw` up to the next quote, as there are no escapes;
  // simdjson has made sure that there is one.
  std::string_view text_of(ondemand::raw_json_string raw) const {
    const auto begin = static_cast<std::size_t>(raw.raw() - bytes_.data());
    return bytes_.substr(begin, bytes_.find('"', begin) - begin);
  }

  const AuditLeaf& leaf_;
  std::string_view bytes_;
  std::string refused_;
};

constexpr char not_json[] = "no JSON";

bool Walk::object(ondemand::object object, const DictionaryNode& node,
                  const Place& place, int depth) {
  for (auto result : object) {
    ondemand::field field;
    if (std::move(result).get(field) != simdjson::SUCCESS)
      return refuse(place, not_json);
    const auto key = text_of(field.key());
    const auto* member = leaf_.member(node, key);
    if (member == nullptr)
      return refuse({&place, "?"}, "a key that may not leave");
    if (!value(field.value(), *member, {&place, key, &node}, depth + 1))
      return false;
  }
  return true;
}

bool Walk::array(ondemand::array array, const DictionaryNode& node,
                 const Place& place, int depth) {
  std::size_t index = 0;
  for (auto result : array) {
    ondemand::value element;
    if (std::move(result).get(element) != simdjson::SUCCESS)
      return refuse(place, not_json);
    const auto number = std::to_string(index);
    const Place inner = {&place, number};
    const auto* element_node = node.element(index++);
    if (element_node == nullptr)
      return refuse(inner, "an element that may not leave");
    if (!value(element, *element_node, inner, depth + 1)) return false;
  }
  return true;
}

bool Walk::value(ondemand::value value, const DictionaryNode& node,
                 const Place& place, int depth) {
  if (depth > deepest) return refuse(place, "too deep");
  ondemand::json_type type = {};
  if (value.type().get(type) != simdjson::SUCCESS)
    return refuse(place, not_json);
  switch (type) {
    case ondemand::json_type::object: {
      ondemand::object inner;
      if (node.rule() != nullptr || node.element(0) != nullptr)
        return refuse(place, "an object in the place of a text");
      if (value.get_object().get(inner) != simdjson::SUCCESS)
        return refuse(place, not_json);
      return object(inner, node, place, depth);
    }
    case ondemand::json_type::array: {
      ondemand::array inner;
      if (node.element(0) == nullptr)
        return refuse(place, "a list in the place of something else");
      if (value.get_array().get(inner) != simdjson::SUCCESS)
        return refuse(place, not_json);
      return array(inner, node, place, depth);
    }
    case ondemand::json_type::string: {
      // This takes the string: were it only looked at, simdjson would skip it
      // with whatever follows, `"a":"":"b"`, and "b" would not be audited.
      ondemand::raw_json_string raw;
      if (value.get_raw_json_string().get(raw) != simdjson::SUCCESS)
        return refuse(place, not_json);
      if (node.rule() == nullptr)
        return refuse(place, "a text in the place of an object");
      const auto wrong = leaf_.why_not(*node.rule(), place.key, text_of(raw));
      return wrong.empty() || refuse(place, wrong);
    }
    default:
      return refuse(place, "a leaf that is no string");
  }
}

// Whether all is printable ASCII without a backslash.
bool is_plain(std::string_view text) {
  const auto faults = [](std::uint64_t bytes) {
    return (bytes & eight_times('\x80')) | has_below(bytes, 0x20) |
           has_byte(bytes, 0x7f) | has_byte(bytes, '\\');
  };
  std::uint64_t fault = 0;
  for (; text.size() >= 8; text.remove_prefix(8))
    fault |= faults(load_eight(text.data()));
  for (const char c : text) fault |= faults(eight_times(c));
  return fault == 0;
}

}  // namespace

void Audit::prepare() {
  dictionary();
  // simdjson looks at the processor when it is first used.
  [[maybe_unused]] const bool chosen = simdjson::validate_utf8("", 0);
}

Result<Payload> Audit::operator()(std::string bytes) const {
  const auto refuse = [](std::string_view what) -> Result<Payload> {
    return failure(Exit::data, refusal(what));
  };
  // Before simdjson: what follows may take strings as they stand.
  if (!is_plain(bytes)) return refuse("a byte that is not printable ASCII");
  bytes.reserve(bytes.size() + simdjson::SIMDJSON_PADDING);
  ondemand::parser parser;
  ondemand::document document;
  ondemand::object root;
  const simdjson::padded_string_view view(bytes.data(), bytes.size(),
                                          bytes.capacity());
  const auto parsed = parser.iterate(view).get(document);
  if (parsed == simdjson::MEMALLOC) throw std::bad_alloc();
  if (parsed != simdjson::SUCCESS ||
      document.get_object().get(root) != simdjson::SUCCESS)
    return refuse("no JSON object");
  const AuditLeaf leaf(identifiers_, email_);
  Walk walk(leaf, bytes);
  if (!walk.object(root, dictionary(), Place(), 0))
    return failure(Exit::data, std::move(walk).refused());
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    return refuse("something follows the JSON object");
  return Payload(std::move(bytes));
}

}  // namespace telemetry
