#include "config/server_conf.h"

#include <algorithm>

#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::uint16_t default_port = 3000;
constexpr std::size_t depth_limit = 16;
constexpr std::size_t host_limit = 64;
constexpr std::size_t host_length_limit = 253;
constexpr std::string_view remedy =
    "set address and port in section [asd] of telemetry.conf";

// The words of a line without its comment. A brace is a word of its own where
// it stands among braces only, or ends a word: "service{", "}}".
std::vector<std::string_view> words_of(std::string_view line) {
  line = line.substr(0, line.find('#'));
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < line.size();) {
    if (is_space(line[i])) {
      ++i;
      continue;
    }
    const auto begin = i;
    while (i < line.size() && !is_space(line[i])) ++i;
    auto word = line.substr(begin, i - begin);
    auto braces = word.substr(word.find_last_not_of('{') + 1);
    if (word.find_first_not_of("{}") == std::string_view::npos) braces = word;
    word.remove_suffix(braces.size());
    if (!word.empty()) words.push_back(word);
    for (std::size_t n = 0; n < braces.size(); ++n)
      words.push_back(braces.substr(n, 1));
  }
  return words;
}

bool could_be_host(std::string_view word) {
  return word.size() <= host_length_limit &&
         std::ranges::all_of(word, [](char c) {
           return is_alpha(c) || is_digit(c) ||
                  std::string_view("._:%@-").find(c) != std::string_view::npos;
         });
}

class ConfReading {
 public:
  ConfReading(std::string_view name, std::optional<std::uint16_t> port)
      : name_(name), port_given_(port) {}

  Result<ServerAddress> run(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    while (!text.empty()) {
      ++line_;
      const auto words = words_of(take_until(text, '\n'));
      if (!words.empty() && !started_ && looks_like_yaml(words[0]))
        return failure(Exit::config,
                       name_ + " is in YAML form, which is not read: " +
                           std::string(remedy));
      started_ = started_ || !words.empty();
      take_line(words);
      if (!problem_.empty())
        return failure(Exit::config,
                       name_ + ":" + std::to_string(line_) + ": " + problem_);
    }
    if (!sections_.empty())
      return failure(Exit::config, name_ + ": " + "a section lacks its }");
    return found();
  }

 private:
  static bool looks_like_yaml(std::string_view word) {
    return word == "---" || word.starts_with("%YAML") || word.ends_with(':') ||
           word.starts_with('{');
  }

  void take_line(const std::vector<std::string_view>& words) {
    std::vector<std::string_view> statement;
    for (const auto word : words) {
      if (word == "}") {
        take_statement(statement);
        statement.clear();
        if (sections_.empty()) return wrong("a } without its {");
        sections_.pop_back();
      } else if (word == "{") {
        // The name may stand on the line above.
        open(statement.empty() ? waiting_ : statement[0]);
        statement.clear();
      } else {
        statement.push_back(word);
      }
      waiting_ = {};
      if (!problem_.empty()) return;
    }
    take_statement(statement);
    if (!words.empty())
      waiting_ = statement.empty() ? std::string_view() : statement[0];
  }

  void open(std::string_view section) {
    if (section.empty()) return wrong("a { without the name of a section");
    if (sections_.size() == depth_limit)
      return wrong("sections are nested too deep");
    sections_.push_back(section);
  }

  void take_statement(const std::vector<std::string_view>& words) {
    if (words.empty() || sections_.size() != 2 || sections_[0] != "network" ||
        sections_[1] != "service")
      return;
    const auto key = words[0];
    const auto value = words.size() > 1 ? words[1] : std::string_view();
    if (key == "address") {
      if (value.empty() || !could_be_host(value))
        return wrong("address is not an address, an interface or a name");
      if (address_.hosts.size() == host_limit)
        return wrong("too many addresses");
      address_.hosts.emplace_back(value);
    } else if (key == "port") {
      const auto number = to_number(value);
      if (!number || *number == 0 || *number > 65535)
        return wrong("port is not a number from 1 to 65535");
      address_.port = static_cast<std::uint16_t>(*number);
    } else if (key == "tls-port") {
      has_tls_port_ = true;
    }
  }

  Result<ServerAddress> found() {
    if (port_given_) address_.port = *port_given_;
    if (address_.port == 0)
      return failure(
          Exit::config,
          name_ +
              (has_tls_port_
                   ? " has only a TLS port, and this program talks plainly "
                     "to the local server: "
                   : " has no port in network { service { } }: ") +
              std::string(remedy));
    if (address_.hosts.empty()) address_.hosts.emplace_back("any");
    return std::move(address_);
  }

  void wrong(std::string_view what) { problem_ = what; }

  std::string name_;
  std::optional<std::uint16_t> port_given_;
  unsigned line_ = 0;
  bool started_ = false;
  std::vector<std::string_view> sections_;  // open ones, outermost first
  std::string_view waiting_;  // first word of the line above, for a lone {
  bool has_tls_port_ = false;
  ServerAddress address_;
  std::string problem_;
};

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
  if (text.size() > server_conf_limit)
    return failure(Exit::config, std::string(name) + " is longer than " +
                                     std::to_string(server_conf_limit) +
                                     " bytes");
  if (text.contains('\0'))
    return failure(Exit::config, std::string(name) + " holds a NUL byte");
  return ConfReading(name, port).run(text);
}

}  // namespace telemetry
