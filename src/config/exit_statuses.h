// The exit statuses in words: one table for --help and the man page.

#pragma once

#include <span>
#include <string_view>

#include "base/error.h"

namespace telemetry {

struct ExitRow {
  Exit exit;
  std::string_view meaning;
};

std::span<const ExitRow> exit_rows();

}  // namespace telemetry
