#include "run/raw_half.h"

#include <malloc.h>

#include <chrono>
#include <memory>
#include <optional>

#include "audit/audit.h"
#include "config/server_conf.h"
#include "host/host_facts.h"
#include "privacy/anonymize.h"
#include "privacy/explain.h"
#include "process/confine.h"
#include "process/schedule.h"
#include "server/collect.h"
#include "server/info_client.h"
#include "server/plan.h"
#include "server/recording.h"

namespace telemetry {
namespace {

using std::chrono::seconds;

std::uint64_t now_seconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto count = std::chrono::duration_cast<seconds>(now).count();
  return count < 0 ? 0 : static_cast<std::uint64_t>(count);
}

Result<std::unique_ptr<InfoSource>> open_replay(const std::string& path) {
  TRY_ASSIGN(auto recording, Recording::open(path));
  return std::make_unique<Recording>(std::move(recording));
}

Result<std::unique_ptr<InfoSource>> open_server(const Settings& settings,
                                                Deadline deadline) {
  TRY_ASSIGN(const auto address, find_server(settings));
  const bool from_conf = !settings.server_address;
  TRY_ASSIGN(
      auto socket,
      connect_to_server(address.hosts, address.port,
                        from_conf ? "the address in the server's configuration"
                                  : "[asd] address",
                        from_conf, deadline.end()));
  return std::make_unique<InfoClient>(std::move(socket), deadline.end());
}

// Everything that is opened before the raw half gives up its rights.
struct Opened {
  Result<std::unique_ptr<InfoSource>> source;
  HostFacts host;
  std::string outward;
  std::string host_id;
};

Opened open_all(const RawTask& task, const Log& log) {
  const auto deadline = task.deadline.within(task.settings.deadline / 2);
  Opened opened = {task.replay.empty() ? open_server(task.settings, deadline)
                                       : open_replay(task.replay),
                   read_host_facts("", read_kernel_facts()),
                   outward_address(),
                   {}};
  opened.host_id = read_host_id("", opened.host.kernel);
  const auto lacks = confine_raw_half().lacking;
  if (!lacks.empty()) log.debug("raw half: this kernel lacks " + lacks);
  return opened;
}

// The commands that cost their sections.
void log_missing(const Sections& sections, const Log& log) {
  for (const auto& [field, why] : sections.missing)
    log.info("the server's reply to " +
             std::string(command_of(field, sections.build)) + " " +
             std::string(why) + "; its section is absent");
}

Wanted wanted(const Settings& settings, bool daily) {
  return {daily ? settings.every_run | settings.daily : settings.every_run,
          daily};
}

Result<Sections> collect_from(InfoSource& source, const RawTask& task,
                              const std::string& host_id,
                              const Pseudonymizer& names, std::uint64_t now) {
  const auto interval = task.settings.interval;
  const auto phase = day_phase(names.phase(host_id), interval);
  const bool greets = task.sends && task.replay.empty();
  return collect(source, [&](std::optional<std::uint64_t> uptime) {
    std::optional<seconds> up;
    // An uptime beyond a century is no number of seconds.
    if (uptime && *uptime < 4'000'000'000) up = seconds(*uptime);
    const bool daily = task.extent == Extent::full ||
                       (task.extent == Extent::scheduled &&
                        is_full(seconds(now), interval, up, phase));
    auto wants = wanted(task.settings, daily);
    wants.greeting = greets && up && *up < interval;  // so it comes once
    return wants;
  });
}

// A report before its audit, and what it was made of.
struct Made {
  std::string json;  // "" if there is nothing to report
  HostFacts host;
  AgentFacts agent;
  std::optional<Sections> sections;  // of a server that answered
};

Result<Made> make_report(const RawTask& task, const Pseudonymizer& names,
                         const Log& log) {
  auto opened = open_all(task, log);
  const auto interval = task.settings.interval.count();
  Made made = {.json = {},
               .host = std::move(opened.host),
               .agent = {.now = now_seconds(),
                         .interval = static_cast<std::uint64_t>(interval),
                         .email = task.settings.email,
                         .outward_address = opened.outward},
               .sections = {}};
  const auto absent = [&](const Error& error) -> Result<Made> {
    if (error.exit != Exit::temporary) return std::unexpected(error);
    log.warning(error.message + "; reporting that it is " +
                (error.late ? "slow" : "down"));
    made.json = anonymize_absent(error.late ? "ASD is slow." : "ASD is down.",
                                 made.agent, names);
    return std::move(made);
  };
  const auto nothing = [&](const std::string& why) {
    // Whoever asked to see something is told why there is nothing.
    log.write(task.sends ? Level::info : Level::error, why);
    return std::move(made);
  };
  if (!opened.source) return absent(opened.source.error());
  auto sections = collect_from(**opened.source, task, opened.host_id, names,
                               made.agent.now);
  if (!sections) {
    const auto& error = sections.error();
    if (error.exit == Exit::no_permission) return nothing(error.message);
    return absent(error);
  }
  opened.source->reset();
  log_missing(*sections, log);
  if (!is_community(*sections))
    return nothing(
        "the server is not of the Community Edition: it is not reported on");
  made.json = anonymize(*sections, made.host, made.agent, names);
  made.sections = *std::move(sections);
  return made;
}

Channels channels_of(const Made& made) {
  return made.sections ? made.sections->channels : Channels();
}

// What the dictionary does not list, for the operator's own eyes.
std::vector<std::string> unknown_keys(const Made& made) {
  std::vector<std::string> keys;
  if (!made.sections) return keys;
  keys.assign(made.sections->unknown.begin(), made.sections->unknown.end());
  if (made.sections->channels.has(Channel::host))
    for (const auto key : unknown_keys(made.host)) keys.emplace_back(key);
  return keys;
}

Result<std::string> audited(std::string json, Channels channels,
                            const RawTask& task) {
  auto payload = audit(std::move(json), channels, task.settings.email);
  if (!payload) return failure(Exit::data, payload.error());
  return std::move(*payload).take();
}

// The report that a recording would have become on this host, or the text of a
// report as it stands.
Result<std::string> report_of(const OtherReport& file, const RawTask& task,
                              const Made& made, const Pseudonymizer& names) {
  if (auto recording = Recording::parse(file.json, file.name)) {
    TRY_ASSIGN(const auto sections, collect(*recording, [&](auto) {
                 return wanted(task.settings, true);
               }));
    return anonymize(sections, made.host, made.agent, names);
  }
  if (leaves_of(file.json).empty())
    return failure(Exit::data,
                   file.name + " is neither a recording nor a report");
  return file.json;
}

}  // namespace

Result<std::string> report_bytes(const RawTask& task,
                                 const Pseudonymizer& names, const Log& log) {
  // A large server: what a buffer leaves as it grows goes back to the system,
  // and so do the sections, since the audit needs as much memory again.
  ::mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  TRY_ASSIGN(auto made, make_report(task, names, log));
  if (made.json.empty()) return "";
  const auto channels = channels_of(made);
  made.sections.reset();
  ::malloc_trim(0);
  return audited(std::move(made.json), channels, task);
}

Result<std::string> explained_report(const RawTask& task,
                                     const Pseudonymizer& names,
                                     const Log& log) {
  Legend legend;
  TRY_ASSIGN(const auto made,
             make_report(task, Pseudonymizer(names, legend), log));
  if (made.json.empty()) return "";
  return explain_report(made.json, legend, unknown_keys(made));
}

Result<std::string> page_text(const RawTask& task, const Pseudonymizer& names,
                              const PageFacts& facts,
                              std::optional<OtherReport> other,
                              const Log& log) {
  Legend legend;
  const Pseudonymizer noted(names, legend);
  TRY_ASSIGN(auto made, make_report(task, noted, log));
  if (made.json.empty()) return "";
  PageReport report;
  TRY_ASSIGN(report.json,
             audited(std::move(made.json), channels_of(made), task));
  report.every_run_bytes = report.channel_bytes[0] = report.json.size();
  if (made.sections) {
    auto& sections = *made.sections;
    report.unknown_keys = unknown_keys(made);
    report.left_out = sections.unknown_in;
    if (sections.channels.has(Channel::host))
      report.left_out.back() += unknown_keys(made.host).size();
    const auto all = sections.channels;
    const auto size_with = [&](Channels channels) {
      sections.channels = channels;
      return anonymize(sections, made.host, made.agent, names).size();
    };
    report.every_run_bytes = size_with(task.settings.every_run);
    report.channel_bytes = {size_with({})};
    for (const auto channel :
         {Channel::usage, Channel::settings, Channel::host})
      if (all.has(channel))
        report.channel_bytes[static_cast<std::size_t>(channel)] =
            size_with(Channels().add(channel)) - report.channel_bytes[0];
  }
  if (other) {
    TRY_ASSIGN(other->json, report_of(*other, task, made, noted));
  }
  return page_html(facts, report, legend, other);
}

Result<std::string> recording_text(const RawTask& task, const Log& log) {
  auto opened = open_all(task, log);
  if (!opened.source) return std::unexpected(opened.source.error());
  Recorder recorder(**opened.source);
  TRY(collect(recorder, [](auto) { return Wanted{Channels::all(), true}; }));
  auto text = recorder.text();
  if (text.replaced_bytes > 0)
    log.warning(std::to_string(text.replaced_bytes) +
                " bytes that are no UTF-8 were replaced in the recording");
  return std::move(text.json);
}

Result<std::string> server_text(const RawTask& task, const Log& log) {
  auto opened = open_all(task, log);
  if (!opened.source) return std::unexpected(opened.source.error());
  TRY_ASSIGN(const auto sections,
             collect(**opened.source, [](auto) { return Wanted{}; }));
  const auto& part = sections.build.part;
  std::string text = "build " + std::to_string(part[0]);
  for (std::size_t i = 1; i < part.size(); ++i)
    text += '.' + std::to_string(part[i]);
  text += is_community(sections) ? ", Community Edition"
                                 : ", not Community Edition: not reported on";
  return text;
}

}  // namespace telemetry
