// The last gate, before which a raw half that was taken over lays any bytes:
// what passes is one JSON object of strings, objects and lists in printable
// ASCII, and nothing in it looks like a path or a mail address, by a second,
// simpler look than the audit's own.

#include "audit/audit.h"

#include <rapidjson/reader.h>

#include <algorithm>
#include <string>

#include "fuzz.h"

using namespace telemetry;
using namespace telemetry::fuzz;

namespace {

struct StringsOnly
    : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, StringsOnly> {
  static bool Default() { return false; }
  static bool Key(const char*, rapidjson::SizeType, bool) { return true; }
  static bool String(const char* text, rapidjson::SizeType size, bool) {
    const std::string_view leaf(text, size);
    require(leaf.find('@') == std::string_view::npos, "no mail address");
    const auto slash = leaf.find('/');
    require(slash == std::string_view::npos ||
                leaf.substr(slash - std::min<std::size_t>(slash, 3))
                    .starts_with("ops/sec"),
            "no path");
    return true;
  }
  static bool StartObject() { return true; }
  static bool EndObject(rapidjson::SizeType) { return true; }
  static bool StartArray() { return true; }
  static bool EndArray(rapidjson::SizeType) { return true; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string bytes(text_of(data, size));
  const auto payload = audit(bytes, Channels::all(), "");
  if (!payload) {
    require_one_line(payload.error());
    return 0;
  }
  require(payload->bytes() == bytes, "what was audited is what is posted");
  for (const char c : bytes) require(c >= 0x20 && c < 0x7f, "printable ASCII");
  rapidjson::StringStream stream(bytes.c_str());
  rapidjson::Reader reader;
  StringsOnly strings;
  const bool read = static_cast<bool>(reader.Parse(stream, strings));
  require(read, "a second parser finds the same JSON of strings");
  return 0;
}
