// telemetry.conf: settings, or one line that says what is wrong. What
// says `disable = true` anywhere is never on.

#include "config/settings.h"

#include <string>

#include "config/address_forms.h"
#include "config/ini_text.h"
#include "fuzz.h"

using namespace telemetry;
using namespace telemetry::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string text(text_of(data, size));
  std::string joined;
  for (const auto line : lines_of(text)) joined += line;
  require(joined == text, "the lines of a text are the text");

  const auto ini = read_ini(text);
  bool off = false;
  for (const auto& entry : ini.entries)
    if (entry.section == "main" && entry.key == "disable")
      off = off || to_boolean(entry.value) == true;

  const ConfigText files[] = {{"f", text}, {"g", "[main]\ndisable = false\n"}};
  const auto read = parse_settings(files);
  if (off) {
    require(read.has_value(), "an opt-out holds whatever else is wrong");
    require(read->off && read->settings.disable, "disable anywhere is off");
  }
  if (!read) {
    require(read.error().exit == Exit::config, "it is the configuration");
    require_one_line(read.error().message);
    return 0;
  }
  for (const auto& warning : read->warnings) require_one_line(warning);
  if (read->problem) return 0;
  const auto& url = read->settings.home_url;
  require(home_url_form(url) == url, "home-url is normal");
  return 0;
}
