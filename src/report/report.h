// The report as it is written: one JSON object whose leaves are all strings.
//
// It is written, not kept: a tree of a large server's two million leaves would
// take twice the memory of the bytes. The promise stays in the types: nothing
// here takes free text.

#pragma once

#include <rapidjson/writer.h>

#include <cstddef>
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
  // The writer asks for room once a string (PutReserve) and then writes each
  // character without a look at it.
  struct Stream {
    using Ch = char;
    void
    Put(char c) {
      PutReserve(*this, 1);
      PutUnsafe(*this, c);
    }
    void
    Flush() {}
    friend void
    PutReserve(Stream& stream, std::size_t size) {
      if (static_cast<std::size_t>(stream.end - stream.next) < size)
        stream.grow(size);
    }
    friend void
    PutUnsafe(Stream& stream, char c) {
      *stream.next++ = c;
    }
    void
    grow(std::size_t size);
    std::size_t
    used() const {
      return static_cast<std::size_t>(next - text.data());
    }

    std::string text;
    char* next = text.data();
    char* end = next;
  };

  void
  put(std::string_view text);
  void
  put_key(std::string_view text);

  Stream stream_;
  rapidjson::Writer<Stream> writer_{stream_};
};

}  // namespace telemetry
