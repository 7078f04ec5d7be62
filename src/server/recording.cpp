#include "server/recording.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <simdjson.h>

#include <utility>

#include "base/file.h"
#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t file_limit = std::size_t{128} * 1024 * 1024;

simdjson::error_code read_responses(
    const simdjson::padded_string& text,
    std::unordered_map<std::string, std::string>& responses) {
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
  TRY_ASSIGN(const auto text, read_file(path, file_limit));
  return parse(text, path);
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
  TRY(check_whole_reply(replies));
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
