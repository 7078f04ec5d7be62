#include "home/reply.h"

#include <simdjson.h>

#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t message_limit = 200;

}  // namespace

std::string reply_message(std::string_view reply) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (parser.parse(simdjson::padded_string(reply)).get(document)) return {};
  std::string_view message;
  if (document["message"].get(message)) return {};
  return printable(message, message_limit);
}

}  // namespace telemetry
