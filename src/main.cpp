// One run, top to bottom: options, settings, opt-out, key, user, then the two
// halves: the raw one gives audited bytes, the clean one audits them again and
// posts them. The only place that catches exceptions.

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>
#include <span>
#include <thread>
#include <utility>

#include "base/file.h"
#include "base/log_sink.h"
#include "base/module.h"
#include "base/text.h"
#include "config/options.h"
#include "config/switches.h"
#include "home/post_module.h"
#include "home/reply.h"
#include "privacy/audit.h"
#include "privacy/key_file.h"
#include "process/confine.h"
#include "process/descriptors.h"
#include "process/halves.h"
#include "process/identity.h"
#include "process/last_resort.h"
#include "process/run_lock.h"
#include "run/actions.h"
#include "run/raw_half.h"
#include "run/run_module.h"

namespace telemetry {
namespace {

Level threshold(const Options& options, const Settings& settings) {
  if (options.verbose) return Level::debug;
  if (options.quiet) return Level::error;
  return settings.loglevel;
}

// --sample works on a host that has no key yet.
Result<SecretKey> find_key(const Options& options, const Settings& settings,
                           const Log& log) {
  const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
  auto key = read_key(
      key_place(settings.key_file, credentials == nullptr ? "" : credentials));
  if (key || options.action == Action::run) return key;
  log.error("a throw-away key is used: " + key.error().message);
  return throw_away_key();
}

// Sleeps this host's share of the interval (--splay). Only the raw half reads
// the machine's id.
Result<void> sleep_share(const Settings& settings, const SecretKey& key,
                         const Log& log) {
  const auto deadline = Deadline::after(settings.deadline);
  const auto share = run_raw_half(
      [&](const Log&) { return splay_text(key, settings.interval); }, log,
      {.deadline = deadline});
  if (!share) return std::unexpected(share.error());
  const std::chrono::milliseconds time(to_number(share->bytes).value_or(0));
  std::this_thread::sleep_for(time);
  return {};
}

Result<void> send(const Payload& payload, const Settings& settings,
                  Deadline deadline, const Log& log) {
  const auto module = load_post_module();
  if (!module) return std::unexpected(module.error());
  const Home home = {settings.home_url, settings.cafile, settings.proxy};
  const auto answer =
      module->post(payload, home, deadline.within(home_budget).left());
  if (!answer) return std::unexpected(answer.error());
  if (!log.writes(Level::info)) return {};
  const auto message = reply_message(answer->body);
  log.info("sent " + std::to_string(payload.bytes().size()) +
           " bytes, SHA-256 " + sha256_hex(payload.bytes()) +
           ", home answered " + std::to_string(answer->status) +
           (message.empty() ? "" : ": " + message));
  return {};
}

// The raw half's outcome. The key ends here: what talks to home has none.
Result<RawOutcome> ask_raw_half(const Options& options,
                                const Settings& settings, SecretKey key,
                                Deadline deadline, const Log& log) {
  // Before the halves part, so that it is done once: OpenSSL starts.
  const Pseudonymizer names(key);
  Audit::prepare();
  const auto lacks = lacking(confine_clean_half());
  if (!lacks.empty()) log.debug("clean half: this kernel lacks " + lacks);

  const bool sends = options.action == Action::run;
  const RawTask task = {.settings = settings,
                        .deadline = deadline,
                        .replay = options.replay,
                        .full = options.full || !sends,
                        .greet = sends && options.replay.empty()};
  return run_raw_half(
      [&](const Log& raw_log) {
        return options.action == Action::explain_sample
                   ? explained_report(task, names, raw_log)
                   : report_bytes(task, names, raw_log);
      },
      log, {.deadline = deadline});
}

// Run, --sample and --explain --sample: all that collects.
Result<void> report(const Options& options, const Settings& settings,
                    SecretKey key, Deadline deadline, const Log& log) {
  auto outcome = ask_raw_half(options, settings, std::move(key), deadline, log);
  if (!outcome) return std::unexpected(outcome.error());
  const bool sends = options.action == Action::run;
  if (outcome->bytes.empty()) {
    // Whoever asked to see something is told why there is nothing.
    log.write(sends ? Level::info : Level::error, outcome->note);
    return {};
  }
  if (options.action == Action::explain_sample)
    return print_all(outcome->bytes);

  // The raw half's word is not taken for it.
  const auto payload =
      Audit(nullptr, settings.email)(std::move(outcome->bytes));
  if (!payload) return std::unexpected(payload.error());
  if (sends) return send(*payload, settings, deadline, log);
  auto printed = print_all(payload->bytes());
  if (printed)
    write_all(STDERR_FILENO, "SHA-256 " + sha256_hex(payload->bytes()) + "\n");
  return printed;
}

std::string_view journal_stream(const Environment& environment) {
  const char* value = environment("JOURNAL_STREAM");
  return value == nullptr ? "" : value;
}

Exit switched_off_exit(const Options& options, const Switch& off) {
  if (options.verbose)
    write_all(STDERR_FILENO, "reporting is switched off by " + off.where +
                                 ": " + off.what + "; nothing is sent\n");
  if (!off.remark.empty()) make_error_log(Level::error).error(off.remark);
  return off.exit;
}

Result<Exit> act(const Options& options, const Environment& environment) {
  const auto first = act_without_settings(options, environment);
  if (!first) return std::unexpected(first.error());
  if (const auto& done = *first) return *done;
  // The opt-out. An environment that says no ends a run before any file is
  // opened, a configuration that does before any other.
  const bool runs = options.action == Action::run;
  auto off = switched_off(environment);
  if (runs && off) return switched_off_exit(options, *off);
  const auto configuration = load_settings(options.config);
  if (!configuration) return std::unexpected(configuration.error());
  const auto& settings = configuration->settings;
  off = switched_off(environment, *configuration);
  if (runs && off) return switched_off_exit(options, *off);

  const auto& problem = configuration->problem;
  if (problem && options.action != Action::check &&
      options.action != Action::status)
    return std::unexpected(*problem);
  const auto early = make_error_log(threshold(options, settings));
  const auto second = act_with_settings(options, *configuration, off, early);
  if (!second) return std::unexpected(second.error());
  if (const auto& done = *second) return *done;

  // What needs the rights of whoever started us, and then no more of them.
  auto key = find_key(options, settings, early);
  if (!key) return std::unexpected(key.error());
  if (options.splay)
    if (auto slept = sleep_share(settings, *key, early); !slept)
      return std::unexpected(slept.error());
  const auto deadline = start_deadline(settings.deadline);
  const auto lock =
      runs ? take_run_lock(options.config) : Result<std::optional<Fd>>();
  if (!lock) return std::unexpected(lock.error());
  if (runs && !*lock) {
    early.info("another run is under way; nothing is sent by this one");
    return Exit::ok;
  }
  const auto became = take_identity(settings.user, settings.group);
  if (!became) return std::unexpected(became.error());
  const auto log = make_log(settings.logfile, threshold(options, settings));
  for (const auto& warning : configuration->warnings) log.warning(warning);
  if (!became->empty()) log.debug(*became);

  const auto reported =
      report(options, settings, std::move(*key), deadline, log);
  if (reported) return Exit::ok;
  const auto& error = reported.error();
  // A host without a way to the Internet has one quiet line a run; but who
  // starts the program by hand is told why it ends with a status.
  const bool quiet = error.exit == Exit::temporary;
  const bool by_hand = !options.splay && !options.quiet &&
                       threshold(options, settings) > Level::info &&
                       !is_journal(STDERR_FILENO, journal_stream(environment));
  if (quiet && by_hand) return std::unexpected(error);
  log.write(quiet ? Level::info : Level::error, error.message);
  return error.exit;
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
  return static_cast<int>(exit.error().exit);
}

int run_caught(int count, char** values) {
  try {
    return run(
        {values + 1, static_cast<std::size_t>(count > 0 ? count - 1 : 0)});
  } catch (const std::bad_alloc&) {
    write_all(STDERR_FILENO,
              "aerospike-telemetry: out of memory; nothing is sent\n");
  } catch (const std::exception& error) {
    write_all(STDERR_FILENO, std::string("aerospike-telemetry: ") +
                                 error.what() + "; nothing is sent\n");
  }
  return static_cast<int>(Exit::software);
}

}  // namespace
}  // namespace telemetry

extern "C" __attribute__((visibility("default"))) const void*
aerospike_telemetry_run(const char* program_version,
                        const char* compiler_version) {
  static constexpr telemetry::RunModule module{&telemetry::run_caught};
  return telemetry::if_same_build(&module, program_version, compiler_version);
}
