// What is rather looked at than read: the facts in words, and bars.

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "page/html.h"
#include "page/parts.h"

namespace telemetry {
namespace {

using Words = std::pair<std::string_view, std::string_view>;

// Members of the summary, and what a person calls them.
constexpr Words works[] = {
    {"reads", "read"},          {"writes", "write"},
    {"deletes", "delete"},      {"udfs", "function call"},
    {"batch", "batch request"}, {"scans", "scan"},
    {"queries", "query"}};
constexpr Words storages[] = {{"memory", "in memory"},
                              {"device", "on Flash"},
                              {"pmem", "in persistent memory"}};

// The keys of whole and used amounts of bytes, of all generations of servers.
constexpr Words amounts[] = {{"data_total_bytes", "data_used_bytes"},
                             {"memory-size", "memory_used_bytes"},
                             {"device_total_bytes", "device_used_bytes"},
                             {"pmem_total_bytes", "pmem_used_bytes"},
                             {"total-bytes-memory", "used-bytes-memory"},
                             {"total-bytes-disk", "used-bytes-disk"}};

double decimal(std::string_view text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string listed(const std::vector<std::string>& items) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i)
    out += (i == 0 ? "" : i + 1 == items.size() ? " and " : ", ") + items[i];
  return out;
}

std::string duration(std::uint64_t seconds) {
  if (seconds >= 2 * 86'400) return counted(seconds / 86'400, "day");
  if (seconds >= 2 * 3'600) return counted(seconds / 3'600, "hour");
  return seconds >= 120 ? counted(seconds / 60, "minute")
                        : counted(seconds, "second");
}

// "116 reads and 4 queries a second and 12 scans a day"
std::string rates(Leaves leaves, double uptime) {
  std::vector<std::string> often;
  std::vector<std::string> seldom;
  for (const auto& [key, what] : works) {
    const auto path = "summary/operations/" + std::string(key);
    const auto each = decimal(text_at(leaves, path)) / uptime;
    if (!(each > 0)) continue;
    const auto text = short_number(each >= 0.1 ? each : each * 86'400);
    (each >= 0.1 ? often : seldom)
        .push_back(text + ' ' + plural(what, text == "1"));
  }
  std::vector<std::string> parts;
  if (!often.empty()) parts.push_back(listed(often) + " a second");
  if (!seldom.empty()) parts.push_back(listed(seldom) + " a day");
  return parts.empty() ? "nothing" : listed(parts);
}

std::string line(const std::string& of, std::string_view what,
                 const std::string& bar, const std::string& said) {
  return "<tr><td>" + of + "<td>" + escape(what) + "<td>" + bar + "<td>" +
         said + '\n';
}

std::string amount_line(const std::string& of, std::string_view what,
                        double used, double whole) {
  const auto said = size_text(used) + " of " + size_text(whole);
  const BarPart part = {"n", used};
  return line(of, what, bar({&part, 1}, whole, said), said);
}

// `NAME:msec,OPERATIONS,SHARE,...`: what share took longer than 1, 2, 4 ... ms.
std::string latency_line(const ReportLeaf& leaf, const Legend& legend) {
  std::string_view figures = leaf.text;
  take_until(figures, ':');
  const auto unit = take_until(figures, ',');
  if (unit != "msec" && unit != "usec") return {};
  auto said = short_number(decimal(take_until(figures, ','))) + " a second";
  std::vector<BarPart> parts;
  double longer = 100;
  for (std::uint64_t limit = 1; longer > 0 && !figures.empty(); limit *= 2) {
    const auto share = decimal(take_until(figures, ','));
    parts.push_back({kinds[std::min(parts.size(), kinds.size() - 1)].style,
                     longer - share});
    said += ", " + short_number(share) + " % over " + counted(limit, "") + ' ' +
            (unit == "usec" ? "us" : "ms");
    longer = share;
  }
  return line(with_names(split(leaf.path, '/')[1], legend), leaf.row->key,
              bar(parts, 100, said), said);
}

}  // namespace

std::string_view text_at(Leaves leaves, std::string_view path) {
  const auto found = std::ranges::find(leaves, path, &ReportLeaf::path);
  return found == leaves.end() ? std::string_view() : found->text;
}

std::string facts_in_words(Leaves leaves) {
  if (const auto status = text_at(leaves, "telemetry-agent-status");
      !status.empty())
    return "The server did not answer: " + std::string(status);
  const auto size = to_number(text_at(leaves, "summary/cluster-size"));
  const auto uptime = to_number(text_at(leaves, "summary/uptime"));
  auto out = size ? "A cluster of " + counted(*size, "node") : "A server";
  if (uptime && *uptime > 0)
    out += ", up for " + duration(*uptime) + ": " +
           rates(leaves, static_cast<double>(*uptime)) +
           " on average since then";
  std::vector<std::string> places;
  for (const auto& [word, place] : storages) {
    const auto count = std::ranges::count_if(leaves, [&](const auto& leaf) {
      return leaf.path.starts_with("summary/namespaces/") &&
             leaf.path.ends_with("/storage") && leaf.text == word;
    });
    if (count == 0) continue;
    places.push_back(count == 1 ? "one " : counted(count, "") + ' ');
    if (places.size() == 1) places[0] += plural("namespace", count == 1) + ' ';
    places.back() += place;
  }
  return out + (places.empty() ? "." : ". It has " + listed(places) + '.');
}

std::string identification(const PageReport& report, Leaves leaves) {
  std::string out;
  for (std::size_t i = 0; i < channel_names.size(); ++i) {
    std::array<std::uint64_t, kinds.size()> counts = {};
    counts.back() = report.left_out[i];
    for (const auto& leaf : leaves)
      if (leaf.row != nullptr && leaf.row->channel == Channel{std::uint8_t(i)})
        ++counts[kind_of(leaf)];
    std::vector<BarPart> parts;
    double whole = 0;
    std::string said;
    std::string cells;
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      const auto& [word, style] = kinds[kind];
      whole += static_cast<double>(counts[kind]);
      parts.push_back({style, static_cast<double>(counts[kind])});
      said += counted(counts[kind], "") + ' ' + std::string(word) + ' ';
      cells += "<td class=\"" + std::string(style) + "\">" +
               counted(counts[kind], "");
    }
    const auto size = static_cast<double>(report.channel_bytes[i]);
    out += "<tr><td>" + std::string(channel_names[i]) + "<td>" +
           bar(parts, whole, said) + cells + "<td>" + size_text(size) + '\n';
  }
  return out;
}

std::string pictures(Leaves leaves, const Legend& legend) {
  const auto number = [&](const std::string& path) {
    return decimal(text_at(leaves, path));
  };
  std::string out;
  if (const auto memory = number("meminfo/MemTotal") * 1024; memory > 0)
    out = amount_line("this host", "memory",
                      memory - number("meminfo/MemAvailable") * 1024, memory);
  for (const auto& leaf : leaves) {
    if (leaf.row == nullptr) continue;
    if (leaf.row->treatment == Treatment::histogram)
      out += latency_line(leaf, legend);
    const auto* const amount =
        std::ranges::find(amounts, leaf.row->key, &Words::first);
    if (leaf.row->object != "namespaces/*" || amount == std::end(amounts))
      continue;
    const std::string space(split(leaf.path, '/')[1]);
    const auto used =
        number("namespaces/" + space + '/' + std::string(amount->second));
    out += amount_line(with_names(space, legend), amount->second, used,
                       decimal(leaf.text));
  }
  return out.empty() ? "<tr><td>The report has nothing of these.\n" : out;
}

}  // namespace telemetry
