#include "config/settings_print.h"

#include <algorithm>

#include "base/text.h"
#include "config/settings_table.h"

namespace telemetry {
namespace {

constexpr std::size_t width = 78;

struct Value {
  std::string_view section;
  std::string_view key;
  std::string_view value;
};

// Where the sample is not the default: the packages make this account.
constexpr Value sample_values[] = {
    {"main", "user", "aerospike-telemetry"},
    {"main", "group", "aerospike-telemetry"},
};

constexpr Value dev_values[] = {
    {"asd", "address", "127.0.0.1"},
    {"asd", "port", "3000"},
    {"logging", "logfile", "out"},
    {"logging", "loglevel", "debug"},
    {"main", "home-url", "http://127.0.0.1:8192/telemetry/v1"},
    {"privacy", "key-file", "/tmp/aerospike-telemetry-dev.key"},
};

std::string line_of(std::string_view key, std::string_view value) {
  return std::string(key) + (value.empty() ? " =" : " = ") +
         std::string(value) + "\n";
}

}  // namespace

std::string wrapped(std::string_view text, std::string_view indent,
                    std::size_t limit) {
  std::string all;
  std::string line(indent);
  for (const auto word : split(text, ' ')) {
    if (line.size() > indent.size() && line.size() + 1 + word.size() > limit) {
      all += line + "\n";
      line = indent;
    }
    if (line.size() > indent.size()) line += ' ';
    line += word;
  }
  return all + line + "\n";
}

std::string mdoc_text(std::string_view text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char before = i == 0 ? ' ' : text[i - 1];
    const bool option = before == ' ' || before == '-' || before == '(';
    if (text[i] == '\\')
      escaped += "\\e";
    else if (text[i] == '-' && option)
      escaped += "\\-";
    else if (text[i] == ' ' && before == '.')
      escaped += '\n';
    else
      escaped += text[i];
  }
  std::string all;
  for (const auto sentence : split(escaped, '\n')) {
    const auto wrapped_lines = wrapped(sentence, "", width);
    std::string_view rest = wrapped_lines;
    while (!rest.empty()) {
      const auto line = take_until(rest, '\n');
      // Else it would be a request.
      if (line.starts_with('.') || line.starts_with('\'')) all += "\\&";
      all.append(line).append("\n");
    }
  }
  return all;
}

std::string sample_config() {
  std::string all =
      "# The configuration of aerospike-telemetry(8); telemetry.conf(5) says\n"
      "# more. Every run reads it anew: nothing needs a restart. The files\n"
      "# telemetry.conf.d/*.conf beside it are read after it.\n"
      "# To see what would be sent:  aerospike-telemetry --sample\n"
      "# To switch reporting off:    aerospike-telemetry --disable\n";
  std::string_view section;
  for (const auto& row : setting_rows()) {
    if (row.section != section)
      all += "\n[" + std::string(row.section) + "]\n";
    else
      all += "\n";
    section = row.section;
    all += wrapped(row.help, "# ", width);
    std::string value = row.write(Settings{});
    for (const auto& sample : sample_values)
      if (sample.section == row.section && sample.key == row.key)
        value = sample.value;
    all += (row.in_sample ? "" : "# ") + line_of(row.key, value);
  }
  return all;
}

std::string dev_config() {
  std::string all =
      "# For runs from the source folder, against a server (or a replayed "
      "one)\n"
      "# and a home on this machine. Make the key first:\n"
      "#   aerospike-telemetry etc/telemetry_dev.conf --new-key\n";
  std::string_view section;
  for (const auto& value : dev_values) {
    if (value.section != section)
      all += "\n[" + std::string(value.section) + "]\n";
    section = value.section;
    all += line_of(value.key, value.value);
  }
  return all;
}

std::string man_settings() {
  std::string all;
  std::string_view section;
  for (const auto& row : setting_rows()) {
    if (row.section != section) {
      if (!section.empty()) all += ".El\n";
      all +=
          ".Ss Section " + std::string(row.section) + "\n.Bl -tag -width Ds\n";
    }
    section = row.section;
    all += ".It Ic " + std::string(row.key) + " No = Ar " +
           std::string(row.value_name) + "\n" + mdoc_text(row.help);
    if (!row.more.empty()) all += mdoc_text(row.more);
    const auto value = row.write(Settings{});
    if (!value.empty()) all += "The default is\n.Ql " + value + " .\n";
  }
  return all + ".El\n";
}

}  // namespace telemetry
