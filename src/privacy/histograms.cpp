#include "privacy/histograms.h"

#include <algorithm>

#include "base/text.h"
#include "privacy/vocabulary.h"
#include "server/info_values.h"

namespace telemetry {
namespace {

// 32 namespaces with some twenty histograms each, twice over.
constexpr std::size_t most_items = 2048;

// The second half of an item of latency: and throughput:, which a ';' parts
// from the first: `HH:MM:SS,<numbers>`.
bool is_second_half(std::string_view item) {
  return item.size() > 8 && is_digit(item[0]) && item[2] == ':' &&
         item[8] == ',' && matches(Grammar::histogram, item);
}

struct Name {
  std::string_view namespace_name;
  std::string_view histogram;
  std::string_view text;
};

// `{NS}-name:text` or `name:text`. A namespace's name may hold any of these
// characters, so it is looked for among those that the server has told.
std::optional<Name> parse_name(std::string_view item,
                               std::span<const std::string_view> namespaces) {
  Name name;
  auto rest = item;
  if (item.starts_with('{')) {
    for (const auto candidate : namespaces) {
      if (candidate.size() < name.namespace_name.size()) continue;
      if (const auto after = after_name(item, candidate)) {
        name.namespace_name = candidate;
        rest = *after;
      }
    }
    if (name.namespace_name.empty()) return std::nullopt;
  }
  const auto colon = rest.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  name.histogram = rest.substr(0, colon);
  name.text = rest.substr(colon + 1);
  return name;
}

}  // namespace

Histograms read_histograms(std::string_view reply,
                           std::span<const std::string_view> namespaces) {
  Histograms histograms;
  auto& items = histograms.items;
  bool open = false;  // whether a second half may follow
  while (!reply.empty()) {
    const auto item = take_until(reply, ';');
    if (item.empty()) continue;
    if (open && is_second_half(item)) {
      // Both halves stand in one text, with the ';' between them.
      auto& text = items.back().text;
      const auto size =
          static_cast<std::size_t>(item.data() + item.size() - text.data());
      text = {text.data(), size};
      open = false;
      continue;
    }
    open = false;
    if (is_error(item)) continue;
    const auto name = parse_name(item, namespaces);
    if (name && is_error(name->text)) continue;
    const auto key = name && is_known_key(name->histogram)
                         ? Key::server(name->histogram)
                         : std::nullopt;
    const bool twice =
        key && std::ranges::any_of(items, [&](const Histogram& h) {
          return h.namespace_name == name->namespace_name &&
                 h.name.text() == key->text();
        });
    if (!key || twice || items.size() == most_items ||
        !matches(Grammar::histogram, name->text)) {
      ++histograms.malformed;
      continue;
    }
    items.push_back({name->namespace_name, *key, name->text});
    open = !name->text.empty();
  }
  return histograms;
}

}  // namespace telemetry
