// What names this host: the address of the interface that routes outwards, and
// the machine id. Raw: they leave as pseudonyms or not at all.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace telemetry {

// The address, as inet_ntop(3) prints it, from which this host would talk to
// the Internet: of IPv4, else of IPv6, else 127.0.0.1. A UDP socket is
// connected to find it; nothing is sent.
std::string outward_address();

// /etc/machine-id, else /var/lib/dbus/machine-id, below `root`: 32 hex digits
// in lower case. Nothing when there is none.
std::optional<std::string> read_machine_id(const std::string& root);

// The id in the text of such a file. Pure.
std::optional<std::string> parse_machine_id(std::string_view text);

}  // namespace telemetry
