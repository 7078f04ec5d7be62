// main(): what each action does, and one run, top to bottom: options, opt-out,
// settings, key, user, then the two halves: the raw one gives audited bytes,
// the clean one audits them again and posts them. The only place that catches
// exceptions.

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>
#include <span>
#include <thread>
#include <utility>

#include "audit/audit.h"
#include "base/file.h"
#include "base/log_sink.h"
#include "config/options.h"
#include "config/switches.h"
#include "home/answer.h"
#include "home/post_module.h"
#include "privacy/explain.h"
#include "process/account.h"
#include "process/confine.h"
#include "process/deadline.h"
#include "process/descriptors.h"
#include "process/halves.h"
#include "process/schedule.h"
#include "run/actions.h"
#include "run/raw_half.h"
#include "run/status.h"
#include "server/info_client.h"
#include "version.h"

namespace telemetry {
namespace {

// The journal has a line of it: `systemctl restart aerospike_telemetry` is how
// the old agent's users ask for a report. What nobody can have meant is said.
Result<Exit> switched_off_exit(const Options& options, const Switch& off) {
  if (options.verbose || (journal_reads_errors() && !options.quiet))
    make_error_log(Level::info)
        .info("reporting is switched off by " + off.where + ": " + off.what +
              "; nothing is sent");
  if (off.exit != Exit::ok) return failure(off.exit, off.remark);
  if (!off.remark.empty()) make_error_log(Level::error).error(off.remark);
  return Exit::ok;
}

// Cron's mail goes to nobody: what needs a person reaches syslog, too.
void tell_syslog(const Error& error) {
  if (error.exit != Exit::temporary && ::isatty(STDERR_FILENO) == 0 &&
      !journal_reads_errors())
    make_syslog(Level::error).error(error.message);
}

// Nothing of a server is on this host: no setting says where one is, its
// configuration file is not in its usual place, and nothing listens on port
// 3000 of 127.0.0.1.
bool is_without_server(const Settings& settings, Deadline deadline) {
  if (settings.server_address || settings.server_port ||
      settings.server_conf != Settings{}.server_conf)
    return false;
  if (::access(settings.server_conf.c_str(), F_OK) == 0 || errno != ENOENT)
    return false;
  const std::string hosts[] = {"127.0.0.1"};
  return !connect_to_server(hosts, 3000, "", false, deadline.end());
}

// Who asks to see a report sees all that leaves, or with --brief what leaves in
// every run; a run sends what is due, or with --full everything.
Extent extent(const Options& options) {
  if (options.brief) return Extent::brief;
  const bool shows = options.action != Action::run;
  return shows || options.full ? Extent::full : Extent::scheduled;
}

// The raw half's outcome. The key ends here: what talks to home has none.
Result<std::string> ask_raw_half(const Options& options,
                                 const Settings& settings, SecretKey key,
                                 Deadline deadline, const Log& log) {
  // Before the halves part, so that it is done once: OpenSSL starts.
  const Pseudonymizer names(key);
  prepare_audit();
  const auto lacks = confine_clean_half().lacking;
  if (!lacks.empty()) log.debug("clean half: this kernel lacks " + lacks);

  const RawTask task = {.settings = settings,
                        .deadline = deadline,
                        .replay = options.replay,
                        .extent = extent(options),
                        .sends = options.action == Action::run};
  const bool explains = options.action == Action::explain_sample;
  return run_raw_half(
      [&](const Log& raw_log) {
        return explains ? explained_report(task, names, raw_log)
                        : report_bytes(task, names, raw_log);
      },
      log, deadline, explains ? shown_limit : report_limit);
}

Result<Exit> send(const Payload& payload, const Settings& settings,
                  Deadline deadline, const Log& log) {
  TRY_ASSIGN(const auto module, load_post_module());
  const Home home = {settings.home_url, settings.cafile, settings.proxy};
  const auto fence = [&](std::uint16_t port, const std::string& certificates) {
    const auto lacks = confine_sender(port, certificates).lacking;
    if (!lacks.empty()) log.debug("sender: this kernel lacks " + lacks);
  };
  TRY_ASSIGN(
      const auto answer,
      module.post(payload, home, deadline.within(home_budget).left(), fence));
  if (!log.writes(Level::info)) return Exit::ok;
  const auto message = reply_message(answer.body);
  log.info("sent " + std::to_string(payload.bytes().size()) +
           " bytes, SHA-256 " + sha256_hex(payload.bytes()) +
           ", home answered " + std::to_string(answer.status) +
           (message.empty() ? "" : ": " + message));
  return Exit::ok;
}

// What becomes of the raw half's bytes: sent, or shown.
Result<Exit> deliver(std::string bytes, const Options& options,
                     const Settings& settings, Deadline deadline,
                     const Log& log) {
  if (bytes.empty()) return Exit::ok;
  if (options.action == Action::explain_sample) return print_all(bytes);

  // The raw half's word is not taken for it.
  const auto payload = audit(
      std::move(bytes), settings.every_run | settings.daily, settings.email);
  if (!payload) return failure(Exit::data, payload.error());
  if (options.action == Action::run)
    return send(*payload, settings, deadline, log);
  TRY(print_all(payload->bytes()));
  write_all(STDERR_FILENO, "SHA-256 " + sha256_hex(payload->bytes()) + "\n");
  return Exit::ok;
}

// A run, --sample and --explain --sample: all that collects.
Result<Exit> collect_and_deliver(const Options& options,
                                 const Environment& environment,
                                 bool slept = false) {
  // The opt-out. An environment that says no ends a run before any file is
  // opened, a configuration that does before any other.
  const bool sends = options.action == Action::run;
  if (const auto off = switched_off(environment); sends && off)
    return switched_off_exit(options, *off);
  TRY_ASSIGN(const auto configuration, load_settings(options.config));
  const auto& settings = configuration.settings;
  if (sends && configuration.off)
    return switched_off_exit(options, *configuration.off);
  if (configuration.problem) return std::unexpected(*configuration.problem);
  if (options.splay && !slept) {
    std::this_thread::sleep_for(splay(random_number(), settings.interval));
    // Who has opted out meanwhile is obeyed.
    return collect_and_deliver(options, environment, true);
  }

  const auto deadline = start_deadline(settings.deadline);
  const auto lines = threshold(options, settings);
  const auto early = make_error_log(lines);
  // A host without a server or a way to the Internet has one quiet line a run;
  // but who starts the program by hand is told why nothing was sent.
  const bool by_hand = !slept && !options.quiet && !journal_reads_errors() &&
                       lines > Level::info;
  if (sends && options.replay.empty() &&
      is_without_server(settings, deadline)) {
    (by_hand ? make_error_log(Level::info) : early)
        .info("no Aerospike server here: there is nothing to report");
    return Exit::ok;
  }

  // What needs the rights of whoever started us, and then no more of them.
  const auto key_path = key_file(settings, environment);
  TRY_ASSIGN(auto key, find_key(options, key_path, early));
  const auto lock = sends ? take_run_lock(key_path) : std::optional<Fd>(Fd());
  if (!lock) {
    early.warning("another run is under way; nothing is sent by this one");
    return Exit::ok;
  }
  TRY_ASSIGN(const auto became, become_account(settings.user, settings.group));
  const auto log = make_log(settings.logfile, lines);
  for (const auto& warning : configuration.warnings) log.warning(warning);
  if (!became.empty()) log.debug(became);

  auto outcome = ask_raw_half(options, settings, std::move(key), deadline, log);
  const auto done =
      outcome ? deliver(*std::move(outcome), options, settings, deadline, log)
              : std::unexpected(outcome.error());
  if (done) return done;
  const auto& error = done.error();
  const bool quiet = error.exit == Exit::temporary;
  if (quiet ? by_hand : settings.logfile == "out")
    return std::unexpected(error);
  log.write(quiet ? Level::info : Level::error, error.message);
  // A file may be one that nobody could write to.
  if (sends && settings.logfile != "syslog") tell_syslog(error);
  return error.exit;
}

Result<Exit> act(const Options& options, const Environment& environment) {
  switch (options.action) {
    case Action::help:
      return print_all(usage_text);
    case Action::version:
      return print_all("aerospike-telemetry " + std::string(version) + "\n");
    case Action::explain:
      return print_all(explain_fields());
    case Action::edit:
      return edit(options, environment);
    case Action::new_key:
      return make_key(options);
    case Action::status:
      return show_status(options, environment);
    case Action::check:
      return check(options, environment);
    case Action::record:
      return make_recording(options);
    case Action::page:
      return make_page(options, environment);
    case Action::sample:
    case Action::explain_sample:
    case Action::run:
      return collect_and_deliver(options, environment);
  }
  return failure(Exit::software, "there is no such action");
}

int run(std::span<const char* const> arguments) {
  open_standard_descriptors();
  close_inherited_descriptors();
  undumpable();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  ::umask(0077);
  const auto options = parse_options(arguments);
  const auto exit =
      options
          ? act(*options, [](const char* name) { return std::getenv(name); })
          : std::unexpected(options.error());
  if (exit) return static_cast<int>(*exit);
  make_error_log(Level::error).error(exit.error().message);
  if (!options || options->action == Action::run) tell_syslog(exit.error());
  return static_cast<int>(exit.error().exit);
}

}  // namespace
}  // namespace telemetry

int main(int count, char** values) {
  try {
    return telemetry::run(
        {values + 1, static_cast<std::size_t>(count > 0 ? count - 1 : 0)});
  } catch (const std::bad_alloc&) {
    telemetry::write_all(
        STDERR_FILENO, "aerospike-telemetry: out of memory; nothing is sent\n");
  } catch (const std::exception& error) {
    telemetry::write_all(STDERR_FILENO, std::string("aerospike-telemetry: ") +
                                            error.what() +
                                            "; nothing is sent\n");
  }
  return static_cast<int>(telemetry::Exit::software);
}
