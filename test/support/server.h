// Servers in memory and from recordings, and what is read of them: for the
// suites that stop at the sections.

#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "server/collect.h"
#include "server/recording.h"

namespace telemetry::test {

// What a run asks in each run and once a day, if nothing is left out.
inline const Wanted every_run = {Channels().add(Channel::usage), false};
inline const Wanted daily = {Channels::all(), true};

inline const std::vector<std::string>& hand_made_sessions() {
  static const std::vector<std::string> names = {
      "hand/3.3.5", "hand/3.8.4", "hand/3.9.0", "hand/3.16.0",
      "hand/5.1.0", "hand/6.0.0", "hand/8.1.0"};
  return names;
}

inline Recording recorded(const std::string& name) {
  auto file = Recording::open(TEST_DIR "/recordings/" + name + ".json");
  if (!file) throw std::runtime_error(file.error().message);
  return std::move(*file);
}

// Answers from a map of commands and values, any bytes, and keeps what was
// asked.
struct Server : InfoSource {
  using Values = std::map<std::string, std::string>;

  explicit Server(Values all) : values(std::move(all)) {}

  Result<Replies> ask(std::span<const std::string> commands) override {
    trips.emplace_back(commands.begin(), commands.end());
    if (trips.size() >= fails_from) return std::unexpected(error);
    std::string body;
    for (const auto& command : commands)
      if (const auto at = values.find(command); at != values.end())
        body += command + "\t" + at->second + "\n";
    return Replies({commands.begin(), commands.end()}, std::move(body));
  }

  Values values;
  std::vector<std::vector<std::string>> trips;
  std::size_t fails_from = static_cast<std::size_t>(-1);
  Error error = {Exit::temporary, "gone"};
};

// What a run that wants this reads; throws when it can read nothing.
inline Sections sections_of(InfoSource& source, const Wanted& wanted = daily) {
  auto sections = collect(source, [&](auto) { return wanted; });
  if (!sections) throw std::runtime_error(sections.error().message);
  return std::move(*sections);
}

}  // namespace telemetry::test
