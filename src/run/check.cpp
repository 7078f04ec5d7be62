// --check: tries each thing that a run needs, in the order of a run.

#include <algorithm>
#include <string>

#include "base/log_sink.h"
#include "home/post_module.h"
#include "privacy/key_file.h"
#include "process/account.h"
#include "process/confine.h"
#include "process/halves.h"
#include "process/last_resort.h"
#include "run/actions.h"
#include "run/raw_half.h"

namespace telemetry {
namespace {

// A line for each finding; the worst is the one with the highest status.
struct Findings {
  void add(const std::string& what, const Result<std::string>& found) {
    text += what + (found ? ": ok" : ": PROBLEM");
    const auto& how = found ? *found : found.error().message;
    text += (how.empty() ? "" : ": ") + how + '\n';
    if (!found) worst = std::max(worst, found.error().exit);
  }

  std::string text;
  Exit worst = Exit::ok;
};

void check_configuration(const Configuration& configuration,
                         const std::optional<Switch>& off, Findings& findings) {
  findings.add("configuration", configuration.problem
                                    ? std::unexpected(*configuration.problem)
                                    : Result<std::string>(""));
  for (const auto& warning : configuration.warnings)
    findings.add("configuration", warning);
  findings.add("reporting",
               off ? "switched off by " + off->where + ": " + off->what : "on");
}

// What talks to home later has no key.
Result<std::string> key_text(const Settings& settings,
                             const Environment& environment) {
  TRY_ASSIGN(const auto key, read_key(key_file(settings, environment)));
  return "id " + key_id(key);
}

Result<std::string> ask(const RawBody& body, Deadline deadline,
                        const Log& log) {
  TRY_ASSIGN(auto outcome, run_raw_half(body, log, {.deadline = deadline}));
  return std::move(outcome.bytes);
}

Result<std::string> home_text(const Settings& settings, Deadline deadline,
                              Findings& findings) {
  TRY_ASSIGN(const auto module, load_post_module());
  const auto fence = [&](std::span<const std::uint16_t> ports,
                         const std::string& certificates) {
    findings.add("sender", measures_text(confine_sender(ports, certificates)));
  };
  TRY(module.probe({settings.home_url, settings.cafile, settings.proxy},
                   deadline.within(home_budget).left(), fence));
  return "name, connection, TLS and certificate";
}

}  // namespace

Result<Exit> check(const Options& options, const Environment& environment) {
  TRY_ASSIGN(const auto configuration, load_settings(options.config));
  const auto& settings = configuration.settings;
  const auto log = make_error_log(threshold(options, settings));
  const auto deadline = start_deadline(settings.deadline);
  Findings findings;
  auto off = switched_off(environment);
  if (!off) off = configuration.off;
  check_configuration(configuration, off, findings);
  findings.add("key", key_text(settings, environment));
  findings.add("user", become_account(settings.user, settings.group));
  findings.add("clean half", measures_text(confine_clean_half()));
  findings.add("raw half", ask([](const Log&) { return confinement_text(); },
                               deadline, log));
  const RawTask task = {
      .settings = settings, .deadline = deadline, .must_reach = true};
  findings.add("server",
               ask([&](const Log& raw) { return server_text(task, raw); },
                   deadline, log));
  findings.add("home", home_text(settings, deadline, findings));
  TRY(print_all(findings.text));
  return findings.worst;
}

}  // namespace telemetry
