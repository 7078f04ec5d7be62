// The report as it is written: one JSON object whose leaves are all strings.
//
// It is written, not kept: a tree of a large server's two million leaves would
// take twice the memory of the bytes. The promise stays in the types: nothing
// here takes free text.

#pragma once

#include <rapidjson/writer.h>

#include <string>

#include "report/leaf.h"

namespace telemetry {

class Report {
 public:
  // `expected` bytes are reserved (not touched): an estimate saves copies.
  explicit Report(std::size_t expected = 64 * 1024);
  Report(const Report&) = delete;
  Report&
  operator=(const Report&) = delete;

  void
  begin_object();
  void
  end_object();
  void
  begin_array();
  void
  end_array();

  void
  key(Literal name);
  void
  key(Key name);
  void
  key(const Pseudonym& name);
  void
  key(const Leaf& name);

  void
  value(const Leaf& leaf);
  void
  value(Literal text);
  void
  value(Clear text);
  void
  value(const Pseudonym& text);

  template <class Name, class Value>
  void
  member(const Name& name, const Value& text) {
    key(name);
    value(text);
  }

  // The JSON text; the object is done with.
  std::string
  take();

 private:
  // RapidJSON's output stream on a std::string, which is given away uncopied.
  struct Stream {
    using Ch = char;
    void
    Put(char c) {
      text.push_back(c);
    }
    void
    Flush() {}
    std::string text;
  };

  void
  put(std::string_view text);
  void
  put_key(std::string_view text);

  Stream stream_;
  rapidjson::Writer<Stream> writer_{stream_};
};

}  // namespace telemetry
