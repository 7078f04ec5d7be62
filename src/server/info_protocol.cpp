#include "server/info_protocol.h"

#include <map>
#include <utility>

#include "base/text.h"

namespace telemetry {
namespace {

constexpr char protocol_version = 2;
constexpr char info_type = 1;

}  // namespace

Result<std::string> encode_info_request(std::span<const std::string> commands) {
  constexpr std::string_view breaks("\n\r\0", 3);
  std::string frame(info_header_size, '\0');
  bool good = !commands.empty();
  for (const auto& command : commands) {
    good = good && !command.empty() &&
           command.find_first_of(breaks) == std::string::npos;
    frame += command;
    frame += '\n';
  }
  if (!good)
    return failure(Exit::software,
                   "an info command is missing or holds a line break");
  frame[0] = protocol_version;
  frame[1] = info_type;
  std::uint64_t size = frame.size() - info_header_size;
  for (std::size_t i = info_header_size; i-- > 2; size >>= 8)
    frame[i] = static_cast<char>(size & 0xff);
  return frame;
}

Result<std::uint64_t> decode_info_header(std::string_view header,
                                         std::uint64_t limit) {
  if (header.size() != info_header_size || header[0] != protocol_version ||
      header[1] != info_type)
    return failure(Exit::protocol,
                   "the server's reply is not of the info protocol");
  std::uint64_t size = 0;
  for (const char c : header.substr(2))
    size = size << 8 | static_cast<unsigned char>(c);
  if (size > limit)
    return failure(Exit::protocol,
                   "the server's reply is longer than is accepted");
  return size;
}

Result<void> check_whole_reply(const Replies& replies) {
  std::string_view body = replies.body();
  auto line = take_until(body, '\n');
  constexpr std::string_view mark = "ERROR:";
  if (!line.starts_with(mark) || line.find('\t') != std::string_view::npos)
    return {};
  for (std::size_t i = 0; i < replies.commands().size(); ++i)
    if (replies.value(i)) return {};

  line.remove_prefix(mark.size());
  const auto [code, text] = cut(line, ':');
  const auto number = to_number(code);
  if (number == 80U || text.ends_with("not authenticated"))
    return failure(Exit::no_permission,
                   "the server asks for authentication, which only Enterprise "
                   "Edition has: it is not reported on");
  if (text == "timeout")
    return std::unexpected(
        Error{Exit::temporary,
              "the server was too busy to answer (its info-max-ms)", true});
  return failure(Exit::protocol,
                 "the server refuses every info command" +
                     (number ? ", error " + std::to_string(*number) : ""));
}

Replies::Replies(std::vector<std::string> commands, std::string body)
    : commands_(std::move(commands)),
      body_(std::make_unique<const std::string>(std::move(body))),
      values_(commands_.size()) {
  std::map<std::string_view, std::size_t> places;  // the first of each command
  for (std::size_t i = 0; i < commands_.size(); ++i)
    places.emplace(commands_[i], i);

  std::size_t next = 0;  // the first command that may still match
  // The value that the line belongs to.
  std::optional<std::string_view>* open = nullptr;
  for (std::string_view rest = *body_; !rest.empty();) {
    const auto line = take_until(rest, '\n');
    const auto [name, value] = cut(line, '\t');
    const auto place = places.find(name);
    if (place != places.end() && place->second < next) {
      ambiguous_ = true;
    } else if (place != places.end()) {
      next = place->second + 1;
      open = &values_[place->second];
      *open = value;
    }
    if (open) *open = {(*open)->begin(), line.end()};
  }
}

std::optional<std::string_view> Replies::value(std::size_t index) const {
  return index < values_.size() ? values_[index] : std::nullopt;
}

}  // namespace telemetry
