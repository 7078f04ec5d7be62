#include "run/check.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "home/post_module.h"
#include "privacy/key_file.h"
#include "process/confine.h"
#include "process/halves.h"
#include "process/identity.h"
#include "process/last_resort.h"
#include "run/actions.h"
#include "run/raw_half.h"

namespace telemetry {
namespace {

// The findings so far. The worst is the one with the highest status.
class Findings {
 public:
  void ok(std::string_view what, std::string_view text) {
    add(what, "ok", text);
  }
  void problem(std::string_view what, const Error& error) {
    add(what, "PROBLEM", error.message);
    worst_ = std::max(worst_, error.exit);
  }

  const std::string& text() const { return text_; }
  Exit worst() const { return worst_; }

 private:
  void add(std::string_view what, std::string_view verdict,
           std::string_view text) {
    text_ += std::string(what) + ": " + std::string(verdict);
    if (!text.empty()) text_ += ": " + std::string(text);
    text_ += '\n';
  }

  std::string text_;
  Exit worst_ = Exit::ok;
};

void check_configuration(const Configuration& configuration,
                         const std::optional<Switch>& off, Findings& findings) {
  if (configuration.problem)
    findings.problem("configuration", *configuration.problem);
  else
    findings.ok("configuration", "");
  for (const auto& warning : configuration.warnings)
    findings.ok("configuration", warning);
  if (off)
    findings.ok("reporting",
                "switched off by " + off->where + ": " + off->what);
  else
    findings.ok("reporting", "on");
}

// What talks to home later has no key.
void check_key(const Settings& settings, Findings& findings) {
  const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
  const auto key = read_key(
      key_place(settings.key_file, credentials == nullptr ? "" : credentials));
  if (key)
    findings.ok("key", "id " + key_id(*key));
  else
    findings.problem("key", key.error());
}

void check_server(const Settings& settings, Deadline deadline, const Log& log,
                  Findings& findings) {
  const RawTask task = {
      .settings = settings, .deadline = deadline, .must_reach = true};
  const auto server = run_raw_half(
      [&](const Log& raw_log) { return server_text(task, raw_log); }, log,
      {.deadline = deadline});
  if (server)
    findings.ok("server", server->bytes);
  else
    findings.problem("server", server.error());
}

void check_home(const Settings& settings, Deadline deadline,
                Findings& findings) {
  const auto module = load_post_module();
  if (!module) return findings.problem("home", module.error());
  const auto reached =
      module->probe({settings.home_url, settings.cafile, settings.proxy},
                    deadline.within(home_budget).left());
  if (reached)
    findings.ok("home", "name, connection, TLS and certificate");
  else
    findings.problem("home", reached.error());
}

void check_confinement(const Measures& clean, Deadline deadline, const Log& log,
                       Findings& findings) {
  findings.ok("clean half", measures_text(clean));
  const auto raw = run_raw_half([](const Log&) { return confinement_text(); },
                                log, {.deadline = deadline});
  if (raw)
    findings.ok("raw half", raw->bytes);
  else
    findings.problem("raw half", raw.error());
}

}  // namespace

Result<std::optional<Exit>> check(const Configuration& configuration,
                                  const std::optional<Switch>& off,
                                  const Log& log) {
  const auto& settings = configuration.settings;
  const auto deadline = start_deadline(settings.deadline);
  Findings findings;
  check_configuration(configuration, off, findings);
  check_key(settings, findings);

  const auto became = take_identity(settings.user, settings.group);
  if (!became)
    findings.problem("user", became.error());
  else
    findings.ok("user", *became);

  const auto measures = confine_clean_half();
  check_confinement(measures, deadline, log, findings);
  check_server(settings, deadline, log, findings);
  check_home(settings, deadline, findings);
  if (auto done = print_all(findings.text()); !done)
    return std::unexpected(done.error());
  return findings.worst();
}

}  // namespace telemetry
