#include "server/recording.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <simdjson.h>

#include <utility>

#include "base/file.h"
#include "server/info_protocol.h"

namespace telemetry {
namespace {

constexpr std::size_t file_limit = std::size_t{128} * 1024 * 1024;

using Responses = std::unordered_map<std::string, std::string>;

simdjson::error_code read_responses(const simdjson::padded_string& text,
                                    Responses& responses) {
  simdjson::dom::parser parser(file_limit);
  simdjson::dom::object object;
  if (const auto error = parser.parse(text)["responses"].get(object))
    return error;
  for (const auto& [command, value] : object) {
    std::string_view body;
    if (const auto error = value.get(body)) return error;
    responses.insert_or_assign(std::string(command), std::string(body));
  }
  return simdjson::SUCCESS;
}

// The length of the UTF-8 sequence at the front of `text`; 0 when it is none
// (RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto follows = [&byte](std::size_t i, unsigned low, unsigned high) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return follows(1, 0x80, 0xbf) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const unsigned low = first == 0xe0 ? 0xa0 : 0x80;
    const unsigned high = first == 0xed ? 0x9f : 0xbf;
    return follows(1, low, high) && follows(2, 0x80, 0xbf) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const unsigned low = first == 0xf0 ? 0x90 : 0x80;
    const unsigned high = first == 0xf4 ? 0x8f : 0xbf;
    return follows(1, low, high) && follows(2, 0x80, 0xbf) &&
                   follows(3, 0x80, 0xbf)
               ? 4
               : 0;
  }
  return 0;
}

std::string to_utf8(std::string_view text, std::size_t& replaced) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto length = utf8_length(text);
    if (length == 0) {
      out += "\xef\xbf\xbd";
      ++replaced;
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace

Result<Recording> Recording::open(const std::string& path) {
  const auto text = read_file(path, file_limit);
  if (!text) return std::unexpected(text.error());
  return parse(*text, path);
}

Result<Recording> Recording::parse(std::string_view json,
                                   const std::string& name) {
  Recording recording;
  const simdjson::padded_string text(json);
  if (const auto error = read_responses(text, recording.responses_))
    return failure(Exit::data, name + " is not a recording of a server: " +
                                   simdjson::error_message(error));
  return recording;
}

Result<Replies> Recording::ask(std::span<const std::string> commands) {
  std::string body;
  for (const auto& command : commands)
    if (const auto at = responses_.find(command); at != responses_.end())
      body += at->second;
  Replies replies({commands.begin(), commands.end()}, std::move(body));
  if (auto error = whole_reply_error(replies))
    return std::unexpected(std::move(*error));
  return replies;
}

Result<Replies> Recorder::ask(std::span<const std::string> commands) {
  auto replies = source_.ask(commands);
  if (!replies) return replies;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    auto& line = responses_[commands[i]];
    line.clear();
    if (const auto value = replies->value(i))
      line.append(commands[i]).append("\t").append(*value).append("\n");
  }
  return replies;
}

Recorder::Text Recorder::text() const {
  Text text;
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter writer(buffer);
  writer.SetIndent(' ', 1);
  const auto put = [&](std::string_view bytes) {
    const auto utf8 = to_utf8(bytes, text.replaced_bytes);
    writer.String(utf8.data(), static_cast<rapidjson::SizeType>(utf8.size()));
  };
  writer.StartObject();
  put("about");
  writer.StartObject();
  put("note");
  put("recorded by aerospike-telemetry --record: raw, with every name and "
      "address; not for sending");
  writer.EndObject();
  put("responses");
  writer.StartObject();
  for (const auto& [command, body] : responses_) {
    put(command);
    put(body);
  }
  writer.EndObject();
  writer.EndObject();
  text.json.assign(buffer.GetString(), buffer.GetSize());
  text.json += '\n';
  return text;
}

}  // namespace telemetry
