#include "config/server_yaml.h"

#include <yaml.h>

#include <algorithm>
#include <array>
#include <new>
#include <set>
#include <span>
#include <vector>

#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t depth_limit = 32;
constexpr std::size_t host_limit = 64;
constexpr std::size_t host_length_limit = 253;

constexpr std::array<std::string_view, 2> single = {"port", "tls-port"};
constexpr std::array<std::string_view, 2> lists = {"address", "addresses"};

bool is_among(std::string_view key, std::span<const std::string_view> list) {
  return std::ranges::find(list, key) != list.end();
}

bool could_be_host(std::string_view word) {
  return !word.empty() && word.size() <= host_length_limit &&
         std::ranges::all_of(word, [](char c) {
           return is_alpha(c) || is_digit(c) ||
                  std::string_view("._:%@-").contains(c);
         });
}

// The parser's events, one after the other.
class Events {
 public:
  explicit Events(std::string_view text) {
    // Fails only for want of memory.
    if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
    yaml_parser_set_input_string(
        &parser_, reinterpret_cast<const unsigned char*>(text.data()),
        text.size());
  }
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;
  ~Events() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }

  // The next event; null if the text is no YAML from here on.
  const yaml_event_t* next() {
    yaml_event_delete(&event_);
    return yaml_parser_parse(&parser_, &event_) != 0 ? &event_ : nullptr;
  }
  std::size_t line() const {
    return (event_.type == YAML_NO_EVENT ? parser_.problem_mark
                                         : event_.start_mark)
               .line +
           1;
  }

 private:
  yaml_parser_t parser_ = {};
  yaml_event_t event_ = {};
};

std::string_view scalar_of(const yaml_event_t& event) {
  if (event.type != YAML_SCALAR_EVENT) return "";
  const auto& scalar = event.data.scalar;
  return {reinterpret_cast<const char*>(scalar.value), scalar.length};
}

bool is_null(const yaml_event_t& event) {
  const auto text = scalar_of(event);
  return event.type == YAML_SCALAR_EVENT &&
         event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
         (text.empty() || text == "~" || to_lower(text) == "null");
}

// Follows the events, and knows at each under which keys it stands.
class YamlReading {
 public:
  // What is wrong, "" if nothing.
  std::string take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        return documents_++ == 0 ? "" : "there is more than one document";
      case YAML_MAPPING_START_EVENT:
      case YAML_SEQUENCE_START_EVENT:
        return open(event.type == YAML_MAPPING_START_EVENT);
      case YAML_MAPPING_END_EVENT:
      case YAML_SEQUENCE_END_EVENT:
        open_.pop_back();
        after_node();
        return "";
      case YAML_SCALAR_EVENT:
      case YAML_ALIAS_EVENT:
        return take_leaf(event);
      default:
        return "";
    }
  }

  ServiceSection section;

 private:
  struct Node {
    bool mapping;
    bool at_key;      // of a mapping: the next node is a key
    std::string key;  // of a mapping: that of the value that is read now
  };

  std::string open(bool mapping) {
    if (open_.size() == depth_limit) return "it is nested too deep";
    // A key that is a list or a mapping is none of ours.
    if (!open_.empty() && open_.back().at_key) open_.back().key.clear();
    if (is_setting() && (mapping || is_among(open_[2].key, single)))
      return open_[2].key + " is a list or a mapping";
    open_.push_back({mapping, mapping, ""});
    return "";
  }

  // Whether the key in the section is one of ours.
  bool is_setting_key() const {
    return is_in_section() &&
           (is_among(open_[2].key, single) || is_among(open_[2].key, lists));
  }

  // Whether a node at this place is, or is in, the value of such a key.
  bool is_setting() const { return is_setting_key() && !open_[2].at_key; }

  bool is_in_section() const {
    return open_.size() >= 3 && open_[0].key == "network" &&
           open_[1].key == "service" && open_[2].mapping;
  }

  std::string take_leaf(const yaml_event_t& event) {
    const bool alias = event.type == YAML_ALIAS_EVENT;
    if (alias && (is_in_section() || is_way_there()))
      return "an alias stands for it; aliases are not followed";
    std::string problem;
    if (!open_.empty() && open_.back().at_key) {
      open_.back().key = scalar_of(event);
      if (open_.size() == 3 && is_setting_key() &&
          !keys_.insert(open_.back().key).second)
        problem = open_.back().key + " stands twice";
    } else if (is_setting() && !is_null(event)) {
      const auto& key = open_[2].key;
      problem =
          section.take(key == "addresses" ? "address" : key, scalar_of(event));
    }
    after_node();
    return problem;
  }

  // At the value of network: or of its service:, or at a merge key above them.
  bool is_way_there() const {
    if (open_.empty() || open_.size() > 2) return false;
    const auto& key = open_.back().key;
    if (open_.size() == 1) return key == "network" || key == "<<";
    return open_[0].key == "network" && (key == "service" || key == "<<");
  }

  void after_node() {
    if (!open_.empty() && open_.back().mapping)
      open_.back().at_key = !open_.back().at_key;
  }

  int documents_ = 0;
  std::vector<Node> open_;
  std::set<std::string> keys_;  // of the section
};

}  // namespace

std::string ServiceSection::take(std::string_view key, std::string_view value) {
  if ((key == "address" || key == "port") && value.contains("${"))
    return std::string(key) + " is a placeholder that nobody has replaced";
  if (key == "address") {
    if (!could_be_host(value))
      return "address is not an address, an interface or a name";
    if (address.hosts.size() == host_limit) return "too many addresses";
    address.hosts.emplace_back(value);
  } else if (key == "port") {
    // The server reads 3K as 3 * 1024.
    const bool kilo = value.ends_with('K') || value.ends_with('k');
    if (kilo) value.remove_suffix(1);
    const auto number = to_number(value);
    const std::uint64_t most = kilo ? 65535 / 1024 : 65535;
    if (!number || *number == 0 || *number > most)
      return "port is not a number from 1 to 65535";
    address.port = static_cast<std::uint16_t>(*number * (kilo ? 1024 : 1));
  } else if (key == "tls-port") {
    has_tls_port = true;
  }
  return "";
}

bool looks_like_yaml(std::string_view word) {
  return word == "---" || word.starts_with("%YAML") || word.ends_with(':') ||
         word.starts_with('{');
}

Result<ServiceSection> read_server_yaml(std::string_view text,
                                        const std::string& name) {
  Events events(text);
  YamlReading reading;
  for (;;) {
    const auto* event = events.next();
    const auto problem =
        event == nullptr ? "this is not YAML" : reading.take(*event);
    if (!problem.empty())
      return failure(Exit::config, name + ":" + std::to_string(events.line()) +
                                       ": " + problem);
    if (event->type == YAML_STREAM_END_EVENT) break;
  }
  return std::move(reading.section);
}

}  // namespace telemetry
