#include "run/actions.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "audit/audit.h"
#include "base/file.h"
#include "base/log_sink.h"
#include "config/settings_edit.h"
#include "config/switches.h"
#include "home/post_module.h"
#include "privacy/key_file.h"
#include "process/account.h"
#include "process/confine.h"
#include "process/deadline.h"
#include "process/halves.h"
#include "run/raw_half.h"
#include "run/status.h"

namespace telemetry {
namespace {

constexpr char service_group[] = "aerospike-telemetry";

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

// Fails also with what is wrong in files that switch reporting off all the
// same.
Result<Configuration> load_sound_settings(const std::string& config) {
  TRY_ASSIGN(auto configuration, load_settings(config));
  if (configuration.problem) return std::unexpected(*configuration.problem);
  return configuration;
}

Result<std::string> home_text(const Settings& settings, Deadline deadline,
                              Findings& findings) {
  TRY_ASSIGN(const auto module, load_post_module());
  const auto fence = [&](std::uint16_t port, const std::string& certificates) {
    findings.add("sender", confine_sender(port, certificates).text());
  };
  TRY(module.probe({settings.home_url, settings.cafile, settings.proxy},
                   deadline.within(home_budget).left(), fence));
  return "name, connection, TLS and certificate";
}

}  // namespace

Result<Exit> edit(const Options& options, const Environment& environment) {
  TRY_ASSIGN(const auto report, edit_file(options.config, options.changes));
  return print_all(edit_message(options.changes, options.config, report,
                                load_settings(options.config),
                                switched_off(environment)));
}

Result<Exit> make_key(const Options& options) {
  Settings settings;
  // A package's hook makes the key before there is a configuration.
  if (options.file.empty()) {
    TRY_ASSIGN(const auto configuration, load_sound_settings(options.config));
    settings = configuration.settings;
  }
  const auto& path = options.file.empty() ? settings.key_file : options.file;
  const auto& group =
      settings.group.empty() ? std::string(service_group) : settings.group;
  TRY(new_key(path, group));
  return print_all("A new key is in " + path + ".\n" +
                   std::string(new_key_remark) + "\n");
}

// Only the raw half gives up the operator's rights, and stands behind the fence
// of both halves: the file is the operator's, and takes the old one's place
// when all of it is there.
Result<Exit> make_recording(const Options& options) {
  TRY_ASSIGN(const auto configuration, load_sound_settings(options.config));
  const auto& settings = configuration.settings;
  const auto log = make_error_log(threshold(options, settings));
  const auto deadline = start_deadline(settings.deadline);
  const RawTask task = {.settings = settings, .deadline = deadline};
  const auto body = [&](const Log& raw_log) -> Result<std::string> {
    TRY(become_account(settings.user, settings.group));
    confine_clean_half();
    return recording_text(task, raw_log);
  };
  TRY_ASSIGN(const auto text, run_raw_half(body, log, deadline, shown_limit));
  TRY(replace_file(options.file, text, {}));
  write_all(STDERR_FILENO,
            options.file +
                " holds raw names and addresses, for your eyes only: do not "
                "send it to anybody\n");
  return Exit::ok;
}

Result<Exit> check(const Options& options, const Environment& environment) {
  TRY_ASSIGN(const auto configuration, load_settings(options.config));
  const auto& settings = configuration.settings;
  const auto log = make_error_log(threshold(options, settings));
  const auto deadline = start_deadline(settings.deadline);
  Findings findings;
  findings.add("configuration", configuration.problem
                                    ? std::unexpected(*configuration.problem)
                                    : Result<std::string>(""));
  for (const auto& warning : configuration.warnings)
    findings.add("configuration", warning);
  const auto off =
      switched_off(environment).or_else([&] { return configuration.off; });
  findings.add("reporting",
               off ? "switched off by " + off->where + ": " + off->what : "on");
  // The id alone: what talks to home later has no key.
  const auto id = find_key_id(key_file(settings, environment));
  findings.add("key", id ? "id " + *id : id);
  findings.add("user", become_account(settings.user, settings.group));
  findings.add("clean half", confine_clean_half().text());
  const auto ask = [&](const RawBody& body) {
    return run_raw_half(body, log, deadline, report_limit);
  };
  findings.add("raw half",
               ask([](const Log&) { return confine_raw_half().text(); }));
  const RawTask task = {.settings = settings, .deadline = deadline};
  findings.add("server", ask([&](const Log& raw_log) {
                 return server_text(task, raw_log);
               }));
  findings.add("home", home_text(settings, deadline, findings));
  TRY(print_all(findings.text));
  return findings.worst;
}

// As make_recording(), of which it also has the operator's file.
Result<Exit> make_page(const Options& options, const Environment& environment) {
  TRY_ASSIGN(const auto configuration, load_sound_settings(options.config));
  const auto& settings = configuration.settings;
  const auto log = make_error_log(threshold(options, settings));
  const auto facts =
      page_facts(gather_status(options, environment, configuration));
  TRY_ASSIGN(const auto key, find_key(options, facts.key_file, log));
  // Before the halves part, so that it is done once: OpenSSL starts.
  const Pseudonymizer names(key);
  prepare_audit();
  const auto deadline = start_deadline(settings.deadline);
  const RawTask task = {.settings = settings,
                        .deadline = deadline,
                        .replay = options.replay,
                        .extent = Extent::full};
  const auto body = [&](const Log& raw_log) -> Result<std::string> {
    std::optional<OtherReport> other;
    if (!options.against.empty()) {
      TRY_ASSIGN(auto text, read_file(options.against, shown_limit));
      other = OtherReport{options.against, std::move(text)};
    }
    TRY(become_account(settings.user, settings.group));
    confine_clean_half();
    return page_text(task, names, facts, std::move(other), raw_log);
  };
  TRY_ASSIGN(const auto page, run_raw_half(body, log, deadline, shown_limit));
  if (page.empty()) return Exit::ok;
  if (options.file == "-") return print_all(page);
  TRY(replace_file(options.file, page, {}));
  return print_all("The page is in " + options.file +
                   ". It holds raw names, for your eyes only.\n");
}

Level threshold(const Options& options, const Settings& settings) {
  if (options.verbose) return Level::debug;
  if (options.quiet) return Level::error;
  return settings.loglevel;
}

Result<SecretKey> find_key(const Options& options, const std::string& file,
                           const Log& log) {
  auto key = read_key(file);
  if (key || options.action == Action::run) return key;
  log.error("a throw-away key is used: " + key.error().message);
  return random_key();
}

Result<std::string> find_key_id(const std::string& file) {
  TRY_ASSIGN(const auto key, read_key(file));
  return key_id(key);
}

Result<Exit> print_all(std::string_view text) {
  if (write_all(STDOUT_FILENO, text)) return Exit::ok;
  return failure(Exit::temporary, "cannot write to standard output: " +
                                      std::string(std::strerror(errno)));
}

std::string key_file(const Settings& settings, const Environment& environment) {
  return key_place(settings.key_file, environment("CREDENTIALS_DIRECTORY"));
}

}  // namespace telemetry
