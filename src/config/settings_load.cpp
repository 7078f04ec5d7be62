#include "config/settings_load.h"

#include <dirent.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/file.h"

namespace telemetry {
namespace {

constexpr std::size_t size_limit = 1024 * 1024;
constexpr std::size_t count_limit = 256;

// Not std::filesystem: with it, C++'s locales are two thirds of the program
// that a disabled run has to load.
struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

}  // namespace

Result<std::vector<std::string>> config_files(const std::string& config) {
  const auto directory = config + ".d";
  std::vector<std::string> names;
  const Directory entries(::opendir(directory.c_str()));
  int error = errno;
  while (entries) {
    errno = 0;
    const auto* entry = ::readdir(entries.get());
    error = errno;
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (!name.starts_with('.') && name.ends_with(".conf"))
      names.push_back(directory + "/" + std::string(name));
    if (names.size() > count_limit)
      return failure(Exit::config, "more than " + std::to_string(count_limit) +
                                       " files in " + directory);
  }
  if (error != 0 && error != ENOENT)
    return failure(error == EACCES ? Exit::no_permission : Exit::no_input,
                   "cannot read " + directory + ": " + std::strerror(error));
  std::ranges::sort(names);
  names.insert(names.begin(), config);
  return names;
}

Result<Configuration> load_settings(const std::string& config) {
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
