#include "run/actions.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/file.h"
#include "config/option_print.h"
#include "config/settings_edit.h"
#include "config/settings_print.h"
#include "config/switches.h"
#include "privacy/explain.h"
#include "privacy/key_file.h"
#include "process/halves.h"
#include "process/identity.h"
#include "process/last_resort.h"
#include "run/check.h"
#include "run/raw_half.h"
#include "run/status.h"

namespace telemetry {
namespace {

constexpr char service_group[] = "aerospike-telemetry";

Result<void> write_to(int fd, std::string_view text, const std::string& name) {
  if (write_all(fd, text)) return {};
  return failure(Exit::temporary,
                 "cannot write " + name + ": " + std::strerror(errno));
}

std::string document_text(Document document) {
  switch (document) {
    case Document::dictionary:
      return dictionary_document();
    case Document::schema:
      return payload_schema();
    case Document::config:
      return sample_config();
    case Document::dev_config:
      return dev_config();
    case Document::man_settings:
      return man_settings();
    case Document::man_options:
      return man_options();
    case Document::man_statuses:
      return man_statuses();
    case Document::completion:
      return completion();
  }
  return {};
}

Result<std::optional<Exit>> printed(std::string_view text) {
  if (auto done = print_all(text); !done) return std::unexpected(done.error());
  return Exit::ok;
}

Result<std::optional<Exit>> edit(const Options& options,
                                 const Environment& environment) {
  const auto report = edit_file(options.config, options.changes);
  if (!report) return std::unexpected(report.error());
  const auto remarks = remarks_on_changes(options.changes, options.config,
                                          load_settings(options.config),
                                          switched_off(environment));
  return printed(
      edit_message(options.config, options.changes, *report, remarks));
}

Result<std::optional<Exit>> make_key(const Options& options,
                                     const Settings& settings) {
  const auto& path = options.file.empty() ? settings.key_file : options.file;
  const auto& group =
      settings.group.empty() ? std::string(service_group) : settings.group;
  if (auto made = new_key(path, group); !made)
    return std::unexpected(made.error());
  return printed("A new key is in " + path + ".\n" +
                 std::string(new_key_remark) + "\n");
}

// The file is opened while this is still the operator, written when all is
// there, and stays as it was when something fails.
Result<std::optional<Exit>> record(const Options& options,
                                   const Settings& settings, const Log& log) {
  const auto deadline = start_deadline(settings.deadline);
  const Fd file(::open(options.file.c_str(),
                       O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file || ::fchmod(file.get(), 0600) != 0)
    return failure(Exit::no_permission, "cannot write " + options.file + ": " +
                                            std::strerror(errno));
  if (auto became = take_identity(settings.user, settings.group); !became)
    return std::unexpected(became.error());
  const RawTask task = {.settings = settings, .deadline = deadline};
  const auto text = run_raw_half(
      [&](const Log& raw_log) { return recording_text(task, raw_log); }, log,
      {.deadline = deadline});
  if (!text) return std::unexpected(text.error());
  if (::ftruncate(file.get(), 0) != 0)
    return failure(Exit::temporary, "cannot write " + options.file);
  if (auto done = write_to(file.get(), text->bytes, options.file); !done)
    return std::unexpected(done.error());
  write_all(STDERR_FILENO,
            options.file +
                " holds raw names and addresses, for your eyes only: do not "
                "send it to anybody\n");
  return Exit::ok;
}

}  // namespace

Result<void> print_all(std::string_view text) {
  return write_to(STDOUT_FILENO, text, "to standard output");
}

Result<std::optional<Exit>> act_without_settings(
    const Options& options, const Environment& environment) {
  switch (options.action) {
    case Action::version:
      return printed(version_text() + "\n");
    case Action::help:
      return printed(help_text());
    case Action::print:
      return printed(document_text(options.document));
    case Action::explain:
      return printed(explain_fields());
    case Action::edit:
      return edit(options, environment);
    case Action::new_key:
      // A package's hook makes the key before there is a configuration.
      if (options.file.empty()) return std::nullopt;
      return make_key(options, Settings());
    default:
      return std::nullopt;
  }
}

Result<std::optional<Exit>> act_with_settings(
    const Options& options, const Configuration& configuration,
    const std::optional<Switch>& off, const Log& log) {
  const auto& settings = configuration.settings;
  switch (options.action) {
    case Action::status:
      return show_status(options, configuration, off);
    case Action::check:
      return check(configuration, off, log);
    case Action::new_key:
      return make_key(options, settings);
    case Action::record:
      return record(options, settings, log);
    default:
      return std::nullopt;
  }
}

}  // namespace telemetry
