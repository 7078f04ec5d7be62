#include "report/leaf.h"

#include "base/text.h"

namespace telemetry {

std::optional<Clear> Clear::shape(std::string_view text) {
  if (!is_harmless_shape(text)) return std::nullopt;
  return Clear(text);
}

std::optional<Clear> Clear::word(std::string_view text, Literal words) {
  auto rest = words.text();
  while (!rest.empty())
    if (take_until(rest, '|') == text) return Clear(text);
  return std::nullopt;
}

std::optional<Clear> Clear::grammar(Grammar grammar, std::string_view text) {
  if (!matches(grammar, text)) return std::nullopt;
  if (!may_look_identifying(grammar) && looks_identifying(text))
    return std::nullopt;
  return Clear(text);
}

std::optional<Clear> Clear::port(std::string_view text) {
  if (!is_port(text)) return std::nullopt;
  return Clear(text);
}

std::optional<Key> Key::server(std::string_view text) {
  if (!is_server_key(text)) return std::nullopt;
  return Key(text);
}

std::optional<Key> Key::meminfo(std::string_view text) {
  if (!is_meminfo_key(text)) return std::nullopt;
  return Key(text);
}

}  // namespace telemetry
