#include "process/frames.h"

#include <utility>

#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t header_size = 5;

unsigned byte(char c) { return static_cast<unsigned char>(c); }

std::size_t size_in(std::string_view header) {
  std::size_t size = 0;
  for (std::size_t i = 4; i > 0; --i) size = size << 8 | byte(header[i]);
  return size;
}

std::string numbered(char kind, int number, std::string_view text) {
  const auto shown = printable(text, frame_text_limit);
  return frame_header(kind, 1 + shown.size()) + static_cast<char>(number) +
         shown;
}

}  // namespace

std::string frame_header(char kind, std::size_t size) {
  std::string header(1, kind);
  for (unsigned shift = 0; shift < 32; shift += 8)
    header += static_cast<char>(size >> shift & 0xff);
  return header;
}

std::string frame_of(Level level, std::string_view line) {
  return numbered('L', static_cast<int>(level), line);
}

std::string frame_of(const Error& error) {
  return numbered('E', static_cast<int>(error.exit), error.message);
}

// Reads the frame whose text is complete.
bool FrameReader::read_frame(char kind) {
  if (kind == 'B') {
    outcome_ = std::move(text_);
    return true;
  }
  if (text_.empty()) return false;
  const auto number = byte(text_[0]);
  auto text = printable(std::string_view(text_).substr(1), frame_text_limit);
  if (kind == 'E') {
    const auto exit = static_cast<Exit>(number);
    outcome_ = failure(exit, std::move(text));
    return exit >= Exit::usage && exit <= Exit::config;
  }
  if (kind != 'L' || number > static_cast<unsigned>(Level::critical) ||
      ++lines_ > frame_log_lines)
    return false;
  log_.write(static_cast<Level>(number), text);
  return true;
}

bool FrameReader::take(std::string_view bytes) {
  while (!bytes.empty()) {
    if (outcome_) return false;
    if (header_.size() < header_size) {
      header_ += bytes.front();
      bytes.remove_prefix(1);
      if (header_.size() < header_size) continue;
      const bool report = header_[0] == 'B';
      if (size_in(header_) > (report ? byte_limit_ : frame_text_limit + 1))
        return false;
      // And room behind it, which its reader's parser wants.
      text_.reserve(size_in(header_) + 64);
    }
    const auto part = bytes.substr(0, size_in(header_) - text_.size());
    text_ += part;
    bytes.remove_prefix(part.size());
    if (text_.size() < size_in(header_)) continue;
    if (!read_frame(header_[0])) return false;
    header_.clear();
    text_.clear();
  }
  return true;
}

}  // namespace telemetry
