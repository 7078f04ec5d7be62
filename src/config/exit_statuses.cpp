#include "config/exit_statuses.h"

namespace telemetry {
namespace {

constexpr ExitRow rows[] = {
    {Exit::ok, "done; or reporting is disabled, or another run is under way"},
    {Exit::disabled, "--status only: reporting is disabled"},
    {Exit::usage, "the command line is wrong"},
    {Exit::data, "the audit refused the report: nothing was sent"},
    {Exit::no_input, "a file is missing or cannot be read"},
    {Exit::unavailable,
     "home refused the report, or its certificate does not verify"},
    {Exit::software, "a bug in this program, or no memory"},
    {Exit::temporary,
     "not now (home, deadline, disk, random bytes); the next run tries again"},
    {Exit::protocol, "a peer broke its protocol"},
    {Exit::no_permission, "a file may not be read or written by this user"},
    {Exit::config, "the configuration or the key file is not usable"},
};

}  // namespace

std::span<const ExitRow> exit_rows() { return rows; }

}  // namespace telemetry
