// Bytes that nobody audited cannot be posted: text is no payload.
// error: invalid initialization of reference of type

#include "home/post.h"

using namespace telemetry;

void good_and_bad(const Payload& payload) {
#ifndef BREAK
  (void)post(payload, Home{}, std::chrono::seconds(1), Fence{});
#else
  (void)payload;
  (void)post(std::string("{}"), Home{}, std::chrono::seconds(1), Fence{});
#endif
}
