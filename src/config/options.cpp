#include "config/options.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "config/option_table.h"

namespace telemetry {
namespace {

constexpr std::size_t argument_limit = 4096;

// What the init script of the old agent, a daemon, was told.
constexpr std::array daemon_words = {"start",   "stop",        "status",
                                     "restart", "try-restart", "--fgdaemon"};

std::unexpected<Error> usage(const std::string& what) {
  return failure(Exit::usage, what + " (see --help)");
}

std::unexpected<Error> no_daemon(std::string_view word) {
  const std::string verb(word.starts_with("--") ? "start" : word);
  return failure(
      Exit::usage,
      std::string(word) +
          ": there is no daemon any more, a timer starts each run: systemctl " +
          verb + " aerospike-telemetry.timer");
}

// The two actions that go together: explain the sample.
bool explains_sample(Action before, Action next) {
  const auto one_of_two = [](Action action) {
    return action == Action::sample || action == Action::explain;
  };
  return one_of_two(next) && before != next &&
         (one_of_two(before) || before == Action::explain_sample);
}

class Parsing {
 public:
  explicit Parsing(std::span<const char* const> arguments)
      : arguments_(arguments) {}

  Result<Options> run() {
    while (next_ < arguments_.size()) {
      const std::string_view argument = arguments_[next_++];
      if (argument.size() > argument_limit)
        return usage("an argument is too long");
      const bool option = !only_names_ && argument.starts_with('-');
      if (option && argument == "--")
        only_names_ = true;
      else if (auto done = option ? take_option(argument) : take_name(argument);
               !done)
        return std::unexpected(std::move(done).error());
      // Asked for help, one gets help.
      if (found_.action == Action::help || found_.action == Action::version) {
        Options alone;
        alone.action = found_.action;
        return alone;
      }
    }
    for (const auto* row : modifiers_)
      if (!(row->with & only(found_.action)))
        return usage(std::string(row->name) + " does not go with " +
                     (by_ == nullptr ? "a run" : std::string(by_->name)));
    if (found_.verbose && found_.quiet)
      return usage("--verbose and --quiet exclude each other");
    return std::move(found_);
  }

 private:
  Result<void> take_name(std::string_view name) {
    // A file of such a name can be given as ./start.
    if (std::ranges::find(daemon_words, name) != daemon_words.end())
      return no_daemon(name);
    if (config_given_) return usage("more than one CONFIG");
    if (name.empty()) return usage("CONFIG is empty");
    found_.config = name;
    config_given_ = true;
    return {};
  }

  Result<void> take_option(std::string_view argument) {
    const auto equals = argument.find('=');
    const auto name = argument.substr(0, equals);
    const auto row_found =
        std::ranges::find(option_rows(), name, &OptionRow::name);
    if (row_found == option_rows().end()) {
      if (name == "--fgdaemon") return no_daemon(name);
      return usage("unknown option " + printable(name));
    }
    const auto& row = *row_found;
    std::optional<std::string_view> value;
    if (equals != std::string_view::npos) value = argument.substr(equals + 1);
    if (value && row.argument == Argument::none)
      return usage(std::string(name) + " takes no value");
    if (!value && row.argument == Argument::required) {
      if (next_ == arguments_.size())
        return usage(std::string(name) + " lacks its " +
                     std::string(argument_name_of(row)));
      value = arguments_[next_++];
    }
    if (!value && row.argument == Argument::optional &&
        next_ < arguments_.size() &&
        !std::string_view(arguments_[next_]).starts_with('-'))
      value = arguments_[next_++];
    if (value && value->size() > argument_limit)
      return usage("the value of " + std::string(name) + " is too long");
    return row.action == nullptr ? take_modifier(row, value)
                                 : take_action(row, value);
  }

  Result<void> take_modifier(const OptionRow& row,
                             std::optional<std::string_view> value) {
    modifiers_.push_back(&row);
    if (row.flag != nullptr) found_.*row.flag = true;
    if (row.text == nullptr) return {};
    if (value->empty()) return usage(std::string(row.name) + " is empty");
    if (!(found_.*row.text).empty())
      return usage(std::string(row.name) + " is given twice");
    found_.*row.text = *value;
    return {};
  }

  Result<void> take_action(const OptionRow& row,
                           std::optional<std::string_view> value) {
    if (explains_sample(found_.action, *row.action) && by_ != nullptr) {
      found_.action = Action::explain_sample;
      return {};
    }
    if (by_ != nullptr && found_.action != *row.action)
      return usage(std::string(by_->name) + " and " + std::string(row.name) +
                   " exclude each other");
    if (by_ != nullptr && row.action == by_->action && row.name == by_->name &&
        row.argument != Argument::none)
      return usage(std::string(row.name) + " is given twice");
    by_ = &row;
    found_.action = *row.action;
    switch (found_.action) {
      case Action::edit:
        return take_change(row, value.value_or(row.value));
      case Action::print:
        return take_document(value.value_or(""));
      default:
        if (value && value->empty())
          return usage(std::string(row.name) + " is empty");
        found_.file = value.value_or("");
        return {};
    }
  }

  Result<void> take_change(const OptionRow& row, std::string_view value) {
    for (const auto& change : found_.changes)
      if (change.section == row.section && change.key == row.key) {
        if (row.key == "disable")
          return change.value == value
                     ? Result<void>()
                     : usage("--disable and --enable exclude each other");
        return usage(std::string(row.name) + " is given twice");
      }
    const auto problem =
        problem_of_value(*find_setting(row.section, row.key), value);
    if (!problem.empty()) return usage(std::string(row.name) + " " + problem);
    found_.changes.push_back(
        {std::string(row.section), std::string(row.key), std::string(value)});
    return {};
  }

  Result<void> take_document(std::string_view name) {
    const auto row =
        std::ranges::find(document_rows(), name, &DocumentRow::name);
    if (row == document_rows().end())
      return usage("--print knows no such document");
    found_.document = row->document;
    return {};
  }

  std::span<const char* const> arguments_;
  std::size_t next_ = 0;
  bool only_names_ = false;
  bool config_given_ = false;
  const OptionRow* by_ = nullptr;  // the option that chose the action
  std::vector<const OptionRow*> modifiers_;
  Options found_;
};

}  // namespace

Result<Options> parse_options(std::span<const char* const> arguments) {
  return Parsing(arguments).run();
}

}  // namespace telemetry
