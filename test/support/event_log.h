// What a test server tells its test: JSON, one object a line, flushed at once.

#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace telemetry::test {

class EventLog {
 public:
  using Value =
      std::variant<std::uint64_t, std::string, std::vector<std::string>>;
  using Field = std::pair<std::string_view, Value>;

  // An empty path logs nothing.
  explicit EventLog(const std::string& path) {
    if (!path.empty()) out_.open(path, std::ios::trunc);
  }

  // Text that is not printable ASCII is written with '?' in its place, so that
  // the log is JSON whatever a peer sent.
  void write(std::initializer_list<Field> fields) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
    json.StartObject();
    for (const auto& [key, value] : fields) {
      string(json, key);
      if (const auto* number = std::get_if<std::uint64_t>(&value)) {
        json.Uint64(*number);
      } else if (const auto* text = std::get_if<std::string>(&value)) {
        string(json, *text);
      } else {
        json.StartArray();
        for (const auto& item : std::get<std::vector<std::string>>(value))
          string(json, item);
        json.EndArray();
      }
    }
    json.EndObject();
    out_ << buffer.GetString() << std::endl;
  }

 private:
  template <class Json>
  static void string(Json& json, std::string_view text) {
    std::string ascii(text);
    for (char& c : ascii)
      if (c < ' ' || c > '~') c = '?';
    json.String(ascii.data(), static_cast<rapidjson::SizeType>(ascii.size()));
  }

  std::ofstream out_;
};

}  // namespace telemetry::test
