#include "config/settings_table.h"

#include <algorithm>
#include <array>

#include "base/address.h"
#include "base/text.h"
#include "config/address_forms.h"

namespace telemetry {
namespace {

using Problem = std::optional<std::string>;

constexpr std::array level_names = {"debug", "info", "warning", "error",
                                    "critical"};

Problem read_form(Normal form, std::string& into) {
  if (!form) return std::move(form).error();
  into = *std::move(form);
  return std::nullopt;
}

Problem read_path(std::string_view text, std::string& into) {
  if (!text.starts_with('/')) return "must be an absolute path";
  // "path # comment" is a path to inih.
  if (text.contains(" #") || text.contains("\t#"))
    return "must be a path alone: a comment after a value starts with ;";
  if (text.ends_with('/')) return "must name a file, not a directory";
  into = text;
  return std::nullopt;
}

Problem read_seconds(std::string_view text, unsigned low, unsigned high,
                     std::chrono::seconds& into) {
  const auto number = to_number(text);
  if (!number || *number < low || *number > high)
    return "must be a number of seconds from " + std::to_string(low) + " to " +
           std::to_string(high);
  into = std::chrono::seconds(*number);
  return std::nullopt;
}

Problem read_account(std::string_view text, std::string& into) {
  const bool good =
      text.size() <= 64 && (text.empty() || text[0] != '-') &&
      std::ranges::all_of(text, [](char c) {
        return is_alpha(c) || is_digit(c) ||
               std::string_view("_.-@$").find(c) != std::string_view::npos;
      });
  if (!good) return "must be a name of letters, digits and _ . - @ $";
  into = text;
  return std::nullopt;
}

Problem read_server_address(std::string_view text, Settings& into) {
  if (text.empty()) {
    into.server_address.reset();
    return std::nullopt;
  }
  const bool bracketed = text.starts_with('[') && text.ends_with(']');
  if (bracketed) text = text.substr(1, text.size() - 2);
  if (!is_ipv6(text) && (bracketed || (!is_ipv4(text) && !is_host_name(text))))
    return "must be an IPv4 or IPv6 address or a host name, without a port";
  into.server_address = text;
  return std::nullopt;
}

Problem read_server_port(std::string_view text, Settings& into) {
  if (text.empty()) {
    into.server_port.reset();
    return std::nullopt;
  }
  const auto number = to_number(text);
  if (!number || *number == 0 || *number > 65535)
    return "must be a port from 1 to 65535";
  into.server_port = static_cast<std::uint16_t>(*number);
  return std::nullopt;
}

Problem read_level(std::string_view text, Settings& into) {
  auto name = to_lower(text);
  // Python's logging, which the old agent asked, knows these too.
  if (name == "warn") name = "warning";
  if (name == "fatal") name = "critical";
  const auto* found = std::ranges::find(level_names, name);
  if (found == level_names.end())
    return "must be one of debug, info, warning, error, critical";
  into.loglevel = static_cast<Level>(found - level_names.begin());
  return std::nullopt;
}

Problem read_channels(std::string_view text, Channels& into) {
  Channels channels;
  for (auto words = trim(text); !words.empty(); words = trim(words)) {
    const auto end = std::ranges::find_if(words, is_space) - words.begin();
    const auto channel = channel_of(words.substr(0, end));
    if (!channel)
      return "must be channels with blanks between them: facts, usage, "
             "settings, host";
    channels.add(*channel);
    words.remove_prefix(end);
  }
  into = channels;
  return std::nullopt;
}

std::string channels_text(Channels channels) {
  std::string text;
  for (const auto name : channel_names)
    if (channels.has(*channel_of(name)))
      text.append(text.empty() ? "" : " ").append(name);
  return text;
}

// A row's read() for a text that may be empty, which unsets it.
template <auto member, auto read>
Problem optional_text(std::string_view text, Settings& into) {
  if (text.empty()) {
    (into.*member).clear();
    return std::nullopt;
  }
  return read(text, into.*member);
}

template <auto member>
std::string text_of(const Settings& settings) {
  return settings.*member;
}

template <auto member>
std::string seconds_of(const Settings& settings) {
  return std::to_string((settings.*member).count());
}

Problem read_email(std::string_view text, std::string& into) {
  return read_form(email_form(text), into);
}

Problem read_proxy(std::string_view text, std::string& into) {
  return read_form(proxy_form(text), into);
}

constexpr SettingRow rows[] = {
    {"asd", "config-file",
     [](std::string_view text, Settings& into) {
       return read_path(text, into.server_conf);
     },
     text_of<&Settings::server_conf>, true},
    {"asd", "address", read_server_address,
     [](const Settings& settings) {
       return settings.server_address.value_or("");
     }},
    {"asd", "port", read_server_port,
     [](const Settings& settings) {
       return settings.server_port ? std::to_string(*settings.server_port)
                                   : std::string();
     }},
    {"logging", "logfile",
     [](std::string_view text, Settings& into) -> Problem {
       if (text == "out" || text == "syslog") {
         into.logfile = text;
         return std::nullopt;
       }
       if (read_path(text, into.logfile))
         return "must be out, syslog or an absolute path";
       return std::nullopt;
     },
     text_of<&Settings::logfile>, true},
    {"logging", "loglevel", read_level,
     [](const Settings& settings) -> std::string {
       return level_names[static_cast<std::size_t>(settings.loglevel)];
     }},
    {"main", "disable",
     [](std::string_view text, Settings& into) -> Problem {
       const auto value = to_boolean(text);
       if (!value) return "must be true or false";
       into.disable = *value;
       return std::nullopt;
     },
     [](const Settings& settings) -> std::string {
       return settings.disable ? "true" : "false";
     }},
    {"main", "interval",
     [](std::string_view text, Settings& into) {
       return read_seconds(text, 60, 86400, into.interval);
     },
     seconds_of<&Settings::interval>},
    {"main", "home-url",
     [](std::string_view text, Settings& into) {
       return read_form(home_url_form(text), into.home_url);
     },
     text_of<&Settings::home_url>},
    {"main", "user", optional_text<&Settings::user, read_account>,
     text_of<&Settings::user>},
    {"main", "group", optional_text<&Settings::group, read_account>,
     text_of<&Settings::group>},
    {"main", "cafile", optional_text<&Settings::cafile, read_path>,
     text_of<&Settings::cafile>, true},
    {"main", "email", optional_text<&Settings::email, read_email>,
     text_of<&Settings::email>},
    {"main", "proxy", optional_text<&Settings::proxy, read_proxy>,
     text_of<&Settings::proxy>},
    {"main", "deadline",
     [](std::string_view text, Settings& into) {
       return read_seconds(text, 5, 600, into.deadline);
     },
     seconds_of<&Settings::deadline>},
    {"privacy", "key-file",
     [](std::string_view text, Settings& into) {
       return read_path(text, into.key_file);
     },
     text_of<&Settings::key_file>, true},
    {"privacy", "every-run",
     [](std::string_view text, Settings& into) {
       return read_channels(text, into.every_run);
     },
     [](const Settings& settings) {
       return channels_text(settings.every_run);
     }},
    {"privacy", "daily",
     [](std::string_view text, Settings& into) {
       return read_channels(text, into.daily);
     },
     [](const Settings& settings) { return channels_text(settings.daily); }},
};

}  // namespace

std::span<const SettingRow> setting_rows() { return rows; }

const SettingRow* find_setting(std::string_view section, std::string_view key) {
  const auto* found = std::ranges::find_if(rows, [&](const SettingRow& row) {
    return row.section == section && row.key == key;
  });
  return found == std::end(rows) ? nullptr : found;
}

bool is_section(std::string_view name) {
  return std::ranges::find(rows, name, &SettingRow::section) != std::end(rows);
}

std::string problem_of_value(const SettingRow& row, std::string_view text) {
  // Printable ASCII, and bytes of UTF-8 for paths.
  if (text != trim(text) ||
      std::ranges::any_of(text, [](char c) { return c >= 0 && c < ' '; }) ||
      text.contains('\x7f') || text.contains(" ;") || text.starts_with(';'))
    return "must be one word or path, without control characters and \" ;\"";
  Settings scratch;
  return row.read(text, scratch).value_or("");
}

std::optional<bool> to_boolean(std::string_view text) {
  const auto word = to_lower(text);
  if (word == "true" || word == "yes" || word == "on" || word == "1")
    return true;
  if (word == "false" || word == "no" || word == "off" || word == "0")
    return false;
  return std::nullopt;
}

}  // namespace telemetry
