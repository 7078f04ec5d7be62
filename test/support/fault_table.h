// A table of the ways in which a test server may misbehave: rows that have at
// least a name and, for --help, what happens.

#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace telemetry::test {

// The row of that name, or null.
template <class Row>
const Row* find_fault(std::span<const Row> table, std::string_view name) {
  const auto found = std::ranges::find(table, name, &Row::name);
  return found == table.end() ? nullptr : &*found;
}

// All rows, a line each.
template <class Row>
std::string describe_faults(std::span<const Row> table) {
  std::string text;
  for (const auto& row : table)
    text.append("  ").append(row.name).append(": ").append(row.what) += '\n';
  return text;
}

}  // namespace telemetry::test
