#include "report/report.h"

#include <utility>

namespace telemetry {
namespace {

rapidjson::SizeType size_of(std::string_view text) {
  return static_cast<rapidjson::SizeType>(text.size());
}

}  // namespace

void Report::put_key(Key key) {
  writer_.Key(key.text().data(), size_of(key.text()));
}

void Report::begin_object() { writer_.StartObject(); }

void Report::begin_object(Key key) {
  put_key(key);
  begin_object();
}

void Report::end_object() { writer_.EndObject(); }

void Report::begin_list(Key key) {
  put_key(key);
  writer_.StartArray();
}

void Report::end_list() { writer_.EndArray(); }

void Report::member(Key key, const Leaf& leaf) {
  put_key(key);
  element(leaf);
}

void Report::element(const Leaf& leaf) {
  writer_.String(leaf.text().data(), size_of(leaf.text()));
}

std::string Report::take() { return std::move(text_.text); }

}  // namespace telemetry
