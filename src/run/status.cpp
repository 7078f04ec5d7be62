#include "run/status.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "config/address_forms.h"
#include "rule/channel.h"
#include "run/actions.h"
#include "version.h"

namespace telemetry {
namespace {

using Texts = std::vector<std::string>;

constexpr std::size_t output_limit = 64 * 1024;
constexpr char timer[] = "aerospike-telemetry.timer";
constexpr char cron_file[] = "/etc/cron.d/aerospike-telemetry";

std::string joined(const Texts& parts, std::string_view separator) {
  std::string all;
  for (const auto& part : parts)
    all.append(all.empty() ? "" : separator).append(part);
  return all;
}

std::string json_string(std::string_view text) {
  // The name of a file may be any bytes; JSON is UTF-8.
  const auto shown =
      is_utf8(text) ? std::string(text) : printable(text, text.size());
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer>(buffer).String(
      shown.data(), static_cast<rapidjson::SizeType>(shown.size()));
  return buffer.GetString();
}

std::string list(Texts texts) {
  for (auto& text : texts) text = json_string(text);
  return "[" + joined(texts, ",") + "]";
}

// Names and the JSON of their values.
using Members = std::vector<std::pair<const char*, std::string>>;

std::string object(const Members& members) {
  Texts texts;
  for (const auto& [name, json] : members)
    texts.push_back(json_string(name) + ":" + json);
  return "{" + joined(texts, ",") + "}";
}

// A fact as a line for a person and as members of the JSON object.
struct Row {
  std::string_view name;
  std::string text;
  Members members;
};

std::string switch_text(const Switch& off) {
  const bool variable = off.what.starts_with(off.where + "=");
  return off.what + " (" + (variable ? "in the environment" : off.where) + ")";
}

Row reporting_row(const std::optional<Switch>& off) {
  if (!off)
    return {
        "reporting", "enabled", {{"enabled", "true"}, {"disabled-by", "null"}}};
  const Members by = {{"what", json_string(off->what)},
                      {"where", json_string(off->where)}};
  return {"reporting",
          "disabled by " + switch_text(*off),
          {{"enabled", "false"}, {"disabled-by", object(by)}}};
}

Row server_row(const StatusFacts& facts) {
  if (!facts.server) {
    const auto& problem = facts.server.error().message;
    return {"server",
            "unknown: " + problem,
            {{"server", object({{"problem", json_string(problem)}})}}};
  }
  const auto& [settings, off, problem, warnings, places] = facts.configuration;
  const auto& hosts = facts.server->hosts;
  const auto port = std::to_string(facts.server->port);
  const auto place = places.find("[asd] address");
  const auto& from = settings.server_address && place != places.end()
                         ? place->second
                         : settings.server_conf;
  const Members members = {
      {"addresses", list(hosts)}, {"port", port}, {"from", json_string(from)}};
  return {"server",
          joined(hosts, ", ") + ", port " + port + " (from " + from + ")",
          {{"server", object(members)}}};
}

Row key_row(const StatusFacts& facts) {
  const bool usable = facts.key_id.has_value();
  const auto& told = usable ? *facts.key_id : facts.key_id.error().message;
  const Members members = {{"file", json_string(facts.key_file)},
                           {usable ? "id" : "problem", json_string(told)}};
  return {"key",
          usable ? facts.key_file + ", id " + told : "not usable: " + told,
          {{"key", object(members)}}};
}

Texts names_of(Channels channels) {
  Texts names;
  for (const auto channel : channel_names)
    if (channels.has(*channel_of(channel))) names.emplace_back(channel);
  return names;
}

Row channels_row(std::string_view name, const char* json_name,
                 Channels channels) {
  const auto names = names_of(channels);
  return {name, joined(names, ", "), {{json_name, list(names)}}};
}

Row schedule_row(const Schedule& schedule) {
  constexpr const char* starters[] = {"unknown", "timer", "cron"};
  std::string text = cron_file;
  if (schedule.by == Schedule::By::unknown)
    text = "unknown: neither a timer nor a cron line was found";
  if (schedule.by == Schedule::By::timer)
    text = timer + (", " + schedule.load) +
           (schedule.enabled.empty() ? "" : ", " + schedule.enabled) + ", " +
           schedule.active +
           (schedule.next_run.empty() ? "" : "; next run " + schedule.next_run);
  const bool active =
      schedule.by != Schedule::By::unknown && schedule.problem.empty();
  const Members members = {
      {"by", json_string(starters[static_cast<std::size_t>(schedule.by)])},
      {"active", active ? "true" : "false"},
      {"timer", json_string(schedule.load)},
      {"enabled", json_string(schedule.enabled)},
      {"next-run", json_string(schedule.next_run)}};
  return {"schedule", text, {{"schedule", object(members)}}};
}

// All but the warnings, in the order in which both forms have them.
std::vector<Row> rows_of(const StatusFacts& facts) {
  const auto& settings = facts.configuration.settings;
  const auto proxy = shown_proxy(settings.proxy);
  const auto interval = std::to_string(settings.interval.count());
  return {reporting_row(facts.off),
          {"version", version, {{"version", json_string(version)}}},
          {"configuration",
           facts.config,
           {{"configuration", json_string(facts.config)}}},
          {"home",
           settings.home_url + (proxy.empty() ? "" : " by proxy " + proxy),
           {{"home-url", json_string(settings.home_url)},
            {"proxy", json_string(proxy)}}},
          server_row(facts),
          key_row(facts),
          channels_row("every run", "every-run", settings.every_run),
          channels_row("daily", "daily", settings.every_run | settings.daily),
          {"interval", interval + " s", {{"interval", interval}}},
          schedule_row(facts.schedule)};
}

Texts warnings_of(const StatusFacts& facts) {
  auto warnings = facts.configuration.warnings;
  if (const auto& problem = facts.configuration.problem)
    warnings.push_back(problem->message);
  if (const auto& problem = facts.schedule.problem; !problem.empty())
    warnings.push_back("nothing starts the runs: " + problem);
  return warnings;
}

struct ClosePipe {
  void operator()(std::FILE* pipe) const { ::pclose(pipe); }
};

// What systemctl prints of the timer, "NAME=value" each line; "" when it fails
// or is late.
std::string ask_systemctl(const std::string& systemctl) {
  const auto command = "LC_ALL=C TZ=UTC SYSTEMD_COLORS=0 timeout -k 1 2 " +
                       systemctl +
                       " show aerospike-telemetry.timer --property="
                       "LoadState,UnitFileState,ActiveState,"
                       "NextElapseUSecRealtime </dev/null 2>/dev/null";
  const std::unique_ptr<std::FILE, ClosePipe> pipe(
      ::popen(command.c_str(), "re"));
  if (!pipe) return {};
  std::string text(output_limit, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), pipe.get()));
  return text;
}

