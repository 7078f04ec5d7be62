// The last gate, before which a raw half that was taken over lays any bytes:
// what passes is one JSON object of strings, objects and lists in printable
// ASCII, and nothing in it looks like an address, a path or a mail address, by
// a second, simpler look than the audit's own.

#include "privacy/audit.h"

#include <rapidjson/reader.h>

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
    require(!leaf.starts_with('/'), "no leaf begins as a path does");
    // A processor's name may say "CPU @ 2.20GHz".
    for (auto at = leaf.find('@'); at != std::string_view::npos;
         at = leaf.find('@', at + 1))
      require(at == 0 || at + 1 == leaf.size() || leaf[at - 1] == ' ' ||
                  leaf[at + 1] == ' ',
              "no mail address");
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
  const auto payload = Audit(nullptr, "")(bytes);
  if (!payload) {
    require(payload.error().exit == Exit::data, "a refusal is about data");
    require_one_line(payload.error().message);
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
