// System calls that a test can make fail, one by one.

#pragma once

#include <cerrno>
#include <functional>
#include <string_view>

namespace telemetry {

// Asked before each system call that can fail, by its name; an errno makes it
// fail without being done, 0 lets it be done. Empty: all are done.
using Fault = std::function<int(std::string_view call)>;

// The call's result, or -1 and errno as `fault` says.
template <class Call>
auto checked(const Fault& fault, std::string_view name, Call&& call)
    -> decltype(call()) {
  if (fault) {
    if (const int error = fault(name)) {
      errno = error;
      return -1;
    }
  }
  return call();
}

}  // namespace telemetry