Schedule timer_schedule(std::string_view shown) {
  Schedule schedule;
  while (!shown.empty()) {
    const auto [name, value] = cut(take_until(shown, '\n'), '=');
    if (name == "LoadState") schedule.load = printable(value);
    if (name == "UnitFileState") schedule.enabled = printable(value);
    if (name == "ActiveState") schedule.active = printable(value);
    if (name == "NextElapseUSecRealtime") schedule.next_run = printable(value);
  }
  if (schedule.load.empty() || schedule.load == "not-found") return schedule;
  schedule.by = Schedule::By::timer;
  if (schedule.active != "active")
    schedule.problem = timer +
                       std::string(" is not active (systemctl enable --now ") +
                       timer + ")";
  return schedule;
}

bool starts_us(std::string_view text) {
  while (!text.empty()) {
    const auto line = trim(take_until(text, '\n'));
    if (!line.starts_with('#') && line.contains("aerospike-telemetry"))
      return true;
  }
  return false;
}

}  // namespace

Schedule ask_schedule(const ScheduleSources& sources) {
  const auto exists = [&](const char* path) {
    return ::access((sources.root + path).c_str(), F_OK) == 0;
  };
  if (exists("/run/systemd/system"))
    return timer_schedule(ask_systemctl(sources.systemctl));
  Schedule schedule;
  const auto text = read_file(sources.root + cron_file, output_limit);
  if (!text) return schedule;
  schedule.by = Schedule::By::cron;
  if (!starts_us(*text))
    schedule.problem = cron_file + std::string(" has no line for them");
  else if (!exists("/run/crond.pid") && !exists("/run/cron.pid"))
    schedule.problem = "cron does not seem to run (no /run/crond.pid)";
  return schedule;
}

