// The server's side of the info protocol as doc/info-protocol.md has it, and
// what each call leaves in the log (there, What servers write into their logs).

#include "support/server_model.h"

#include <simdjson.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace telemetry::test {

namespace {

constexpr Version first{0, 0, 0, 0};
constexpr Version last{99, 0, 0, 0};
// 7.1 has a new dispatcher: every command gets a line.
constexpr Version one_table{7, 1, 0, 0};

struct Request {
  std::string_view command = {};
  std::string_view name = {};        // up to the first of / : ;
  std::string_view parameters = {};  // what follows it
  std::string_view value = {};  // of the reply; "" also when there is no line
  bool answered = false;
};

bool named(const Request& r, std::string_view word) { return r.name == word; }
bool replied(const Request& r, std::string_view word) {
  return r.value.find(word) != std::string_view::npos;
}
bool ignored(const Request& r, std::string_view) {
  return !r.answered && r.command.find(':') != std::string_view::npos;
}
// A parameter of this name, as in "sindex-list:ns=test".
bool with_parameter(const Request& r, std::string_view word) {
  std::string_view rest = r.parameters;
  while (!rest.empty()) {
    const auto end = rest.find(';');
    if (rest.substr(0, end).starts_with(word)) return true;
    rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
  }
  return false;
}

// What a call leaves in the server's log, from one version until before
// another.
struct Trace {
  Version from;
  Version until;
  bool (*when)(const Request&, std::string_view word);
  std::string_view word;
  bool deprecated;
  std::string_view line;
};

constexpr Version v81{8, 1, 0, 0};
constexpr Version v811{8, 1, 1, 0};
constexpr std::string_view old_name =
    "INFO (deprecation) command is deprecated";
constexpr std::string_view old_parameter =
    "INFO (deprecation) parameter is deprecated";
constexpr std::string_view unknown_histogram = "INFO unrecognized histogram";

constexpr Trace traces[] = {
    {first, one_table, ignored, "", false,
     "INFO received command, not registered"},
    {one_table, last, replied, "ERROR:4:unrecognized command", false,
     "WARNING unrecognized command"},
    {v81, last, named, "", true,
     "INFO (deprecation) info summary is deprecated"},
    {v81, last, named, "features", true, old_name},
    {v81, last, named, "service", true, old_name},
    {v81, last, named, "services", true, old_name},
    {v81, last, named, "services-alternate", true, old_name},
    {v81, last, named, "services-alumni", true, old_name},
    {v81, last, named, "sindex", true, old_name},
    {v81, last, named, "name", true, old_name},
    {v81, last, named, "objects", true, old_name},
    {v81, last, named, "partitions", true, old_name},
    {v81, last, named, "digests", true, old_name},
    {v81, last, named, "mesh", true, old_name},
    {v81, last, named, "mcast", true, old_name},
    {v81, last, named, "config-get", true, old_name},
    {v811, last, named, "edition", true, old_name},
    {v811, last, named, "version", true, old_name},
    {v811, last, named, "build_os", true, old_name},
    {v811, last, named, "build_time", true, old_name},
    {v811, last, named, "build_arch", true, old_name},
    {v811, last, named, "build_sha", true, old_name},
    {v811, last, named, "build_ee_sha", true, old_name},
    {v81, last, with_parameter, "id=", true, old_parameter},
    {v81, last, with_parameter, "ns=", true, old_parameter},
    {{3, 6, 1, 0},
     last,
     named,
     "sindex-stat",
     false,
     "INFO received request on index"},
    {{3, 3, 14, 0},
     {3, 13, 0, 0},
     named,
     "get-sl",
     false,
     "INFO Paxos Succession List"},
    {first, {3, 5, 9, 0}, named, "latency", false, "INFO hist track command"},
    {first,
     {3, 5, 9, 0},
     named,
     "throughput",
     false,
     "INFO hist track command"},
    {first, last, replied, "error-bad-hist-name", false, unknown_histogram},
    {first, last, replied, "bad hist name", false, unknown_histogram},
    {first, last, replied, "FAIL:", false, "WARNING request failed"},
    {first, last, replied, "ERROR:201:", false, "WARNING no such index"},
    {{7, 2, 0, 1}, last, replied, "ERROR:20:", false, "WARNING bad namespace"},
    {{7, 2, 0, 1},
     last,
     replied,
     "ERROR:4:invalid",
     false,
     "WARNING bad parameter"},
    {{7, 2, 0, 1},
     last,
     replied,
     "ERROR:4:missing",
     false,
     "WARNING missing parameter"},
    {{3, 7, 0, 0},
     last,
     named,
     "log-message",
     false,
     "INFO the message itself"},
};

// Commands whose reply does not depend on their parameters, so that none of
// them needs to be recorded.
struct Invented {
  Version from;
  std::string_view prefix;
  std::string_view value;
};

constexpr Invented invented[] = {
    {v81, "user-agent-set:value=", "ok"},
    {{3, 7, 0, 0}, "log-message:", ""},
};

// The members of the reply to an empty request.
constexpr const char* summary[] = {
    "features",        "node",         "compatibility-id",
    "edition",         "build_ee_sha", "build_sha",
    "build_arch",      "build_time",   "build_os",
    "build",           "version",      "statistics",
    "services-alumni", "services",     "partition-generation"};

std::string read_whole(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read the recording " + file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Version to_version(std::string_view text) {
  Version version{};
  for (unsigned& part : version) {
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), part);
    if (error != std::errc()) break;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.starts_with('.')) break;
    text.remove_prefix(1);
  }
  return version;
}

