// What can go wrong, as the caller sees it: the exit status that the program
// ends with, and one sentence for a person.

#pragma once

#include <expected>
#include <string>
#include <utility>

namespace telemetry {

// The program's exit statuses, numbered after BSD sysexits(3). They are listed
// in --help and in aerospike-telemetry(8).
enum class Exit : int {
  ok = 0,              // sent, or disabled, or nothing to report
  disabled = 1,        // --status only: reporting is switched off
  usage = 64,          // the command line is wrong
  data = 65,           // the audit refused the report: nothing was sent
  no_input = 66,       // a named file is not there or cannot be read
  unavailable = 69,    // home refused the report for good (4xx), or the TLS
                       // certificate does not verify
  software = 70,       // a bug of ours, or no memory
  temporary = 75,      // home cannot be reached now; the next run is the retry
  protocol = 76,       // a peer broke its protocol
  no_permission = 77,  // a file may not be read or written by this user
  config = 78,         // the configuration or the key file is not usable
};

// A failure. The sentence names a command, a setting, a file or the path of a
// leaf; it never holds a value that came from the server or the host.
struct Error {
  Exit exit = Exit::software;
  std::string message;
  bool late = false;  // the peer is there, but did not answer in time
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> failure(Exit exit, std::string message) {
  return std::unexpected(Error{exit, std::move(message)});
}

}  // namespace telemetry

// Hand a failure on to the caller. TRY(expression) is for a Result<void> or a
// value that nobody needs; TRY_ASSIGN(auto name, expression) for its value.
#define TRY(...)                                        \
  do {                                                  \
    if (auto tried = (__VA_ARGS__); !tried)             \
      return std::unexpected(std::move(tried).error()); \
  } while (false)
#define TRY_ASSIGN(declaration, ...) \
  TRY_ASSIGN_AS_(TRY_NAME_(tried_, __LINE__), declaration, __VA_ARGS__)
#define TRY_ASSIGN_AS_(result, declaration, ...)                  \
  auto result = (__VA_ARGS__);                                    \
  if (!result) return std::unexpected(std::move(result).error()); \
  declaration = *std::move(result)
#define TRY_NAME_(front, line) TRY_NAME_OF_(front, line)
#define TRY_NAME_OF_(front, line) front##line
