// The data dictionary: every value that may leave this host, and in which form.
// What is not a row of it does not leave. The rows are the text of *.keys in
// this folder; the anonymiser writes by them, the audit checks by them, and
// --explain, doc/DATA-DICTIONARY.md and the JSON Schema show them.

#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rule/channel.h"

namespace telemetry {

// What a leaf may be. Whatever its row says, it may also be `withheld`, which
// stands for a value that is nothing of this, and `null`.
enum class Treatment : std::uint8_t {
  number,          // a number, true, false, or a list of numbers
  word,            // one of the row's words
  number_or_word,  // either
  words,           // several of the row's words, `;` or a space between
  form,            // text of the row's form, in which every character is known
  pseudonym,       // of a name or an identifier, in the row's domain
  nodes,           // pseudonyms of node ids, `,` between
  addresses,       // pseudonyms with or without ports, or `any`; `;` between
  histogram,       // the name of a histogram and its figures
  never,           // always withheld
  omit,            // not even that: neither the key nor the value leaves
};

// The forms of text, spelled out in rule/forms.h and again in audit/audit.cpp.
enum class Form : std::uint8_t {
  version,      // 6.1.0, 12, 22.04
  build,        // 8.1.2.0, 6.4.0.0-rc4, 7.0.0.1-start-12-gabcdef123
  date,         // Mon Feb  5 19:34:14 UTC 2018
  cluster_key,  // up to 16 hex digits
  amount,       // 123 kB, or a whole number
  email,        // what the administrator configured
};

// One domain a kind of thing: a set and a bin that have the same name have
// different pseudonyms.
enum class Domain : std::uint8_t {
  address,
  host,
  node,
  cluster,
  namespace_,
  set,
  index,
  bin,
  key,    // of the empty text: telemetry-key-id
  phase,  // of the machine's id: never sent, it spreads the daily reports
};

std::string_view domain_name(Domain domain);

struct Row {
  // The object or list that the value stands in, "" for the report itself: keys
  // with '/' between. A key that is a pseudonym is `*`, an element of a list
  // `#` or, where each has a meaning of its own, its number.
  std::string_view object;
  // The key of the value, or its number in a list. `[i]` is an index such as
  // [0]; in `{*}-read` what stands in the braces is a pseudonym.
  std::string_view key;
  Channel channel = Channel::facts;
  Treatment treatment = Treatment::never;
  Form form = Form::version;    // if the treatment is form
  Domain domain = Domain::key;  // if the treatment is pseudonym
  std::string_view words;       // joined by '|', if the treatment has words
  std::string_view servers;     // that have it; "-" if it is not the server's
  std::string_view sentence;    // "" where the key says it

  bool has_word(std::string_view word) const;
};

// All rows, sorted by object and key. They are read when this is first called,
// which main does before the halves part. Throws std::logic_error for a row
// that cannot be read: dictionary_test sees that there is none.
std::span<const Row> dictionary();

// The rows of values that stand in this very object, sorted by key.
std::span<const Row> rows_of(std::string_view object);

// The row of this key among rows of one object, or in this object; keys and
// objects as the dictionary spells them. Null if there is none.
const Row* find_row(std::span<const Row> rows, std::string_view key);
const Row* find_row(std::string_view object, std::string_view key);

// The rows in a text of the form of *.keys, in its order, for dictionary() and
// the tests. They are views of the text. Throws as dictionary() does.
std::vector<Row> parse_rows(std::string_view text);

}  // namespace telemetry
