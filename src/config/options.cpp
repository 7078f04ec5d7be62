#include "config/options.h"

#include <getopt.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

#include "base/text.h"

namespace telemetry {

// The man page, the completion and the samples say the same in their own way;
// test/lint/documents compares them.
const char usage_text[] = R"(Usage: aerospike-telemetry [CONFIG] [OPTION]...

Reports the usage of the local Aerospike server, once, and exits; a timer starts
each run. CONFIG is /etc/aerospike/telemetry.conf if it is not given.

See what is sent:
      --sample          Print the daily report, byte for byte, and send nothing.
                        This works while reporting is disabled, too.
      --sample --brief  Print what every run sends.
      --dry-run         Another name for --sample.
      --explain         Print each field that may leave, how it is treated and
                        why. With --sample: each value of this host's report,
                        and the name behind each pseudonym, for your eyes only.
      --page FILE       Write a page for a browser to FILE, or to standard
                        output if FILE is -: all of this, with pictures and the
                        names behind the pseudonyms, for your eyes only. Send
                        nothing.
      --against FILE    With --page: show what differs from a recording or from
                        an earlier report.
      --status          Print whether reporting is on, what decided that, what
                        leaves when and where to, and when the next run is.
      --json            With --status: print JSON.
      --check           Try the configuration, the key, the server and the way
                        to the collection server (home); send no report.

Change the configuration, from the next run on:
      --disable         Switch reporting off: write disable = true into CONFIG,
                        which is made if it is missing.
      --enable          Switch reporting on: write disable = false into CONFIG.
      --set-KEY VALUE   Write KEY = VALUE into CONFIG. KEY is any setting of
                        telemetry.conf(5), such as --set-email or --set-proxy;
                        an empty VALUE unsets it where that means something.
      --new-key [FILE]  Make a new secret key, in FILE or in the key-file of
                        CONFIG. Every pseudonym changes. Counters, uptime and
                        cluster-key go on, and can link new reports to old ones;
                        to be forgotten, restart the cluster, too.

How to run:
      --full            Send the daily report now.
      --splay           First sleep for a random part of the interval, so that
                        hosts do not all report in the same second. For cron.
      --record FILE     Write the server's raw replies to FILE, for your eyes
                        only: they hold names and addresses. Send nothing.
      --replay FILE     Take such a recording in the server's place.
  -v, --verbose         Log everything, whatever loglevel says.
  -q, --quiet           Log errors only, whatever loglevel says.
  -V, --version         Print the version.
  -h, --help            Print this.

Exit statuses:
   0  done; or reporting is disabled, or another run is under way, or there is
      no Aerospike server on this host, or it is not of the Community Edition
   1  --status only: reporting is disabled
  64  the command line is wrong
  65  the audit refused the report: nothing was sent
  66  a file is missing or cannot be read
  69  home refused the report, or its certificate does not verify
  70  a bug in this program, or no memory
  75  not now (home, deadline, disk, random bytes); the next run tries again
  76  a peer broke its protocol
  77  a file may not be read or written by this user
  78  the configuration or the key file is not usable

DO_NOT_TRACK=1 or AEROSPIKE_TELEMETRY=FALSE in the environment switches
reporting off. See aerospike-telemetry(8) and telemetry.conf(5).
)";

namespace {

// A set of actions.
using Actions = std::uint32_t;

constexpr Actions only(Action action) {
  return Actions{1} << static_cast<unsigned>(action);
}
constexpr Actions any = ~Actions{0};
constexpr Actions samples = only(Action::sample) | only(Action::explain_sample);
constexpr Actions pages = only(Action::page);
constexpr Actions reports = only(Action::run) | only(Action::explain) | samples;
constexpr Actions collects = reports | pages;

// An option has an action, or it modifies the actions that it may go with.
struct Row {
  const char* name;
  int argument = no_argument;
  std::optional<Action> action = {};
  bool Options::*flag = nullptr;
  std::string Options::*text = nullptr;
  Actions with = any;
  char letter = '\0';
};

constexpr Row rows[] = {
    {"sample", no_argument, Action::sample},
    {"dry-run", no_argument, Action::sample},
    {"explain", no_argument, Action::explain},
    {"status", no_argument, Action::status},
    {"check", no_argument, Action::check},
    {"disable", no_argument, Action::edit},
    {"enable", no_argument, Action::edit},
    {"new-key", optional_argument, Action::new_key, nullptr, &Options::file},
    {"record", required_argument, Action::record, nullptr, &Options::file},
    {"page", required_argument, Action::page, nullptr, &Options::file},
    {"against", required_argument, {}, nullptr, &Options::against, pages},
    {"replay", required_argument, {}, nullptr, &Options::replay, collects},
    {"full", no_argument, {}, &Options::full, nullptr, reports},
    {"brief", no_argument, {}, &Options::brief, nullptr, samples},
    {"splay", no_argument, {}, &Options::splay, nullptr, only(Action::run)},
    {"json", no_argument, {}, &Options::json, nullptr, only(Action::status)},
    {"verbose", no_argument, {}, &Options::verbose, nullptr, any, 'v'},
    {"quiet", no_argument, {}, &Options::quiet, nullptr, any, 'q'},
    {"version", no_argument, Action::version, nullptr, nullptr, any, 'V'},
    {"help", no_argument, Action::help, nullptr, nullptr, any, 'h'},
};
// A name that is no option comes in its order, a lack of a value as ':'.
constexpr char letters[] = "-:vqVh";

// What getopt_long(3) gives for a long option: no letter.
constexpr int long_option = 256;

std::unexpected<Error> usage(const std::string& what) {
  return failure(Exit::usage, what + " (see --help)");
}

// What the init script of the old agent, a daemon, was told; else nothing.
std::optional<Error> daemon_word(std::string_view word) {
  constexpr std::string_view words[] = {"start",   "stop",        "status",
                                        "restart", "try-restart", "--fgdaemon"};
  if (!is_among(word, words)) return std::nullopt;
  return Error{Exit::usage,
               std::string(word) +
                   ": there is no daemon any more, a timer starts each run: "
                   "systemctl " +
                   std::string(word.starts_with("--") ? "start" : word) +
                   " aerospike-telemetry.timer"};
}

std::string dashed(const char* name) { return "--" + std::string(name); }

class Parsing {
 public:
  explicit Parsing(std::span<const char* const> arguments) {
    for (const auto& row : rows)
      known_.push_back({row.name, row.argument, nullptr, long_option});
    for (const auto& row : setting_rows())
      names_.push_back("set-" + std::string(row.key));
    for (const auto& name : names_)
      known_.push_back({name.c_str(), required_argument, nullptr, long_option});
    known_.push_back({});
    words_.push_back("aerospike-telemetry");
    words_.insert(words_.end(), arguments.begin(), arguments.end());
    words_.push_back(nullptr);
  }

