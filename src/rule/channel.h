// The channels of a report: which part of the dictionary a field belongs to.
// The configuration says which channels leave in every run and which once a day
// ([privacy] every-run and daily); a run asks the server only for what its
// channels need.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace telemetry {

enum class Channel : std::uint8_t {
  facts,     // what the report is for: some 0.8 kB
  usage,     // statistics, namespaces, histograms, sets, indexes, members
  settings,  // the server's configuration
  host,      // memory, processors, distribution
};

// The words of telemetry.conf(5), in the order of the enumeration.
inline constexpr std::array<std::string_view, 4> channel_names = {
    "facts", "usage", "settings", "host"};

constexpr std::string_view channel_name(Channel channel) {
  return channel_names[static_cast<std::size_t>(channel)];
}

// The channel of this name, or nothing.
constexpr std::optional<Channel> channel_of(std::string_view name) {
  for (std::size_t i = 0; i < channel_names.size(); ++i)
    if (channel_names[i] == name) return static_cast<Channel>(i);
  return std::nullopt;
}

// A set of channels. `facts` is always in.
class Channels {
 public:
  constexpr Channels() = default;
  static constexpr Channels all() {
    Channels channels;
    channels.bits_ = 0b1111;
    return channels;
  }

  constexpr Channels& add(Channel channel) {
    bits_ |= bit(channel);
    return *this;
  }
  constexpr bool has(Channel channel) const {
    return (bits_ & bit(channel)) != 0;
  }
  constexpr Channels operator|(Channels other) const {
    other.bits_ |= bits_;
    return other;
  }

  constexpr bool operator==(const Channels&) const = default;

 private:
  static constexpr std::uint8_t bit(Channel channel) {
    return static_cast<std::uint8_t>(1u << static_cast<unsigned>(channel));
  }

  std::uint8_t bits_ = 1;
};

}  // namespace telemetry
