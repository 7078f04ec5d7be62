#include "server/collect.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "server/info_values.h"
#include "server/plan.h"

namespace telemetry {
namespace {

std::vector<std::string> commands_of(const std::vector<Step>& steps) {
  std::vector<std::string> commands;
  commands.reserve(steps.size());
  for (const auto& step : steps) commands.push_back(step.command);
  return commands;
}

void add_failed(ServerSnapshot& snapshot, Field field) {
  if (std::ranges::find(snapshot.failed, field) == snapshot.failed.end())
    snapshot.failed.push_back(field);
}

// latency: and throughput: answer per histogram; before the first slice is full
// each is an error, which is no failure but nothing to report yet.
bool has_only_errors(std::string_view value) {
  RecordCursor histograms(value);
  while (const auto histogram = histograms.next())
    if (!is_error(*histogram)) return false;
  return true;
}

// The value as data; nothing when it is an error, which is then noted.
std::optional<std::string_view> accept(ServerSnapshot& snapshot, Field field,
                                       std::string_view value) {
  if (field == Field::latency || field == Field::throughput) {
    if (!value.starts_with("error-") && is_error(value))
      add_failed(snapshot, field);
    else if (!has_only_errors(value))
      return value;
    return std::nullopt;
  }
  if (is_error(value)) {
    add_failed(snapshot, field);
    return std::nullopt;
  }
  // 3.3.14 .. 7.1 answer a second line, "ok".
  if (field == Field::succession_list && value.ends_with("\nok"))
    value.remove_suffix(3);
  return value;
}

// Puts the answers to `steps` where they belong. `indexes` are those that the
// items of steps count.
void sort_answers(ServerSnapshot& snapshot, const std::vector<Step>& steps,
                  std::span<const IndexName> indexes, Replies replies) {
  const auto& kept = snapshot.passes.emplace_back(std::move(replies));
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& step = steps[i];
    const auto raw = kept.value(i);
    if (!raw) continue;
    const auto value = accept(snapshot, step.field, *raw);
    if (!value) continue;
    if (step.field == Field::namespace_info)
      snapshot.namespaces[step.item].value = value;
    else if (step.field == Field::sindex_statistics)
      snapshot.sindexes.push_back({indexes[step.item].namespace_name,
                                   indexes[step.item].index_name, *value});
    else
      snapshot.values[static_cast<std::size_t>(step.field)] = value;
  }
}

// Asks all steps in one request; where names forge lines of the reply, each in
// a request of its own.
Result<void> ask_steps(InfoSource& source, ServerSnapshot& snapshot,
                       const std::vector<Step>& steps) {
  auto replies = source.ask(commands_of(steps));
  if (!replies) return std::unexpected(std::move(replies.error()));
  if (!replies->are_ambiguous() || steps.size() == 1) {
    sort_answers(snapshot, steps, {}, std::move(*replies));
    return {};
  }
  for (const auto& step : steps)
    if (auto asked = ask_steps(source, snapshot, {step}); !asked) return asked;
  return {};
}

// Each name once, in the server's order.
std::vector<NamespaceReply> list_namespaces(std::string_view text) {
  std::vector<NamespaceReply> list;
  while (!text.empty() && list.size() < max_namespaces) {
    const auto name = take_until(text, ';');
    if (!name.empty() &&
        std::ranges::find(list, name, &NamespaceReply::name) == list.end())
      list.push_back({name, std::nullopt});
  }
  return list;
}

// The index that a record of the list names. Nothing when the record holds
// anything but the fields that such lists have, each once: a client's name with
// separators in it could make us ask for what is not there.
std::optional<IndexName> index_of(std::string_view record) {
  static constexpr auto known = std::to_array<std::string_view>(
      {"ns", "indexname", "set", "bin", "bins", "num_bins", "type", "indextype",
       "path", "context", "exp", "sync_state", "state"});
  IndexName name;
  std::array<bool, known.size()> seen = {};
  ItemCursor fields(record, ':');
  while (const auto field = fields.next()) {
    const auto* const at = std::ranges::find(known, field->key);
    if (at == known.end()) return std::nullopt;
    auto& taken = seen[static_cast<std::size_t>(at - known.begin())];
    if (std::exchange(taken, true)) return std::nullopt;
    if (field->key == "ns") name.namespace_name = field->value;
    if (field->key == "indexname") name.index_name = field->value;
  }
  return name;
}

std::vector<IndexName> list_indexes(const ServerSnapshot& snapshot) {
  std::vector<IndexName> list;
  const auto& text = snapshot[Field::sindex_list];
  RecordCursor records(text.value_or(""));
  while (const auto record = records.next()) {
    if (list.size() == max_indexes) break;
    const auto index = index_of(*record);
    if (index && is_askable_index(index->index_name) &&
        std::ranges::find(snapshot.namespaces, index->namespace_name,
                          &NamespaceReply::name) != snapshot.namespaces.end())
      list.push_back(*index);
  }
  std::ranges::sort(list);
  const auto [first, last] = std::ranges::unique(list);
  list.erase(first, last);
  return list;
}

std::optional<std::uint64_t> uptime_of(const ServerSnapshot& snapshot) {
  const auto& statistics = snapshot[Field::statistics];
  const auto text = find_item(statistics.value_or(""), "uptime");
  return text ? to_number(*text) : std::nullopt;
}

// Pass three: it may fail without costing what is there already.
void ask_third(InfoSource& source, Collection& collection,
               const Decision& decision, bool asked_full) {
  auto& snapshot = collection.snapshot;
  std::vector<IndexName> indexes;
  std::vector<Step> steps;
  if (decision.full) {
    indexes = list_indexes(snapshot);
    steps = plan_third(snapshot.build, indexes, asked_full);
  }
  auto commands = commands_of(steps);
  const bool greet = decision.greet && can_be_greeted(snapshot.build);
  if (greet) commands.emplace_back(greeting_command);
  if (commands.empty()) return;

  auto replies = source.ask(commands);
  if (!replies) {
    for (const auto& step : steps) add_failed(snapshot, step.field);
    return;
  }
  const auto answer = greet ? replies->value(steps.size()) : std::nullopt;
  collection.greeted = answer && !is_error(*answer);
  if (!replies->are_ambiguous()) {
    sort_answers(snapshot, steps, indexes, std::move(*replies));
    return;
  }
  // As above, without the greeting.
  for (const auto& step : steps) {
    auto alone = source.ask(std::vector<std::string>{step.command});
    if (!alone) return add_failed(snapshot, step.field);
    sort_answers(snapshot, {step}, indexes, std::move(*alone));
  }
}

}  // namespace

