#include "report/report.h"

#include <utility>

namespace telemetry {

Report::Report(std::size_t expected) {
  stream_.text.reserve(expected);
  stream_.next = stream_.end = stream_.text.data();
}

// In steps, so that what was reserved is touched only as it is used.
void ReportStream::grow(std::size_t size) {
  constexpr std::size_t step = 4096;
  const auto have = used();
  text.resize(have + size + step);
  next = text.data() + have;
  end = text.data() + text.size();
}

void Report::put(std::string_view text) {
  writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void Report::put_key(std::string_view text) {
  writer_.Key(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void Report::begin_object() { writer_.StartObject(); }

void Report::end_object() { writer_.EndObject(); }

void Report::begin_array() { writer_.StartArray(); }

void Report::end_array() { writer_.EndArray(); }

void Report::key(Literal name) { put_key(name.text()); }

void Report::key(Key name) { put_key(name.text()); }

void Report::key(const Pseudonym& name) { put_key(name.text()); }

void Report::key(const Leaf& name) { put_key(name.text()); }

void Report::value(const Leaf& leaf) { put(leaf.text()); }

void Report::value(Literal text) { put(text.text()); }

void Report::value(Clear text) { put(text.text()); }

void Report::value(const Pseudonym& text) { put(text.text()); }

std::string Report::take() {
  stream_.text.resize(stream_.used());
  auto text = std::exchange(stream_.text, {});
  stream_.next = stream_.end = stream_.text.data();
  return text;
}

}  // namespace telemetry
