// The command line of a test server: --name value, checked against a list.

#pragma once

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

namespace telemetry::test {

class Arguments {
 public:
  // Throws std::invalid_argument, which names the argument, for one that is in
  // neither list or lacks its value.
  Arguments(int argc, char** argv,
            std::initializer_list<std::string_view> with_value,
            std::initializer_list<std::string_view> flags) {
    const auto has = [](const auto& list, std::string_view name) {
      return std::find(list.begin(), list.end(), name) != list.end();
    };
    for (int i = 1; i < argc; ++i) {
      const std::string name = argv[i];
      if (has(flags, name)) {
        values_[name];
      } else if (has(with_value, name) && i + 1 < argc) {
        values_[name] = argv[++i];
      } else {
        throw std::invalid_argument("unknown or incomplete argument " + name);
      }
    }
  }

  bool has(const std::string& name) const { return values_.contains(name); }
  std::string get(const std::string& name,
                  const std::string& otherwise = "") const {
    const auto found = values_.find(name);
    return found == values_.end() ? otherwise : found->second;
  }
  std::string need(const std::string& name) const {
    if (!has(name)) throw std::invalid_argument("missing argument " + name);
    return get(name);
  }

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace telemetry::test
