#include "run/status.h"

#include <chrono>

#include "base/file.h"
#include "config/server_conf.h"
#include "config/status.h"
#include "privacy/key_file.h"
#include "process/ask_schedule.h"
#include "run/actions.h"

namespace telemetry {
namespace {

Result<ServerAddress> find_server(const Settings& settings) {
  if (!needs_server_conf(settings)) return server_address(settings, "");
  const auto text = read_file(settings.server_conf, server_conf_limit);
  if (!text) return std::unexpected(text.error());
  return server_address(settings, *text);
}

Result<std::string> find_key_id(const Settings& settings) {
  const auto key = read_key(settings.key_file);
  if (!key) return std::unexpected(key.error());
  return key_id(*key);
}

}  // namespace

Result<std::optional<Exit>> show_status(const Options& options,
                                        const Configuration& configuration,
                                        const std::optional<Switch>& off) {
  const auto& settings = configuration.settings;
  auto facts = status_facts(options.config, configuration, off);
  facts.server = find_server(settings);
  facts.key_id = find_key_id(settings);
  facts.schedule = ask_schedule();
  facts.now = std::chrono::duration_cast<std::chrono::seconds>(
      std::chrono::system_clock::now().time_since_epoch());
  for (auto& warning : schedule_warnings(settings.interval, facts.schedule))
    facts.warnings.push_back(std::move(warning));
  if (auto done =
          print_all(options.json ? status_json(facts) : status_text(facts));
      !done)
    return std::unexpected(done.error());
  return off ? Exit::disabled : Exit::ok;
}

}  // namespace telemetry
