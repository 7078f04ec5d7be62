// The data dictionary: one table of every field that may leave this host, and
// how. The anonymiser takes its rules from it, the audit checks against it,
// --explain, doc/DATA-DICTIONARY.md and the JSON Schema are printed from it.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/pseudonym.h"
#include "report/leaf.h"

namespace telemetry {

enum class Treatment {
  shape,           // clear if is_harmless_shape(), else withheld
  word,            // clear if true, false, null or one of the rule's words
  number_or_word,  // clear if of harmless shape or one of the rule's words
  grammar,         // clear if it matches the rule's grammar, else withheld
  pseudonym,       // in the rule's domain
  node,            // 3001:<mac>, or <node> for a configured id
  nodes,           // those, joined by ','
  addresses,       // <address>[:port], joined by ';'
  histogram,       // {<namespace>}-name: and the grammar `histogram`
  never,           // withheld whatever it looks like
};

enum class Sent { brief, full, if_set, alone };

// A path is written with '/' between its parts. `#` is an element of a list,
// `#2` the third one; <namespace>, <set>, <index> stand for a pseudonym as a
// key, <key> for any key of a server's form, <meminfo> for one of
// /proc/meminfo's.
struct Rule {
  Literal path;
  Sent sent;
  Treatment treatment;
  Literal generations;  // servers that have it; "" = it is not the server's
  Literal unit;
  Literal sentence;
  Literal words = "";                  // joined by '|', for `word`
  Grammar grammar = Grammar::version;  // for `grammar`
  Domain domain = Domain::key;         // for `pseudonym`

  // Whether it is for keys that the table does not name.
  constexpr bool is_for_any_key() const {
    return path.text().ends_with("<key>");
  }
};

std::span<const Rule> rules();

// The table as a tree that can be walked along a report.
class DictionaryNode {
 public:
  // The node for a member of this object: the one written for this very key
  // ("[7]" in it is "[i]" in the table), or the one for its kind of key.
  // Null when the table has none.
  const DictionaryNode* member(std::string_view key) const;
  // The node that the table has for this very key; null when it has none.
  const DictionaryNode* literal(std::string_view key) const;
  // The node of a list's element, counted from 0; null when this is no list.
  const DictionaryNode* element(std::size_t index) const;
  // The rule of a leaf; null for an object or a list.
  const Rule* rule() const { return rule_; }
  // Whether keys that the table does not name are of this kind.
  enum class Keys { named, pseudonyms, server, meminfo };
  Keys other_keys() const { return other_keys_; }
  const std::vector<
      std::pair<std::string_view, std::unique_ptr<DictionaryNode>>>&
  members() const {
    return members_;
  }
  const DictionaryNode* other() const { return other_.get(); }

 private:
  friend const DictionaryNode& dictionary();
  void insert(std::string_view path, const Rule& rule);
  void index();

  // Sorted by key.
  std::vector<std::pair<std::string_view, std::unique_ptr<DictionaryNode>>>
      members_;
  // Where a member is by the hash of its key, counted from 1; 0 = a free place.
  std::vector<std::uint16_t> places_;
  std::unique_ptr<DictionaryNode> other_;  // "#" or a "<kind>"
  Keys other_keys_ = Keys::named;
  bool list_ = false;
  const Rule* rule_ = nullptr;
};

// The root: the report itself. Made once, never changed.
const DictionaryNode& dictionary();

// Whether a key that the table does not name tells an address, a name, a path
// or a user by its own last part (info-protocol.md 3): then its value is
// withheld whatever its shape.
bool is_identifying_key(std::string_view key);

// The key with the number in each "[7]" replaced by "i".
std::string without_indexes(std::string_view key);

}  // namespace telemetry
