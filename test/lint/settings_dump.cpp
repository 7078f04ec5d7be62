// Prints the settings for test/lint/documents: a line each of section, key and
// default, with tabs between them.

#include <cstdio>

#include "config/settings.h"

int main() {
  for (const auto& row : telemetry::setting_rows())
    std::printf("%s\t%s\t%s\n", std::string(row.section).c_str(),
                std::string(row.key).c_str(),
                std::string(row.default_text).c_str());
}
