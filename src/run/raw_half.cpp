#include "run/raw_half.h"

#include <chrono>
#include <memory>
#include <optional>

#include "base/file.h"
#include "config/server_conf.h"
#include "host/host_facts.h"
#include "host/identity.h"
#include "privacy/anonymize.h"
#include "privacy/audit.h"
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
  auto recording = Recording::open(path);
  if (!recording) return std::unexpected(recording.error());
  return std::make_unique<Recording>(std::move(*recording));
}

Result<std::unique_ptr<InfoSource>> open_server(const Settings& settings,
                                                Deadline deadline) {
  std::string text;
  if (needs_server_conf(settings)) {
    auto read = read_file(settings.server_conf, server_conf_limit);
    if (!read) {
      return failure(read.error().exit,
                     read.error().message +
                         "; or set [asd] address and port in telemetry.conf");
    }
    text = std::move(*read);
  }
  const auto address = server_address(settings, text);
  if (!address) return std::unexpected(address.error());
  auto socket = connect_to_server(
      address->hosts, address->port,
      needs_server_conf(settings) ? "the address in the server's configuration"
                                  : "[asd] address",
      deadline.end());
  if (!socket) return std::unexpected(socket.error());
  return std::make_unique<InfoClient>(std::move(*socket), deadline.end());
}

// Everything that is opened before the raw half gives up its rights.
struct Opened {
  Result<std::unique_ptr<InfoSource>> source;
  HostFacts host;
  std::string outward;
  std::string machine_id;
};

Opened open_all(const RawTask& task, const Log& log) {
  const auto deadline = task.deadline.within(server_budget);
  Opened opened = {task.replay.empty() ? open_server(task.settings, deadline)
                                       : open_replay(task.replay),
                   read_host_facts("", read_kernel_facts()), outward_address(),
                   read_machine_id("").value_or("")};
  const auto lacks = lacking(confine_raw_half());
  if (!lacks.empty()) log.debug("raw half: this kernel lacks " + lacks);
  return opened;
}

std::string_view command_of(Field field) {
  for (const auto& row : plan_table())
    if (row.field == field) return row.command;
  return "?";
}

// The commands whose answers were errors cost their sections.
void log_failed(const ServerSnapshot& snapshot, const Log& log) {
  for (const auto field : snapshot.failed)
    log.info("the server's reply to " + std::string(command_of(field)) +
             " is an error; its section is absent");
}

Result<Collection> collect_from(InfoSource& source, const RawTask& task,
                                const Opened& opened,
                                const Pseudonymizer& names, std::uint64_t now) {
  const auto digest = names.phase(opened.machine_id);
  const auto interval = task.settings.interval;
  const auto phase = day_phase(digest, interval);
  return collect(source, [&](std::optional<std::uint64_t> uptime) {
    std::optional<seconds> up;
    // An uptime beyond a century is no number of seconds.
    if (uptime && *uptime < 4'000'000'000) up = seconds(*uptime);
    return Decision{
        .full = task.full || is_full(seconds(now), interval, up, phase),
        // Once: runs are an interval apart.
        .greet = task.greet && up && *up < interval};
  });
}

// The bytes before the audit, or a note that there is nothing to report.
struct Made {
  std::optional<Anonymized> report;
  std::string note;
};

Result<Made> make_report(const RawTask& task, const Pseudonymizer& names,
                         const Log& log) {
  auto opened = open_all(task, log);
  AgentFacts agent = {
      .now = now_seconds(),
      .interval = static_cast<std::uint64_t>(task.settings.interval.count()),
      .full = task.full,
      .email = task.settings.email,
      .outward_address = opened.outward};
  const auto down = [&](const Error& error) -> Result<Made> {
    if (error.exit != Exit::temporary || task.must_reach)
      return std::unexpected(error);
    log.warning(error.message + "; reporting that it is down");
    return Made{anonymize_down(opened.host, agent, names), {}};
  };
  if (!opened.source) return down(opened.source.error());
  const auto collected =
      collect_from(**opened.source, task, opened, names, agent.now);
  if (!collected) {
    if (collected.error().exit == Exit::no_permission)
      return Made{std::nullopt, collected.error().message};
    return down(collected.error());
  }
  opened.source->reset();
  log_failed(collected->snapshot, log);
  if (!is_community(collected->snapshot)) {
    return Made{std::nullopt,
                "the server is not of the Community Edition: it is not "
                "reported on"};
  }
  agent.full = collected->full;
  return Made{anonymize(collected->snapshot, opened.host, agent, names), {}};
}

}  // namespace

Result<RawOutcome> report_bytes(const RawTask& task, const Pseudonymizer& names,
                                const Log& log) {
  auto made = make_report(task, names, log);
  if (!made) return std::unexpected(made.error());
  auto& report = made->report;
  if (!report) return RawOutcome{{}, made->note};
  const Audit audit(&report->identifiers, task.settings.email);
  auto payload = audit(std::move(report->json));
  if (!payload) return std::unexpected(payload.error());
  return RawOutcome{std::move(*payload).take(), {}};
}

Result<RawOutcome> explained_report(const RawTask& task,
                                    const Pseudonymizer& names,
                                    const Log& log) {
  Legend legend;
  const auto made = make_report(task, Pseudonymizer(names, legend), log);
  if (!made) return std::unexpected(made.error());
  const auto& report = made->report;
  if (!report) return RawOutcome{{}, made->note};
  return RawOutcome{explain_report(report->json, legend), {}};
}

Result<RawOutcome> recording_text(const RawTask& task, const Log& log) {
  auto opened = open_all(task, log);
  if (!opened.source) return std::unexpected(opened.source.error());
  Recorder recorder(**opened.source);
  const auto collected =
      collect(recorder, [](auto) { return Decision{.full = true}; });
  if (!collected) return std::unexpected(collected.error());
  auto text = recorder.text();
  if (text.replaced_bytes > 0)
    log.warning(std::to_string(text.replaced_bytes) +
                " bytes that are no UTF-8 were replaced in the recording");
  return RawOutcome{std::move(text.json), {}};
}

Result<RawOutcome> server_text(const RawTask& task, const Log& log) {
  auto opened = open_all(task, log);
  if (!opened.source) return std::unexpected(opened.source.error());
  const auto collected =
      collect(**opened.source, [](auto) { return Decision{.full = false}; });
  if (!collected) return std::unexpected(collected.error());
  const auto& part = collected->snapshot.build.part;
  std::string text = "build " + std::to_string(part[0]);
  for (std::size_t i = 1; i < part.size(); ++i)
    text += '.' + std::to_string(part[i]);
  text += is_community(collected->snapshot)
              ? ", Community Edition"
              : ", not Community Edition: not reported on";
  return RawOutcome{std::move(text), {}};
}

Result<RawOutcome> confinement_text() {
  return RawOutcome{measures_text(confine_raw_half()), {}};
}

}  // namespace telemetry
