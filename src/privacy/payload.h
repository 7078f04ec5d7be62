// Bytes that may leave this host. Only audit() makes one, so bytes that were
// not audited cannot be posted: that does not compile.

#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace telemetry {

class Audit;

class Payload {
 public:
  Payload(Payload&&) = default;
  Payload& operator=(Payload&&) = default;
  Payload(const Payload&) = delete;
  Payload& operator=(const Payload&) = delete;
  ~Payload() = default;

  // One JSON object, printable ASCII; exactly what is posted.
  std::string_view bytes() const { return bytes_; }
  // The same, given away: of a large server they are 50 MB.
  std::string take() && { return std::move(bytes_); }

 private:
  friend class Audit;
  explicit Payload(std::string bytes) : bytes_(std::move(bytes)) {}

  std::string bytes_;
};

}  // namespace telemetry