  Result<Options> run() {
    // getopt_long(3) keeps its place in globals; it changes no word.
    optind = 0;
    opterr = 0;
    const int count = static_cast<int>(words_.size()) - 1;
    auto* const* words = const_cast<char* const*>(words_.data());
    for (;;) {
      const auto at = static_cast<std::size_t>(std::max(optind, 1));
      int index = 0;
      const int code =
          ::getopt_long(count, words, letters, known_.data(), &index);
      if (code == -1) break;
      TRY(take(code, static_cast<std::size_t>(index), words_[at]));
      // Asked for help, one gets help.
      if (found_.action == Action::help || found_.action == Action::version)
        return std::move(found_);
    }
    for (; optind < count; ++optind) TRY(take_name(words[optind]));
    for (const auto* row : modifiers_)
      if (!(row->with & only(found_.action)))
        return usage(dashed(row->name) + " does not go with " +
                     (by_.empty() ? "a run" : by_));
    if (found_.verbose && found_.quiet)
      return usage("--verbose and --quiet exclude each other");
    if (found_.full && found_.brief)
      return usage("--full and --brief exclude each other");
    return std::move(found_);
  }

 private:
  Result<void> take(int code, std::size_t index, std::string_view word) {
    if (code == 1) return take_name(optarg);
    const auto name = printable(cut(word, '=').first);
    if (code == ':') return usage(name + " lacks its value");
    if (code == '?' && optopt == long_option)
      return usage(name + " takes no value");
    if (code == '?')
      return std::unexpected(
          daemon_word(word).value_or(usage("unknown option " + name).error()));
    if (code != long_option)
      return take_row(
          *std::ranges::find(rows, static_cast<char>(code), &Row::letter));
    if (index < std::size(rows)) return take_row(rows[index]);
    return take_change(dashed(known_[index].name),
                       setting_rows()[index - std::size(rows)], optarg);
  }

  Result<void> take_row(const Row& row) {
    const auto name = dashed(row.name);
    if (row.action == Action::edit)
      return take_change(name, *find_setting("main", "disable"),
                         name == "--disable" ? "true" : "false");
    if (row.action)
      TRY(choose(*row.action, name));
    else
      modifiers_.push_back(&row);
    if (row.flag != nullptr) found_.*row.flag = true;
    if (row.text == nullptr) return {};
    const char* value = optarg;
    // A value that may be missing getopt_long(3) sees only behind '='.
    if (const char* next = words_[static_cast<std::size_t>(optind)];
        value == nullptr && next != nullptr && *next != '-') {
      value = next;
      ++optind;
    }
    if (value == nullptr) return {};
    if (*value == '\0') return usage(name + " is empty");
    if (!(found_.*row.text).empty()) return usage(name + " is given twice");
    found_.*row.text = value;
    return {};
  }

  // A file of such a name can be given as ./start.
  Result<void> take_name(std::string_view name) {
    if (const auto error = daemon_word(name)) return std::unexpected(*error);
    if (config_given_) return usage("more than one CONFIG");
    if (name.empty()) return usage("CONFIG is empty");
    found_.config = name;
    config_given_ = true;
    return {};
  }

  Result<void> choose(Action action, const std::string& name) {
    if (!by_.empty() && found_.action != action) {
      // Two actions go together: explain the sample.
      const auto both = only(found_.action) | only(action);
      if ((both & ~(samples | only(Action::explain))) != 0)
        return usage(by_ + " and " + name + " exclude each other");
      action = Action::explain_sample;
    }
    by_ = name;
    found_.action = action;
    return {};
  }

  Result<void> take_change(const std::string& name, const SettingRow& row,
                           std::string_view value) {
    TRY(choose(Action::edit, name));
    for (const auto& change : found_.changes)
      if (change.section == row.section && change.key == row.key) {
        if (row.key == "disable" && change.value == value) return {};
        return usage(row.key == "disable"
                         ? "--disable and --enable exclude each other"
                         : name + " is given twice");
      }
    const auto problem = problem_of_value(row, value);
    if (!problem.empty()) return usage(name + " " + problem);
    found_.changes.push_back(
        {std::string(row.section), std::string(row.key), std::string(value)});
    return {};
  }

  std::vector<std::string> names_;
  std::vector<option> known_;
  std::vector<const char*> words_;
  bool config_given_ = false;
  std::string by_;  // the option that chose the action
  std::vector<const Row*> modifiers_;
  Options found_;
};

}  // namespace

Result<Options> parse_options(std::span<const char* const> arguments) {
  return Parsing(arguments).run();
}

}  // namespace telemetry