Result<Collection> collect(InfoSource& source, const Decide& decide) {
  Collection collection;
  auto& snapshot = collection.snapshot;

  const auto first = plan_first();
  if (auto asked = ask_steps(source, snapshot, first); !asked)
    return std::unexpected(std::move(asked.error()));
  const auto build = parse_build(snapshot[Field::build].value_or(""));
  if (!build)
    return failure(Exit::protocol,
                   "the server's answer to the info command build is none");
  snapshot.build = *build;
  snapshot.namespaces =
      list_namespaces(snapshot[Field::namespaces].value_or(""));

  std::vector<std::string_view> names;
  names.reserve(snapshot.namespaces.size());
  for (const auto& reply : snapshot.namespaces) names.push_back(reply.name);
  const bool asked_full = decide(std::nullopt).full;
  const auto second = plan_second(*build, names, asked_full);
  if (auto asked = ask_steps(source, snapshot, second); !asked)
    return std::unexpected(std::move(asked.error()));

  auto decision = decide(uptime_of(snapshot));
  decision.full |= asked_full;
  // A server that is not reported on is not told that it is.
  decision.greet = decision.greet && is_community(snapshot);
  collection.full = decision.full;
  ask_third(source, collection, decision, asked_full);
  return collection;
}

bool is_community(const ServerSnapshot& snapshot) {
  std::optional<std::string_view> edition = snapshot[Field::edition];
  if (const auto& release = snapshot[Field::release])
    edition = find_item(*release, "edition");
  return edition && *edition == "Aerospike Community Edition";
}

}  // namespace telemetry
