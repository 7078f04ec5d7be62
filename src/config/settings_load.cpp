#include "config/settings_load.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/file.h"

namespace telemetry {
namespace {

constexpr std::size_t size_limit = 1024 * 1024;
constexpr std::size_t count_limit = 256;

}  // namespace

Result<std::vector<std::string>>
config_files(const std::string& config) {
  namespace fs = std::filesystem;
  const auto directory = config + ".d";
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator next(directory, error), end;
       !error && next != end; next.increment(error)) {
    auto name = next->path().filename().string();
    if (!name.starts_with('.') && name.ends_with(".conf"))
      names.push_back(directory + "/" + name);
    if (names.size() > count_limit)
      return failure(Exit::config, "more than " + std::to_string(count_limit) +
                                       " files in " + directory);
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return failure(error == std::errc::permission_denied ? Exit::no_permission
                                                         : Exit::no_input,
                   "cannot read " + directory + ": " + error.message());
  std::ranges::sort(names);
  names.insert(names.begin(), config);
  return names;
}

Result<Configuration>
load_settings(const std::string& config) {
  std::optional<Error> unread;
  auto names = config_files(config);
  if (!names) {
    unread = std::move(names).error();
    names = std::vector{config};
  }
  std::vector<ConfigText> files;
  for (const auto& name : *names) {
    auto text = read_file(name, size_limit);
    if (text) {
      files.push_back({name, *std::move(text)});
      continue;
    }
    auto error = std::move(text).error();
    if (error.exit == Exit::data) error.exit = Exit::config;
    if (!unread || name == config) unread = std::move(error);
  }
  auto configuration = parse_settings(files);
  if (!unread) return configuration;
  // A file that cannot be read might have said anything; but one `disable =
  // true` in the others is enough.
  if (!configuration || !configuration->off) return std::unexpected(*unread);
  configuration->problem = std::move(unread);
  return configuration;
}

}  // namespace telemetry
