#include "config/server_conf.h"

#include <yaml.h>

#include <algorithm>
#include <array>
#include <new>
#include <set>
#include <utility>

#include "base/file.h"
#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t size_limit = 4 * 1024 * 1024;
constexpr std::uint16_t default_port = 3000;
constexpr std::size_t conf_depth_limit = 16;
constexpr std::size_t yaml_depth_limit = 32;
constexpr std::size_t host_limit = 64;
constexpr std::size_t host_length_limit = 253;
// The words of a line that the server looks at.
constexpr std::size_t words_limit = 3;
// The sections that lead to the address.
constexpr std::array<std::string_view, 2> way = {"network", "service"};
// What opens a section whether or not a brace follows.
constexpr std::array<std::string_view, 8> sections = {
    "service", "logging",  "network", "namespace",
    "mod-lua", "security", "xdr",     "cluster"};
constexpr std::array<std::string_view, 6> network_sections = {
    "service", "heartbeat", "fabric", "info", "admin", "tls"};

// The server reads 3K as 3 * 1024.
std::optional<std::uint16_t> port_of(std::string_view text) {
  const bool kilo = text.ends_with('K') || text.ends_with('k');
  if (kilo) text.remove_suffix(1);
  const std::uint64_t unit = kilo ? 1024 : 1;
  const auto number = to_number(text);
  if (!number || *number == 0 || *number > 65535 / unit) return std::nullopt;
  return static_cast<std::uint16_t>(*number * unit);
}

// What of network's service matters here, in either form of the file.
struct ServiceSection {
  // Takes a setting in; other keys are not looked at. Says what is wrong with
  // it, "" if nothing; repeats no value.
  std::string take(std::string_view key, std::string_view value) {
    if ((key == "address" || key == "port") && value.contains("${"))
      return std::string(key) + " is a placeholder that nobody has replaced";
    if (key == "tls-port") has_tls_port = true;
    if (key == "address") {
      if (value.empty() || value.size() > host_length_limit ||
          !is_alphanumeric(value, "._:%@-"))
        return "address is not an address, an interface or a name";
      if (address.hosts.size() == host_limit) return "too many addresses";
      address.hosts.emplace_back(value);
    }
    if (key == "port") {
      const auto port = port_of(value);
      if (!port) return "port is not a number from 1 to 65535";
      address.port = *port;
    }
    return "";
  }

  ServerAddress address;
  bool has_tls_port = false;
};

std::unexpected<Error> wrong(const std::string& name, std::size_t line,
                             const std::string& what) {
  return failure(Exit::config, name + ":" + std::to_string(line) + ": " + what);
}

// The YAML form: goes into network: and its service:, and over all the rest.
class YamlReading {
 public:
  YamlReading(std::string_view text, const std::string& name) : name_(name) {
    // Fails only for want of memory.
    if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
    yaml_parser_set_input_string(
        &parser_, reinterpret_cast<const unsigned char*>(text.data()),
        text.size());
  }
  YamlReading(const YamlReading&) = delete;
  YamlReading& operator=(const YamlReading&) = delete;
  ~YamlReading() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }

  Result<ServiceSection> run() {
    int documents = 0;
    do {
      TRY(next());
      if (is(YAML_DOCUMENT_START_EVENT) && ++documents > 1)
        return problem("there is more than one document");
      TRY(is(YAML_MAPPING_START_EVENT) ? enter(0) : skip());
    } while (!is(YAML_STREAM_END_EVENT));
    return std::move(section_);
  }

 private:
  bool is(yaml_event_type_t type) const { return event_.type == type; }

  std::unexpected<Error> problem(const std::string& what) const {
    const auto& mark =
        is(YAML_NO_EVENT) ? parser_.problem_mark : event_.start_mark;
    return wrong(name_, mark.line + 1, what);
  }

  Result<void> next() {
    yaml_event_delete(&event_);
    if (yaml_parser_parse(&parser_, &event_) == 0)
      return problem("this is not YAML");
    return {};
  }

  std::string scalar() const {
    if (!is(YAML_SCALAR_EVENT)) return "";
    const auto& scalar = event_.data.scalar;
    return {reinterpret_cast<const char*>(scalar.value), scalar.length};
  }

  // Of a scalar.
  bool is_null() const {
    const auto text = scalar();
    return event_.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           (text.empty() || text == "~" || to_lower(text) == "null");
  }

  // Goes to the end of the node whose first event is there.
  Result<void> skip() {
    std::size_t depth = 0;
    for (;;) {
      if (is(YAML_MAPPING_START_EVENT) || is(YAML_SEQUENCE_START_EVENT))
        ++depth;
      if (is(YAML_MAPPING_END_EVENT) || is(YAML_SEQUENCE_END_EVENT)) --depth;
      if (depth > yaml_depth_limit) return problem("it is nested too deep");
      if (depth == 0) return {};
      TRY(next());
    }
  }

  // Reads a mapping: the text's (level 0), network's or service's.
  Result<void> enter(std::size_t level) {
    for (;;) {
      TRY(next());
      if (is(YAML_MAPPING_END_EVENT)) return {};
      const auto key = scalar();
      TRY(skip());
      TRY(next());
      const bool in_section = level == way.size();
      if (is(YAML_ALIAS_EVENT) &&
          (in_section || key == way[level] || key == "<<"))
        return problem("an alias stands for it; aliases are not followed");
      if (in_section)
        TRY(take(key));
      else if (key == way[level] && is(YAML_MAPPING_START_EVENT))
        TRY(enter(level + 1));
      else
        TRY(skip());
    }
  }

  // Takes in a setting of the section, whose value is a word or, of addresses,
  // a list of words.
  Result<void> take(const std::string& key) {
    const bool listed = key == "address" || key == "addresses";
    if (!listed && key != "port" && key != "tls-port") return skip();
    if (!keys_.insert(key).second) return problem(key + " stands twice");
    const bool list = listed && is(YAML_SEQUENCE_START_EVENT);
    if (list) TRY(next());
    while (!is(YAML_SEQUENCE_END_EVENT)) {
      if (!is(YAML_SCALAR_EVENT)) return problem(key + " is not a word");
      const auto what =
          is_null() ? "" : section_.take(listed ? "address" : key, scalar());
      if (!what.empty()) return problem(what);
      if (!list) return {};
      TRY(next());
    }
    return {};
  }

  std::string name_;
  yaml_parser_t parser_ = {};
  yaml_event_t event_ = {};
  std::set<std::string> keys_;  // of the section
  ServiceSection section_;
};

