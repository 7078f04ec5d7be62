// How a recorded server answers an info request, and what that request leaves
// behind on it: lines in its log, its count of deprecated requests. Pure: the
// socket is replay_server's.

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace telemetry::test {

// The leading dotted numbers of a build.
using Version = std::array<unsigned, 4>;

Version to_version(std::string_view text);

struct Answer {
  std::vector<std::string> commands;  // as sent, without their newlines
  std::vector<std::string> lines;     // one raw reply a command, may be ""
  std::vector<std::string>
      server_log;  // "INFO (deprecation) ...": none is good
  std::uint64_t deprecated = 0;

  std::string body() const;
};

class ServerModel {
 public:
  // Reads a recording: {"about": ..., "responses": {command: raw reply}}.
  // Throws std::runtime_error when it is none.
  explicit ServerModel(const std::string& recording_file);

  // The answer to the body of one request frame.
  Answer answer(std::string_view request) const;

  // A larger server of the same kind: `sets` has as many records as fill
  // `bytes`, over the namespaces that the recording has.
  void grow_sets(std::size_t bytes);

  // A server that has been up for that many seconds; recorded ones had just
  // been started.
  void set_uptime(const std::string& seconds);

  const Version& version() const { return version_; }

 private:
  std::string reply(const std::string& command) const;

  Version version_ = {};
  std::map<std::string, std::string, std::less<>> responses_;
};

}  // namespace telemetry::test
