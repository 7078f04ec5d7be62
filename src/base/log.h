// Where the program's few lines for its operator go. A Log is passed to whoever
// may speak; there is no global one. No line may hold a raw identifier.

#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>

namespace telemetry {

enum class Level { debug, info, warning, error, critical };

// Their names, in a configuration and in a log, in the order of Level.
inline constexpr std::array<std::string_view, 5> level_names = {
    "debug", "info", "warning", "error", "critical"};

class Log {
 public:
  using Sink = std::function<void(Level, std::string_view)>;

  // Lines below `threshold` are dropped.
  Log(Level threshold, Sink sink)
      : threshold_(threshold), sink_(std::move(sink)) {}

  // Whether a line of this level is written: for one that costs something.
  bool writes(Level level) const { return level >= threshold_ && sink_; }
  void write(Level level, std::string_view line) const {
    if (writes(level)) sink_(level, line);
  }
  void debug(std::string_view line) const { write(Level::debug, line); }
  void info(std::string_view line) const { write(Level::info, line); }
  void warning(std::string_view line) const { write(Level::warning, line); }
  void error(std::string_view line) const { write(Level::error, line); }

 private:
  Level threshold_;
  Sink sink_;
};

}  // namespace telemetry