// Whether the first words of a file can only be YAML's.
bool looks_like_yaml(const std::vector<std::string_view>& words) {
  const auto word = words[0];
  return word == "---" || word.starts_with("%YAML") || word.ends_with(':') ||
         word.starts_with('{') || (words.size() > 1 && words[1] == ":");
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

// Whether a line opens a section in those that are open.
bool opens_section(const std::vector<std::string_view>& words,
                   const std::vector<std::string_view>& open) {
  if (open.empty() && is_among(words[0], sections)) return true;
  if (!open.empty() && open[0] == "network")
    return open.size() == 1 && is_among(words[0], network_sections);
  // "storage-engine memory" opens nothing.
  return is_among("{", words);
}

// Reads aerospike.conf as the server does: a word, its values, and what follows
// them is not looked at; "}" counts as the first word only.
Result<ServiceSection> read_conf(std::string_view text,
                                 const std::string& name) {
  ServiceSection section;
  std::vector<std::string_view> open;  // outermost first
  std::string_view rest = text;
  bool started = false;
  for (unsigned line = 1; !rest.empty(); ++line) {
    const auto words = words_of(take_until(rest, '\n'));
    if (words.empty()) continue;
    if (!std::exchange(started, true) && looks_like_yaml(words))
      return YamlReading(text, name).run();
    if (words[0] == "{") continue;
    if (words[0] == "}") {
      if (open.empty()) return wrong(name, line, "a } without its {");
      open.pop_back();
    } else if (opens_section(words, open)) {
      if (open.size() == conf_depth_limit)
        return wrong(name, line, "sections are nested too deep");
      open.push_back(words[0]);
    } else if (std::ranges::equal(open, way)) {
      const auto what =
          section.take(words[0], words.size() > 1 ? words[1] : "");
      if (!what.empty()) return wrong(name, line, what);
    }
  }
  if (!open.empty())
    return failure(Exit::config, name + ": a section lacks its }");
  return section;
}

}  // namespace

Result<ServerAddress> parse_server_conf(std::string_view text,
                                        const std::string& name,
                                        std::optional<std::uint16_t> port) {
  if (is_utf16(text)) return failure(Exit::config, name + " is UTF-16");
  if (text.contains('\0'))
    return failure(Exit::config, name + " holds a NUL byte");
  if (text.starts_with(utf8_bom)) text.remove_prefix(utf8_bom.size());
  TRY_ASSIGN(auto section, read_conf(text, name));
  auto& address = section.address;
  if (port) address.port = *port;
  if (address.port == 0)
    return failure(
        Exit::config,
        name +
            (section.has_tls_port
                 ? " has only a TLS port, and this program talks plainly to "
                   "the local server: "
                 : " has no port in the section service of network: ") +
            "set address and port in section [asd] of telemetry.conf");
  if (address.hosts.empty()) address.hosts.emplace_back("any");
  return address;
}

Result<ServerAddress> find_server(const Settings& settings) {
  if (settings.server_address)
    return ServerAddress{{*settings.server_address},
                         settings.server_port.value_or(default_port)};
  const auto text = read_file(settings.server_conf, size_limit);
  if (!text)
    return failure(text.error().exit,
                   text.error().message +
                       "; or set [asd] address and port in telemetry.conf");
  return parse_server_conf(*text, settings.server_conf, settings.server_port);
}

}  // namespace telemetry
