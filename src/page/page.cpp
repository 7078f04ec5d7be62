#include "page/page.h"

#include "base/log_sink.h"
#include "base/text.h"
#include "page/html.h"
#include "page/parts.h"
#include "version.h"

namespace telemetry {
namespace {

// The file is one string literal; '~' stands around each mark.
constexpr std::string_view form =
#include "page/page.html"
    ;

// What stands in the form's only element of this name, by its hash.
std::string source(const std::string& element) {
  auto text = form.substr(form.find('<' + element + '>') + element.size() + 2);
  return "'sha256-" + sha256_base64(text.substr(0, text.find("</" + element))) +
         "'";
}

}  // namespace

std::string page_html(const PageFacts& facts, const PageReport& report,
                      const Legend& legend,
                      const std::optional<OtherReport>& other) {
  const auto leaves = leaves_of(report.json);
  const auto now = to_number(text_at(leaves, "unix-epoch-time")).value_or(0);
  std::string warnings;
  for (const auto& warning : facts.warnings)
    warnings += "<p class=\"warn\">" + escape(warning) + "</p>\n";
  std::string commands;
  for (const auto& command : facts.off_commands)
    commands += escape(command) + '\n';
  const std::pair<std::string_view, std::string> fillings[] = {
      {"POLICY", "default-src 'none'; style-src " + source("style") +
                     "; script-src " + source("script") +
                     "; base-uri 'none'; form-action 'none'"},
      {"MADE", utc_time(static_cast<long long>(now))},
      {"VERSION", version},
      {"ON", facts.off_by.empty() ? "on" : "off"},
      {"DECIDED", facts.off_by.empty() ? "no switch has turned it off"
                                       : "by " + escape(facts.off_by)},
      {"WARNINGS", warnings},
      {"FACTS", escape(facts_in_words(leaves))},
      {"INTERVAL", facts.interval},
      {"BRIEF_SIZE", size_text(static_cast<double>(report.every_run_bytes))},
      {"EVERY_RUN", facts.every_run},
      {"SIZE", size_text(static_cast<double>(report.json.size()))},
      {"DAILY", facts.daily},
      {"NEXT_RUN", escape(facts.next_run)},
      {"SCHEDULE", escape(facts.schedule)},
      {"HOME", escape(facts.home_url)},
      {"PROXY", facts.proxy.empty() ? "" : "By " + escape(facts.proxy) + ". "},
      {"OFF_COMMANDS", commands},
      {"IDENTIFICATION", identification(report, leaves)},
      {"COMPARISON", other ? comparison(*other, leaves, legend) : ""},
      {"PICTURES", pictures(leaves, legend)},
      {"VALUES", every_value(leaves, report.unknown_keys, legend)},
      {"HASH", sha256_hex(report.json)},
      {"JSON", escape(report.json)},
      {"KEY",
       facts.throw_away_key
           ? "There is no key yet. These pseudonyms were made with one that is "
             "gone, and nobody can recompute them."
           : "The first 32 digits that this command prints are the pseudonym:"},
      {"KEY_FILE", escape(shell_word(facts.key_file))}};
  std::string out;
  bool mark = false;
  for (const auto piece : split(form, '~')) {
    if (!mark) out += piece;
    for (const auto& [name, text] : fillings)
      if (mark && name == piece) out += text;
    mark = !mark;
  }
  return out;
}

}  // namespace telemetry
