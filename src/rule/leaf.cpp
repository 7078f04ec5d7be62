#include "rule/leaf.h"

#include "base/text.h"
#include "rule/forms.h"

namespace telemetry {
namespace {

// Those of the words that the row has, in the order and with the separator of
// the text.
std::string listed_words(const Row& row, std::string_view text) {
  const char separator = text.contains(';') ? ';' : ' ';
  std::string listed;
  while (!text.empty()) {
    const auto word = take_until(text, separator);
    if (!row.has_word(word)) continue;
    if (!listed.empty()) listed += separator;
    listed += word;
  }
  return listed;
}

}  // namespace

std::optional<Clear> may_leave(const Row& row, std::string_view text) {
  const auto if_good = [&](bool good) {
    return good ? std::optional(Clear(std::string(text))) : std::nullopt;
  };
  switch (row.treatment) {
    case Treatment::number:
      return if_good(is_number(text));
    case Treatment::word:
      if (!row.has_word(text) && row.has_word("other")) text = "other";
      return if_good(row.has_word(text));
    case Treatment::number_or_word:
      return if_good(is_number(text) || row.has_word(text));
    case Treatment::words:
      return Clear(listed_words(row, text));
    case Treatment::form:
      return if_good(has_form(row.form, text));
    case Treatment::histogram:
      return if_good(is_figures(text));
    case Treatment::pseudonym:
    case Treatment::nodes:
    case Treatment::addresses:
    case Treatment::never:
    case Treatment::omit:
      break;
  }
  return std::nullopt;
}

Leaf Leaf::histogram(const Pseudonym* of, const Row& row,
                     const Clear& figures) {
  Leaf leaf;
  if (of != nullptr) leaf.text_ = '{' + std::string(of->text()) + "}-";
  leaf.text_ += std::string(row.key) + ':' + std::string(figures.text());
  return leaf;
}

FilledKey::FilledKey(const Row& row, std::string_view index,
                     const Pseudonym* of)
    : text_(row.key) {
  if (const auto at = text_.find("[i]"); at != std::string::npos)
    text_.replace(at + 1, 1, index);
  if (of != nullptr && text_.starts_with("{*}"))
    text_.replace(1, 1, of->text());
}

}  // namespace telemetry