std::string Answer::body() const {
  std::string body;
  for (const auto& line : lines) body += line;
  return body;
}

ServerModel::ServerModel(const std::string& recording_file) {
  simdjson::dom::parser parser;
  simdjson::dom::element recording;
  simdjson::dom::object responses;
  if (parser.parse(read_whole(recording_file)).get(recording) !=
          simdjson::SUCCESS ||
      recording["responses"].get(responses) != simdjson::SUCCESS)
    throw std::runtime_error("not a recording: " + recording_file);
  for (const auto& [command, reply] : responses)
    responses_.emplace(command, reply.get_string().value());
  std::string_view version;
  if (recording["about"]["server-build"].get(version) == simdjson::SUCCESS) {
    version_ = to_version(version);
  } else if (const auto build = responses_.find("build");
             build != responses_.end()) {
    version_ = to_version(
        std::string_view(build->second).substr(std::string("build\t").size()));
  } else {
    throw std::runtime_error("a recording of no known build: " +
                             recording_file);
  }
}

std::string ServerModel::reply(const std::string& command) const {
  const auto found = responses_.find(command);
  if (found != responses_.end()) return found->second;
  for (const auto& row : invented)
    if (version_ >= row.from && command.starts_with(row.prefix))
      return command + '\t' + std::string(row.value) + '\n';
  if (version_ < one_table) return "";
  return command + "\tERROR:4:unrecognized command\n";
}

Answer ServerModel::answer(std::string_view request) const {
  Answer answer;
  const auto log = [&](const Request& r) {
    for (const auto& trace : traces) {
      if (version_ < trace.from || version_ >= trace.until) continue;
      if (!trace.when(r, trace.word)) continue;
      answer.server_log.push_back(std::string(trace.line) + " - '" +
                                  std::string(r.command) + "'");
      answer.deprecated += trace.deprecated;
    }
  };
  if (request.empty()) {
    for (const auto* member : summary)
      if (const auto found = responses_.find(member); found != responses_.end())
        answer.lines.push_back(found->second);
    log({});
    return answer;
  }
  while (!request.empty()) {
    const auto end = request.find('\n');
    // A command without its newline is dropped: with a warning by the old
    // dispatcher, in silence by the new one.
    if (end == std::string_view::npos) {
      if (version_ < one_table && request.find(':') != std::string_view::npos)
        answer.server_log.emplace_back("WARNING parameter not terminated");
      break;
    }
    const std::string command(request.substr(0, end));
    request.remove_prefix(end + 1);
    const std::string line = reply(command);

    Request r{.command = command, .answered = !line.empty()};
    const auto name_end = r.command.find_first_of("/:;");
    r.name = r.command.substr(0, name_end);
    if (name_end != std::string_view::npos)
      r.parameters = r.command.substr(name_end + 1);
    if (const auto tab = line.find('\t'); tab != std::string::npos)
      r.value = std::string_view(line).substr(tab + 1);
    if (!command.empty() || version_ >= one_table) log(r);

    answer.commands.push_back(command);
    answer.lines.push_back(line);
  }
  return answer;
}

void ServerModel::grow_sets(std::size_t bytes) {
  const auto namespaces = responses_.find("namespaces");
  const auto sets = responses_.find("sets");
  if (namespaces == responses_.end() || sets == responses_.end())
    throw std::runtime_error("the recording has no sets");
  // The recording's own first record, under a thousand names.
  std::string name = namespaces->second.substr(sizeof("namespaces"));
  name.resize(name.find_first_of(";\n"));
  std::string tail = sets->second;
  const auto set_field = tail.find(":set=");
  tail = set_field == std::string::npos
             ? std::string(":objects=1;")
             : tail.substr(tail.find(':', set_field + 1));
  tail.resize(tail.find(';') + 1);
  const std::string head = "ns=" + name + ":set=hoard";
  std::string grown = "sets\t";
  for (std::size_t i = 0; grown.size() < bytes; ++i)
    grown.append(head).append(std::to_string(i)).append(tail);
  grown += '\n';
  sets->second = std::move(grown);
}

void ServerModel::set_uptime(const std::string& seconds) {
  constexpr std::string_view key = ";uptime=";
  const auto statistics = responses_.find("statistics");
  const auto found = statistics == responses_.end()
                         ? std::string::npos
                         : statistics->second.find(key);
  if (found == std::string::npos)
    throw std::runtime_error("the recording has no uptime");
  const auto begin = found + key.size();
  const auto end = statistics->second.find_first_of(";\n", begin);
  statistics->second.replace(begin, end - begin, seconds);
}

}  // namespace telemetry::test
