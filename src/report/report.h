// The report as it is written: one JSON object whose leaves are all strings.
//
// It is written, not kept: a tree of a large server's two million leaves would
// take twice the memory of the bytes. The promise stays in the types: nothing
// here takes free text.

#pragma once

#include <rapidjson/writer.h>

#include <cstddef>
#include <cstring>
#include <string>

#include "base/bytes.h"
#include "report/leaf.h"

namespace telemetry {

// RapidJSON's output stream on a std::string, which is given away uncopied. The
// writer asks for room once a string (PutReserve), for six bytes a character,
// and then writes without a look at it.
struct ReportStream {
  using Ch = char;

  void Put(char c) {
    PutReserve(*this, 1);
    PutUnsafe(*this, c);
  }
  void Flush() {}
  friend void PutReserve(ReportStream& stream, std::size_t size) {
    if (static_cast<std::size_t>(stream.end - stream.next) < size)
      stream.grow(size);
  }
  friend void PutUnsafe(ReportStream& stream, char c) { *stream.next++ = c; }
  void grow(std::size_t size);
  std::size_t used() const {
    return static_cast<std::size_t>(next - text.data());
  }

  std::string text;
  char* next = text.data();
  char* end = next;
};

class Report {
 public:
  // `expected` bytes are reserved (not touched): an estimate saves copies.
  explicit Report(std::size_t expected = 64 * 1024);
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;
  ~Report() = default;

  void begin_object();
  void end_object();
  void begin_array();
  void end_array();

  void key(Literal name);
  void key(Key name);
  void key(const Pseudonym& name);
  void key(const Leaf& name);

  void value(const Leaf& leaf);
  void value(Literal text);
  void value(Clear text);
  void value(const Pseudonym& text);

  template <class Name, class Value>
  void member(const Name& name, const Value& text) {
    key(name);
    value(text);
  }

  // The JSON text; the object is done with.
  std::string take();

 private:
  void put(std::string_view text);
  void put_key(std::string_view text);

  ReportStream stream_;
  rapidjson::Writer<ReportStream> writer_{stream_};
};

}  // namespace telemetry

// What RapidJSON does with SSE2 for its own buffer: the characters in front
// that need no escape are copied at once. Whether any are left.
template <>
inline bool
rapidjson::Writer<telemetry::ReportStream>::ScanWriteUnescapedString(
    rapidjson::StringStream& is, std::size_t length) {
  using namespace telemetry;
  const char* const end = is.head_ + length;
  const auto needs_escape = [](std::uint64_t bytes) {
    return has_below(bytes, 0x20) | has_byte(bytes, '"') |
           has_byte(bytes, '\\');
  };
  for (; end - is.src_ >= 8 && !needs_escape(load_eight(is.src_));
       is.src_ += 8, os_->next += 8)
    std::memcpy(os_->next, is.src_, 8);
  while (is.src_ != end && !needs_escape(eight_times(*is.src_)))
    *os_->next++ = *is.src_++;
  return is.src_ != end;
}