std::optional<Switch> refused_timer(const std::string& config,
                                    const Schedule& schedule) {
  const bool masked = schedule.load == "masked";
  const bool disabled =
      schedule.enabled == "disabled" && schedule.active == "inactive";
  if (config != default_config || (!masked && !disabled)) return std::nullopt;
  return Switch{"systemd",
                timer + std::string(masked ? " masked" : " disabled")};
}

std::string status_text(const StatusFacts& facts) {
  auto rows = rows_of(facts);
  for (const auto& warning : warnings_of(facts))
    rows.push_back({"warning", warning, {}});
  std::string text;
  for (const auto& row : rows)
    text.append(row.name).append(15 - row.name.size(), ' ') += row.text + "\n";
  return text;
}

std::string status_json(const StatusFacts& facts) {
  Members members;
  for (const auto& row : rows_of(facts))
    members.insert(members.end(), row.members.begin(), row.members.end());
  members.emplace_back("warnings", list(warnings_of(facts)));
  return object(members) + "\n";
}

PageFacts page_facts(const StatusFacts& facts) {
  const auto& settings = facts.configuration.settings;
  const auto& schedule = facts.schedule;
  const auto interval =
      counted(static_cast<std::uint64_t>(settings.interval.count()), "second");
  std::string next_run = "unknown";
  if (schedule.by == Schedule::By::cron && schedule.problem.empty())
    next_run = "within " + interval;
  if (!schedule.next_run.empty()) next_run = schedule.next_run;
  if (facts.off) next_run = "none, while reporting is off";
  PageFacts page = {
      .off_by = facts.off ? switch_text(*facts.off) : "",
      .home_url = settings.home_url,
      .proxy = shown_proxy(settings.proxy),
      .key_file = facts.key_file,
      .throw_away_key = !facts.key_id,
      .interval = interval,
      .every_run = joined(names_of(settings.every_run), ", "),
      .daily = joined(names_of(settings.every_run | settings.daily), ", "),
      .schedule = std::string(cut(schedule_row(schedule).text, ';').first),
      .next_run = next_run,
      .warnings = warnings_of(facts)};
  page.off_commands.push_back(
      "aerospike-telemetry --disable" +
      (facts.config == default_config ? "" : ' ' + shell_word(facts.config)));
  if (schedule.by == Schedule::By::timer)
    page.off_commands.push_back("systemctl disable --now " +
                                std::string(timer));
  if (schedule.by == Schedule::By::cron)
    page.off_commands.push_back("rm " + std::string(cron_file));
  page.off_commands.push_back("echo DO_NOT_TRACK=1 >>" + default_files[0]);
  return page;
}

StatusFacts gather_status(const Options& options,
                          const Environment& environment,
                          const Configuration& configuration) {
  StatusFacts facts = {
      .config = options.config,
      .configuration = configuration,
      .off = switched_off(environment),
      .server = find_server(configuration.settings),
      .key_file = key_file(configuration.settings, environment),
      .schedule = ask_schedule()};
  facts.key_id = find_key_id(facts.key_file);
  if (!facts.off) facts.off = configuration.off;
  if (!facts.off) facts.off = refused_timer(options.config, facts.schedule);
  return facts;
}

Result<Exit> show_status(const Options& options,
                         const Environment& environment) {
  TRY_ASSIGN(const auto configuration, load_settings(options.config));
  const auto facts = gather_status(options, environment, configuration);
  TRY(print_all(options.json ? status_json(facts) : status_text(facts)));
  return facts.off ? Exit::disabled : Exit::ok;
}

}  // namespace telemetry
