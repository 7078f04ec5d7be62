#include "process/frames.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t header_size = 5;

// What an error may end the run with.
constexpr std::array failures{
    Exit::usage,       Exit::data,          Exit::no_input,
    Exit::unavailable, Exit::software,      Exit::temporary,
    Exit::protocol,    Exit::no_permission, Exit::config};

unsigned byte(char c) { return static_cast<unsigned char>(c); }

}  // namespace

std::string frame_header(char kind, std::size_t size) {
  std::string header(1, kind);
  for (unsigned shift = 0; shift < 32; shift += 8)
    header += static_cast<char>(size >> shift & 0xff);
  return header;
}

bool FrameReader::start() {
  const char kind = header_[0];
  expected_ = 0;
  for (std::size_t i = 0; i < 4; ++i)
    expected_ |= std::size_t{byte(header_[1 + i])} << 8 * i;
  switch (kind) {
    case 'B':
      if (expected_ > byte_limit_) return false;
      break;
    case 'L':
      if (++lines_ > frame_log_lines) return false;
      [[fallthrough]];
    case 'E':
      if (expected_ == 0) return false;
      [[fallthrough]];
    case 'N':
      if (expected_ > frame_text_limit + 1) return false;
      break;
    default:
      return false;
  }
  // And room behind it, which its reader's parser wants.
  text_.reserve(expected_ + 64);
  return true;
}

bool FrameReader::finish() {
  const char kind = header_[0];
  header_.clear();
  if (kind == 'B' && text_.empty()) return false;
  if (kind == 'B') {
    last_ = kind;
    return true;
  }
  if (kind == 'N') {
    text_ = printable(text_, frame_text_limit);
    last_ = kind;
    return true;
  }
  const auto number = byte(text_[0]);
  auto text = printable(std::string_view(text_).substr(1), frame_text_limit);
  text_.clear();
  if (kind == 'L') {
    if (number > static_cast<unsigned>(Level::critical)) return false;
    log_.push_back({static_cast<Level>(number), std::move(text)});
    return true;
  }
  exit_ = static_cast<Exit>(number);
  if (std::ranges::find(failures, exit_) == failures.end()) return false;
  text_ = std::move(text);
  last_ = kind;
  return true;
}

bool FrameReader::take(std::string_view bytes) {
  while (!bytes.empty()) {
    if (complete()) return false;
    if (header_.size() < header_size) {
      const auto part = bytes.substr(0, header_size - header_.size());
      header_ += part;
      bytes.remove_prefix(part.size());
      if (header_.size() < header_size) return true;
      if (!start()) return false;
    }
    const auto part = bytes.substr(0, expected_ - text_.size());
    text_ += part;
    bytes.remove_prefix(part.size());
    if (text_.size() == expected_ && !finish()) return false;
  }
  return true;
}

std::vector<FrameLog> FrameReader::take_log() {
  return std::exchange(log_, {});
}

}  // namespace telemetry
