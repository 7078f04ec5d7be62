// The report as it is written: one JSON object whose leaves are all strings. It
// is written and not kept, since a tree would take twice the memory of the
// bytes. The promise stays in the types: nothing here takes free text.

#pragma once

#include <rapidjson/writer.h>

#include <string>
#include <utility>

#include "rule/leaf.h"

namespace telemetry {

// RapidJSON's output stream on a std::string: too little memory is
// std::bad_alloc here, and a crash in RapidJSON's own buffer.
struct ReportText {
  using Ch = char;

  ReportText() { text.reserve(std::size_t{64} * 1024); }
  void Put(char c) { text += c; }
  void Flush() {}

  std::string text;
};

class Report {
 public:
  // Objects and lists stand in an object under a key, or in a list without one.
  void begin_object() { writer_.StartObject(); }
  void begin_object(Key key) {
    put_key(key);
    writer_.StartObject();
  }
  void end_object() { writer_.EndObject(); }
  void begin_list(Key key) {
    put_key(key);
    writer_.StartArray();
  }
  void end_list() { writer_.EndArray(); }

  void member(Key key, const Leaf& leaf) {
    put_key(key);
    element(leaf);
  }
  void element(const Leaf& leaf) {
    const auto text = leaf.text();
    writer_.String(text.data(), static_cast<unsigned>(text.size()));
  }

  // The JSON text; the object is done with.
  std::string take() { return std::move(text_.text); }

 private:
  void put_key(Key key) {
    const auto text = key.text();
    writer_.Key(text.data(), static_cast<unsigned>(text.size()));
  }

  ReportText text_;
  rapidjson::Writer<ReportText> writer_{text_};
};

}  // namespace telemetry
