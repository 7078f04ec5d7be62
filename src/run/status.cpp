#include "run/status.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string_view>
#include <utility>

#include "base/text.h"
#include "config/address_forms.h"
#include "privacy/key_file.h"
#include "run/actions.h"
#include "run/find_server.h"
#include "version.h"

namespace telemetry {
namespace {

constexpr char timer[] = "aerospike-telemetry.timer";
constexpr char cron_file[] = "/etc/cron.d/aerospike-telemetry";

std::optional<Switch> refused_timer(const Schedule& schedule) {
  if (schedule.by != Schedule::By::timer || !schedule.is_refused())
    return std::nullopt;
  const auto* how = schedule.load == "masked" ? " masked" : " disabled";
  return Switch{"systemd", timer + std::string(how)};
}

std::optional<std::string> schedule_warning(const Schedule& schedule) {
  const std::string nothing = "nothing starts the runs: ";
  if (schedule.by == Schedule::By::timer && schedule.active != "active")
    return nothing + timer + " is not active (systemctl enable --now " + timer +
           ")";
  if (schedule.by != Schedule::By::cron) return std::nullopt;
  if (!schedule.has_line) return nothing + cron_file + " has no line for them";
  if (!schedule.cron_runs)
    return nothing + "cron does not seem to run (no /run/crond.pid)";
  return std::nullopt;
}

std::string schedule_text(const Schedule& schedule) {
  if (schedule.by == Schedule::By::cron) return cron_file;
  if (schedule.by == Schedule::By::unknown)
    return "unknown: neither a timer nor a cron line was found";
  auto text = timer + (", " + schedule.load) +
              (schedule.enabled.empty() ? "" : ", " + schedule.enabled) + ", " +
              schedule.active;
  if (!schedule.next_run.empty()) text += "; next run " + schedule.next_run;
  return text;
}

std::string place_of(const Switch& off) {
  return off.what.starts_with(off.where + "=") ? "in the environment"
                                               : off.where;
}

std::vector<std::string> names_of(Channels channels) {
  std::vector<std::string> names;
  for (const auto name : channel_names)
    if (channels.has(*channel_of(name))) names.emplace_back(name);
  return names;
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

// One object, member by member.
class Json {
 public:
  void begin(const char* name) {
    json_.Key(name);
    json_.StartObject();
  }
  void begin() { json_.StartObject(); }
  void end() { json_.EndObject(); }

  template <class Value>
  void add(const char* name, const Value& value) {
    json_.Key(name);
    write(value);
  }
  void add_null(const char* name) {
    json_.Key(name);
    json_.Null();
  }
  std::string text() const { return buffer_.GetString() + std::string("\n"); }

 private:
  void write(bool value) { json_.Bool(value); }
  void write(std::int64_t value) { json_.Int64(value); }
  void write(std::string_view text) {
    // The name of a file may be any bytes; JSON is UTF-8.
    const auto shown =
        is_utf8(text) ? std::string(text) : printable(text, text.size());
    json_.String(shown.data(), static_cast<rapidjson::SizeType>(shown.size()));
  }
  void write(const std::vector<std::string>& texts) {
    json_.StartArray();
    for (const auto& text : texts) write(text);
    json_.EndArray();
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> json_{buffer_};
};

Result<std::string> find_key_id(const std::string& file) {
  TRY_ASSIGN(const auto key, read_key(file));
  return key_id(key);
}

}  // namespace

StatusFacts status_facts(const std::string& config,
                         const Configuration& configuration,
                         std::optional<Switch> off, const Schedule& schedule) {
  const auto& settings = configuration.settings;
  StatusFacts facts;
  facts.config = config;
  facts.off = std::move(off);
  if (!facts.off && config == default_config)
    facts.off = refused_timer(schedule);
  facts.home_url = settings.home_url;
  facts.proxy = shown_proxy(settings.proxy);
  facts.server_from = settings.server_conf;
  const auto place = configuration.places.find("[asd] address");
  if (settings.server_address && place != configuration.places.end())
    facts.server_from = place->second;
  facts.key_file = settings.key_file;
  facts.every_run = settings.every_run;
  facts.daily = settings.daily;
  facts.interval = settings.interval;
  facts.schedule = schedule;
  facts.warnings = configuration.warnings;
  if (configuration.problem)
    facts.warnings.push_back(configuration.problem->message);
  if (auto warning = schedule_warning(schedule))
    facts.warnings.push_back(*std::move(warning));
  return facts;
}

std::string status_text(const StatusFacts& facts) {
  std::string text;
  const auto line = [&](std::string_view name, const std::string& value) {
    text += std::string(name) + std::string(15 - name.size(), ' ') + value;
    text += '\n';
  };
  line("reporting", facts.off ? "disabled by " + facts.off->what + " (" +
                                    place_of(*facts.off) + ")"
                              : "enabled");
  line("version", version);
  line("configuration", facts.config);
  line("home", facts.home_url +
                   (facts.proxy.empty() ? "" : " by proxy " + facts.proxy));
  if (facts.server) {
    line("server", joined(facts.server->hosts) + ", port " +
                       std::to_string(facts.server->port) + " (from " +
                       facts.server_from + ")");
  } else {
    line("server", "unknown: " + facts.server.error().message);
  }
  line("key", facts.key_id ? facts.key_file + ", id " + *facts.key_id
                           : "not usable: " + facts.key_id.error().message);
  line("every run", joined(names_of(facts.every_run)));
  line("daily", joined(names_of(facts.daily)));
  line("interval", std::to_string(facts.interval.count()) + " s");
  line("schedule", schedule_text(facts.schedule));
  for (const auto& warning : facts.warnings) line("warning", warning);
  return text;
}

std::string status_json(const StatusFacts& facts) {
  Json json;
  json.begin();
  json.add("enabled", !facts.off);
  if (facts.off) {
    json.begin("disabled-by");
    json.add("what", facts.off->what);
    json.add("where", facts.off->where);
    json.end();
  } else {
    json.add_null("disabled-by");
  }
  json.add("version", std::string_view(version));
  json.add("configuration", facts.config);
  json.add("home-url", facts.home_url);
  json.add("proxy", facts.proxy);
  json.begin("server");
  if (facts.server) {
    json.add("addresses", facts.server->hosts);
    json.add("port", std::int64_t{facts.server->port});
    json.add("from", facts.server_from);
  } else {
    json.add("problem", facts.server.error().message);
  }
  json.end();
  json.begin("key");
  json.add("file", facts.key_file);
  if (facts.key_id)
    json.add("id", *facts.key_id);
  else
    json.add("problem", facts.key_id.error().message);
  json.end();
  json.add("every-run", names_of(facts.every_run));
  json.add("daily", names_of(facts.daily));
  json.add("interval", std::int64_t{facts.interval.count()});
  const auto& schedule = facts.schedule;
  json.begin("schedule");
  constexpr std::string_view starters[] = {"unknown", "timer", "cron"};
  json.add("by", starters[static_cast<std::size_t>(schedule.by)]);
  json.add("active",
           schedule.by != Schedule::By::unknown && !schedule_warning(schedule));
  json.add("timer", schedule.load);
  json.add("enabled", schedule.enabled);
  json.add("next-run", schedule.next_run);
  json.end();
  json.add("warnings", facts.warnings);
  json.end();
  return json.text();
}

Result<Exit> show_status(const Options& options,
                         const Environment& environment) {
  TRY_ASSIGN(const auto configuration, load_settings(options.config));
  const auto& settings = configuration.settings;
  auto facts =
      status_facts(options.config, configuration,
                   switched_off(environment, configuration), ask_schedule());
  facts.server = find_server(settings);
  facts.key_file = key_file(configuration.settings, environment);
  facts.key_id = find_key_id(facts.key_file);
  TRY(print_all(options.json ? status_json(facts) : status_text(facts)));
  return facts.off ? Exit::disabled : Exit::ok;
}

}  // namespace telemetry
