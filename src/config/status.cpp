#include "config/status.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "base/text.h"
#include "config/address_forms.h"
#include "version.h"

namespace telemetry {
namespace {

using namespace std::chrono_literals;

std::string two_digits(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string_view name_of(Schedule::By by) {
  switch (by) {
    case Schedule::By::timer:
      return "timer";
    case Schedule::By::cron:
      return "cron";
    case Schedule::By::unknown:
      break;
  }
  return "unknown";
}

std::string hosts_of(const ServerAddress& server) {
  std::string hosts;
  for (const auto& host : server.hosts)
    hosts += (hosts.empty() ? "" : ", ") + host;
  return hosts;
}

std::string schedule_text(const StatusFacts& facts) {
  const auto& schedule = facts.schedule;
  std::string text;
  switch (schedule.by) {
    case Schedule::By::timer:
      text = "aerospike-telemetry.timer";
      break;
    case Schedule::By::cron:
      text = "/etc/cron.d/aerospike-telemetry";
      break;
    case Schedule::By::unknown:
      return "unknown: neither a timer nor a cron line was found";
  }
  if (!schedule.when.empty()) text += " (" + schedule.when + ")";
  text += schedule.active ? ", active" : ", not active";
  if (schedule.next) text += "; next run " + utc_text(*schedule.next);
  return text;
}

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write(Writer& json, std::string_view text) {
  // The name of a file may be any bytes; JSON is UTF-8.
  const std::string shown =
      is_utf8(text) ? std::string(text) : printable(text, text.size());
  json.String(shown.data(), static_cast<rapidjson::SizeType>(shown.size()));
}

void write(Writer& json, std::string_view key, std::string_view text) {
  write(json, key);
  write(json, text);
}

void write(Writer& json, std::string_view key,
           std::optional<std::chrono::seconds> seconds) {
  write(json, key);
  if (seconds)
    json.Int64(seconds->count());
  else
    json.Null();
}

}  // namespace

std::string utc_text(std::chrono::seconds since_1970) {
  const std::chrono::sys_seconds time(since_1970);
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return std::to_string(static_cast<int>(date.year())) + "-" +
         two_digits(static_cast<unsigned>(date.month())) + "-" +
         two_digits(static_cast<unsigned>(date.day())) + " " +
         two_digits(clock.hours().count()) + ":" +
         two_digits(clock.minutes().count()) + ":" +
         two_digits(clock.seconds().count()) + " UTC";
}

StatusFacts status_facts(const std::string& config,
                         const Configuration& configuration,
                         const std::optional<Switch>& off) {
  const auto& settings = configuration.settings;
  StatusFacts facts;
  facts.config = config;
  facts.off = off;
  facts.home_url = settings.home_url;
  facts.proxy = shown_proxy(settings.proxy);
  facts.server_from = settings.server_conf;
  if (settings.server_address) {
    const auto place = configuration.places.find("[asd] address");
    if (place != configuration.places.end()) facts.server_from = place->second;
  }
  facts.key_file = settings.key_file;
  facts.interval = settings.interval;
  facts.warnings = configuration.warnings;
  if (configuration.problem)
    facts.warnings.push_back(configuration.problem->message);
  return facts;
}

std::vector<std::string> schedule_warnings(std::chrono::seconds interval,
                                           const Schedule& schedule) {
  std::vector<std::string> warnings;
  if (schedule.by == Schedule::By::unknown) return warnings;
  if (!schedule.active)
    warnings.emplace_back(
        schedule.by == Schedule::By::timer
            ? "nothing starts the runs: aerospike-telemetry.timer is not "
              "active (systemctl enable --now aerospike-telemetry.timer)"
            : "nothing starts the runs: /etc/cron.d/aerospike-telemetry has "
              "no line for them");
  if (schedule.active && schedule.period && *schedule.period != interval)
    warnings.push_back("interval is " + std::to_string(interval.count()) +
                       " s, but the " + std::string(name_of(schedule.by)) +
                       " starts a run every " +
                       std::to_string(schedule.period->count()) +
                       " s (aerospike-telemetry --set-interval says how they "
                       "are made to agree)");
  return warnings;
}

std::string status_text(const StatusFacts& facts) {
  std::string text;
  const auto line = [&](std::string_view name, const std::string& value) {
    text += std::string(name) + std::string(15 - name.size(), ' ') + value;
    text += '\n';
  };
  line("reporting",
       facts.off ? "disabled by " + facts.off->what + " (" +
                       (facts.off->where.contains(':') ? facts.off->where
                                                       : "in the environment") +
                       ")"
                 : "enabled");
  line("version", version);
  line("configuration", facts.config);
  line("home", facts.home_url +
                   (facts.proxy.empty() ? "" : " by proxy " + facts.proxy));
  line("server", facts.server ? hosts_of(*facts.server) + ", port " +
                                    std::to_string(facts.server->port) +
                                    " (from " + facts.server_from + ")"
                              : "unknown: " + facts.server.error().message);
  line("key", facts.key_id ? facts.key_file + ", id " + *facts.key_id
                           : "not usable: " + facts.key_id.error().message);
  line("interval", std::to_string(facts.interval.count()) + " s");
  line("schedule", schedule_text(facts));
  for (const auto& warning : facts.warnings) line("warning", warning);
  return text;
}

std::string status_json(const StatusFacts& facts) {
  rapidjson::StringBuffer buffer;
  Writer json(buffer);
  json.StartObject();
  write(json, "enabled");
  json.Bool(!facts.off);
  write(json, "disabled-by");
  if (facts.off) {
    json.StartObject();
    write(json, "what", facts.off->what);
    write(json, "where", facts.off->where);
    json.EndObject();
  } else {
    json.Null();
  }
  write(json, "version", version);
  write(json, "configuration", facts.config);
  write(json, "home-url", facts.home_url);
  write(json, "proxy", facts.proxy);
  write(json, "server");
  json.StartObject();
  if (facts.server) {
    write(json, "addresses");
    json.StartArray();
    for (const auto& host : facts.server->hosts) write(json, host);
    json.EndArray();
    write(json, "port");
    json.Uint(facts.server->port);
    write(json, "from", facts.server_from);
  } else {
    write(json, "problem", facts.server.error().message);
  }
  json.EndObject();
  write(json, "key");
  json.StartObject();
  write(json, "file", facts.key_file);
  if (facts.key_id)
    write(json, "id", *facts.key_id);
  else
    write(json, "problem", facts.key_id.error().message);
  json.EndObject();
  write(json, "interval", facts.interval);
  write(json, "schedule");
  json.StartObject();
  write(json, "by", name_of(facts.schedule.by));
  write(json, "active");
  json.Bool(facts.schedule.active);
  write(json, "when", facts.schedule.when);
  write(json, "period", facts.schedule.period);
  write(json, "next-run", facts.schedule.next);
  json.EndObject();
  write(json, "warnings");
  json.StartArray();
  for (const auto& warning : facts.warnings) write(json, warning);
  json.EndArray();
  json.EndObject();
  return buffer.GetString() + std::string("\n");
}

}  // namespace telemetry
