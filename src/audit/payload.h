// Bytes that may leave this host. Only audit() makes one, so bytes that were
// not audited cannot be posted: that does not compile.

#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "rule/channel.h"

namespace telemetry {

class Payload {
 public:
  Payload(Payload&&) = default;
  Payload& operator=(Payload&&) = default;
  Payload(const Payload&) = delete;
  Payload& operator=(const Payload&) = delete;
  ~Payload() = default;

  // One JSON object, printable ASCII; exactly what is posted.
  std::string_view bytes() const { return bytes_; }
  std::string take() && { return std::move(bytes_); }

 private:
  friend std::expected<Payload, std::string> audit(std::string bytes,
                                                   Channels channels,
                                                   std::string_view email);
  explicit Payload(std::string bytes) : bytes_(std::move(bytes)) {}

  std::string bytes_;
};

}  // namespace telemetry
