#include "config/server_conf.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "base/text.h"
#include "config/server_yaml.h"

namespace telemetry {
namespace {

constexpr std::uint16_t default_port = 3000;
constexpr std::size_t depth_limit = 16;
// The words of a line that the server looks at.
constexpr std::size_t words_limit = 3;
constexpr std::string_view remedy =
    "set address and port in section [asd] of telemetry.conf";
// What opens a section whether or not a brace follows.
constexpr std::array<std::string_view, 8> sections = {
    "service", "logging",  "network", "namespace",
    "mod-lua", "security", "xdr",     "cluster"};
constexpr std::array<std::string_view, 6> network_sections = {
    "service", "heartbeat", "fabric", "info", "admin", "tls"};

bool is_among(std::string_view word, std::span<const std::string_view> list) {
  return std::ranges::find(list, word) != list.end();
}

// The first words of a line without its comment. A brace that ends a word is a
// word of its own.
std::vector<std::string_view> words_of(std::string_view line) {
  line = line.substr(0, line.find('#'));
  std::vector<std::string_view> words;
  while (words.size() < words_limit && !(line = trim(line)).empty()) {
    const auto end = std::ranges::find_if(line, is_space) - line.begin();
    auto word = line.substr(0, end);
    line.remove_prefix(end);
    const bool opens = word.size() > 1 && word.ends_with('{');
    if (opens) word.remove_suffix(1);
    words.push_back(word);
    if (opens) words.emplace_back("{");
  }
  return words;
}

// Reads aerospike.conf as the server does: a word, its values, and what follows
// them is not looked at; "}" counts as the first word only.
class ConfReading {
 public:
  // What is wrong with the line, "" if nothing.
  std::string take(const std::vector<std::string_view>& words) {
    if (words.empty() || words[0] == "{") return "";
    if (words[0] == "}") {
      if (open_.empty()) return "a } without its {";
      open_.pop_back();
      return "";
    }
    if (opens_section(words)) {
      if (open_.size() == depth_limit) return "sections are nested too deep";
      open_.push_back(words[0]);
      return "";
    }
    if (open_.size() != 2 || open_[0] != "network" || open_[1] != "service")
      return "";
    return section.take(words[0], words.size() > 1 ? words[1] : "");
  }

  bool is_complete() const { return open_.empty(); }

  ServiceSection section;

 private:
  bool opens_section(const std::vector<std::string_view>& words) const {
    if (open_.empty() && is_among(words[0], sections)) return true;
    if (!open_.empty() && open_[0] == "network")
      return open_.size() == 1 && is_among(words[0], network_sections);
    // "storage-engine memory" opens nothing.
    return is_among("{", words);
  }

  std::vector<std::string_view> open_;  // outermost first
};

Result<ServiceSection> read_conf(std::string_view text,
                                 const std::string& name) {
  ConfReading reading;
  std::string_view rest = text;
  bool started = false;
  for (unsigned line = 1; !rest.empty(); ++line) {
    const auto words = words_of(take_until(rest, '\n'));
    if (!started && !words.empty() && looks_like_yaml(words[0]))
      return read_server_yaml(text, name);
    started = started || !words.empty();
    if (const auto problem = reading.take(words); !problem.empty())
      return failure(Exit::config,
                     name + ":" + std::to_string(line) + ": " + problem);
  }
  if (!reading.is_complete())
    return failure(Exit::config, name + ": a section lacks its }");
  return std::move(reading.section);
}

}  // namespace

bool needs_server_conf(const Settings& settings) {
  return !settings.server_address;
}

Result<ServerAddress> server_address(const Settings& settings,
                                     std::string_view conf_text) {
  if (settings.server_address)
    return ServerAddress{{*settings.server_address},
                         settings.server_port.value_or(default_port)};
  return parse_server_conf(conf_text, settings.server_conf,
                           settings.server_port);
}

Result<ServerAddress> parse_server_conf(std::string_view text,
                                        std::string_view name,
                                        std::optional<std::uint16_t> port) {
  const std::string file(name);
  if (text.size() > server_conf_limit)
    return failure(Exit::config, file + " is longer than " +
                                     std::to_string(server_conf_limit) +
                                     " bytes");
  if (is_utf16(text)) return failure(Exit::config, file + " is UTF-16");
  if (text.contains('\0'))
    return failure(Exit::config, file + " holds a NUL byte");
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  TRY_ASSIGN(auto section, read_conf(text, file));
  auto& address = section.address;
  if (port) address.port = *port;
  if (address.port == 0)
    return failure(
        Exit::config,
        file +
            (section.has_tls_port
                 ? " has only a TLS port, and this program talks plainly "
                   "to the local server: "
                 : " has no port in the section service of network: ") +
            std::string(remedy));
  if (address.hosts.empty()) address.hosts.emplace_back("any");
  return address;
}

}  // namespace telemetry
