// What home says in its reply, for the log. Pure.

#pragma once

#include <string>
#include <string_view>

namespace telemetry {

// The "message" of a reply that is a JSON object, printable ASCII, at most 200
// bytes; "" where there is none to show.
std::string reply_message(std::string_view reply);

}  // namespace telemetry
