// Frames of the info protocol, and which value belongs to which command: the
// answer is compared with one that is found by the words of info_protocol.h,
// line by line and slowly.
//
// Input: commands, one a line; after the first 0x01 the body of the reply.

#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "fuzz.h"
#include "server/info_protocol.h"

using namespace telemetry;
using namespace telemetry::fuzz;

namespace {

std::vector<std::optional<std::string>> values_slowly(
    const std::vector<std::string>& commands, std::string_view body) {
  std::vector<std::optional<std::string>> values(commands.size());
  std::size_t next = 0;
  std::optional<std::string>* open = nullptr;
  if (body.ends_with('\n')) body.remove_suffix(1);
  for (const auto line : split(body, '\n')) {
    std::optional<std::size_t> match;
    for (std::size_t i = commands.size(); i-- > 0;) {
      const bool alone = line == commands[i];
      const bool tab = line.starts_with(commands[i] + '\t');
      if (alone || tab) match = i;  // the first place counts
    }
    if (match && *match >= next) {
      const auto size = commands[*match].size() + 1;
      open = &values[*match];
      *open = line.size() > size ? line.substr(size) : "";
      next = *match + 1;
    } else if (open != nullptr) {
      **open += '\n';
      **open += line;
    }
  }
  return values;
}

void check_request(const std::vector<std::string>& commands) {
  bool good = !commands.empty();
  std::string expected;
  for (const auto& command : commands) {
    if (command.empty() ||
        command.find_first_of(std::string("\n\r\0", 3)) != std::string::npos)
      good = false;
    expected += command + '\n';
  }
  const auto frame = encode_info_request(commands);
  require(frame.has_value() == good, "only good commands make a request");
  if (!frame) return require_one_line(frame.error().message);
  require(frame->substr(info_header_size) == expected, "the request's body");
  const auto size = decode_info_header(
      std::string_view(*frame).substr(0, info_header_size), frame->size());
  require(size && *size == expected.size(), "a header tells its body's size");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto text = text_of(data, size);
  if (const auto body = decode_info_header(text.substr(0, 8), 1 << 20))
    require(*body <= 1 << 20, "no body is longer than the limit");

  const auto [head, body] = cut(text, '\x01');
  std::vector<std::string> commands;
  for (const auto command : split(head, '\n'))
    if (commands.size() < 16) commands.emplace_back(command);
  check_request(commands);

  // What is sent holds no tab: no command of the plan has one.
  for (auto& command : commands)
    std::erase_if(command, [](char c) { return c == '\t'; });
  std::erase(commands, "");
  const Replies made(commands, std::string(body));
  const auto expected = values_slowly(commands, body);
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const auto value = made.value(i);
    require(value.has_value() == expected[i].has_value(), "who has a value");
    if (!value) continue;
    require(is_within(*value, made.body()), "a value is of the body");
    require(*value == *expected[i], "the value itself");
  }
  require(!made.value(commands.size()), "no value beyond the last");
  if (const auto whole = check_whole_reply(made); !whole)
    require_one_line(whole.error().message);
  return 0;
}
