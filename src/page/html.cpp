#include "page/html.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "privacy/explain.h"

namespace telemetry {

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (!is_printable(c))
      out += hex_byte(c);
    else if (std::string_view("&<>\"'").contains(c))
      out += "&#" + std::to_string(c) + ';';
    else
      out += c;
  }
  return out;
}

std::string with_names(std::string_view text, const Legend& legend) {
  std::string out;
  std::size_t done = 0;
  for (const auto& [begin, behind] : known_names(text, legend)) {
    const auto [domain, name] = cut(behind, ' ');
    out += escape(text.substr(done, begin - done)) + "<code>" +
           escape(text.substr(begin, 32)) + "</code><i>" + escape(domain) +
           ' ' + escape(shell_word(name)) + "</i>";
    done = begin + 32;
  }
  return out + escape(text.substr(done));
}

std::string short_number(double number) {
  if (number >= 9.95)
    return counted(static_cast<std::uint64_t>(std::llround(number)), "");
  const auto tenths = std::llround(number * 10);
  const auto rest = tenths % 10;
  return std::to_string(tenths / 10) +
         (rest == 0 ? "" : '.' + std::to_string(rest));
}

std::string size_text(double bytes) {
  if (bytes < 1000) return short_number(bytes) + " bytes";
  constexpr std::string_view units = "kMGTPE";
  std::size_t unit = 0;
  for (bytes /= 1000; bytes >= 1000 && unit + 1 < units.size(); ++unit)
    bytes /= 1000;
  return short_number(bytes) + ' ' + units[unit] + 'B';
}

std::string bar(std::span<const BarPart> parts, double whole,
                std::string_view label) {
  std::string out =
      "<svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" "
      "aria-label=\"" +
      escape(label) + "\">";
  long long from = 0;
  for (const auto& part : parts) {
    if (part.amount <= 0) continue;
    // What is there is seen.
    const auto width =
        std::max(4LL, std::llround(std::min(part.amount / whole, 1.0) * 1000));
    out += "<rect class=\"" + std::string(part.style) + "\" x=\"" +
           std::to_string(from) + "\" width=\"" + std::to_string(width) +
           "\" height=\"10\"/>";
    from += width;
  }
  return out + "</svg>";
}

}  // namespace telemetry
