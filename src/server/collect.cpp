#include "server/collect.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"

namespace telemetry {
namespace {

// Asks all steps in one request; where names forge lines of the reply, each in
// a request of its own.
Result<void> ask(InfoSource& source, Sections& sections,
                 std::span<const Step> steps) {
  if (steps.empty()) return {};
  std::vector<std::string> commands;
  for (const auto& step : steps) commands.push_back(step.command);
  TRY_ASSIGN(auto replies, source.ask(commands));
  if (replies.are_ambiguous() && steps.size() > 1) {
    for (const auto& step : steps) TRY(ask(source, sections, {&step, 1}));
    return {};
  }
  const auto& kept = sections.replies.emplace_back(std::move(replies));
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (const auto value = kept.value(i))
      read_reply(sections, steps[i], *value);
  return {};
}

// The same for what a report can do without.
void ask_more(InfoSource& source, Sections& sections,
              std::span<const Step> steps) {
  const auto asked = ask(source, sections, steps);
  if (asked) return;
  const auto* why =
      asked.error().late ? "did not come in time" : "did not come whole";
  for (const auto& step : steps) add_missing(sections, step.field, why);
}

std::vector<IndexName> index_names(const Sections& sections) {
  std::vector<IndexName> names;
  if (!sections.sindex_list) return names;
  for (const auto& record : sections.sindex_list->records)
    if (names.size() < max_indexes)
      names.push_back({record.namespace_name, record.name});
  return names;
}

std::optional<std::uint64_t> uptime_of(const Sections& sections) {
  if (!sections.statistics) return std::nullopt;
  const auto text = find_value(*sections.statistics, "statistics", "uptime");
  return to_number(text.value_or(""));
}

}  // namespace

Result<Sections> collect(InfoSource& source, const Decide& decide) {
  Sections sections;
  TRY(ask(source, sections, plan_first()));
  const auto build = parse_build(text_of(sections, Field::build));
  if (!build)
    return failure(Exit::protocol,
                   "the server's reply to build is no build number");
  sections.build = *build;
  std::vector<std::string_view> names;
  for (const auto& each : sections.namespaces) names.push_back(each.name);
  auto asked = decide(std::nullopt);
  asked.greeting = false;
  TRY(ask(source, sections, plan_sections(*build, names, asked)));

  const auto wanted = decide(uptime_of(sections));
  sections.channels = wanted.channels;
  // A server that is not reported on is not told that it is.
  if (!is_community(sections)) return sections;
  // The statistics of indexes wait for the list of them.
  auto rest = plan_sections(*build, names, wanted, asked);
  const bool listed = sections.sindex_list.has_value();
  const auto indexes = [&] {
    return plan_indexes(*build, index_names(sections), wanted);
  };
  if (listed) std::ranges::move(indexes(), std::back_inserter(rest));
  ask_more(source, sections, rest);
  if (!listed) ask_more(source, sections, indexes());
  return sections;
}

bool is_community(const Sections& sections) {
  return text_of(sections, Field::edition) == "Aerospike Community Edition";
}

}  // namespace telemetry
