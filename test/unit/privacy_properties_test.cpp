// Whatever a cluster, namespace, set, index, bin, UDF module, path, node or
// address is called, on every generation of servers: nothing of it leaves but
// its pseudonym, and the report is made all the same.

#define BOOST_TEST_MODULE privacy_properties
#include <boost/test/unit_test.hpp>
#include <set>

#include "base/text.h"
#include "server/plan.h"
#include "support/canaries.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

const std::vector<std::string>& recordings() {
  static const auto all = [] {
    auto names = real_recordings();
    for (const auto& name : hand_recordings()) names.push_back(name);
    return names;
  }();
  return all;
}

const RecordingFile& recording(const std::string& name) {
  static std::map<std::string, RecordingFile> files;
  auto at = files.find(name);
  if (at == files.end())
    at = files.emplace(name, RecordingFile::read(name)).first;
  return at->second;
}

std::string hash(Domain domain, std::string_view text) {
  return std::string(test_names().of(domain, text).text());
}

// One in three of the cases: all of them would take minutes under sanitizers.
// As their number on a recording is no multiple of three, each canary meets
// each kind on some recordings.
bool is_turn() {
  static int turn = 0;
  return turn++ % 3 == 0;
}

struct CaseCount {
  static void teardown() { BOOST_TEST_MESSAGE(cases << " reports were made"); }
  static inline std::uint64_t cases = 0;
};
BOOST_TEST_GLOBAL_FIXTURE(CaseCount);

// The report, after the audit.
std::string report_of(const MemorySource::Bodies& bodies) {
  ++CaseCount::cases;
  MemorySource source(bodies);
  auto json = anonymize_source(source);
  const auto payload = audited(json);
  BOOST_TEST(payload.has_value(), (payload ? "" : payload.error()));
  return json;
}

const std::string& baseline_json(const std::string& name) {
  static std::map<std::string, std::string> reports;
  auto at = reports.find(name);
  if (at == reports.end())
    at = reports.emplace(name, report_of(recording(name).bodies)).first;
  return at->second;
}

const Flat& baseline(const std::string& name) {
  static std::map<std::string, Flat> reports;
  auto at = reports.find(name);
  if (at == reports.end())
    at = reports.emplace(name, flatten(baseline_json(name))).first;
  return at->second;
}

// Every pseudonym as '#'.
std::string faceless(std::string_view text) {
  std::string out;
  const auto hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  while (!text.empty()) {
    if (text.size() >= 32 && std::ranges::all_of(text.substr(0, 32), hex)) {
      out += '#';
      text.remove_prefix(32);
    } else {
      out += text[0];
      text.remove_prefix(1);
    }
  }
  return out;
}

const std::set<std::string>& known_leaves(const std::string& name) {
  static std::map<std::string, std::set<std::string>> all;
  auto at = all.find(name);
  if (at == all.end()) {
    auto& leaves = all[name];
    for (const auto& [path, leaf] : baseline(name))
      leaves.insert(faceless(leaf));
    return leaves;
  }
  return at->second;
}

bool is_count(std::string_view path) {
  return path.starts_with("/malformed-") || path == "/unknown-keys" ||
         path == "/udfs/num-udf-files" ||
         (path.starts_with("/summary/namespaces/") &&
          (path.ends_with("/sets") || path.ends_with("/sindexes")));
}

std::string shown(std::string_view name) { return printable(name, 70); }

// No canary in the bytes, and no leaf that the server did not say without it.
void check_nothing_leaks(const std::string& name, const std::string& json) {
  const auto lower = to_lower(json);
  for (const auto& marker : markers())
    BOOST_TEST(!lower.contains(to_lower(marker)), "leaks " << marker);
  for (const auto& [path, leaf] : flatten(json)) {
    const auto text = faceless(leaf);
    const bool known =
        text.starts_with("withheld") || text == "#" || text == "null" ||
        text.empty() || text == "#:3000" || is_count(path) ||
        path.starts_with("/services") || path == "/service" ||
        path == "/node" || path == "/succession-list" ||
        path == "/config/node-id" || path.starts_with("/statistics/") ||
        known_leaves(name).contains(text);
    BOOST_TEST(known, path << " is new: " << text);
  }
}

void check_sections(const std::string& name, const std::string& json,
                    const std::set<std::string>& may_lack) {
  const auto flat = flatten(json);
  for (const auto& [path, leaf] : baseline(name))
    if (path.ends_with("/{}") || path.ends_with("/[]") ||
        path.find('/', 1) == std::string::npos) {
      if (path.find('/', path.find('/', 1) + 1) != std::string::npos) continue;
      BOOST_TEST((flat.contains(path) || may_lack.contains(path)),
                 path << " is not there");
    }
}

// The report is the baseline with other pseudonyms.
void check_same(
    const std::string& name, const std::string& json,
    const std::vector<std::pair<std::string, std::string>>& hashes) {
  Flat expected;
  for (const auto& [path, leaf] : baseline(name)) {
    auto new_path = path;
    auto new_leaf = leaf;
    for (const auto& [old, now] : hashes) {
      replace_all(new_path, old, now);
      replace_all(new_leaf, old, now);
    }
    expected.emplace(new_path, new_leaf);
  }
  const auto flat = flatten(json);
  for (const auto& [path, leaf] : expected) {
    const auto at = flat.find(path);
    BOOST_TEST((at != flat.end()), path << " is not there");
    if (at == flat.end()) continue;
    BOOST_TEST(at->second == leaf,
               path << ": " << at->second << " instead of " << leaf);
  }
  for (const auto& [path, leaf] : flat)
    BOOST_TEST(expected.contains(path), path << " is new: " << leaf);
}

// A name of this kind, the server's limit on it, and where it stands.
struct Kind {
  const char* name;
  Domain domain;
  std::size_t longest;
};

constexpr auto kinds = std::to_array<Kind>({
    {"cluster-name", Domain::cluster, 64},
    {"namespace", Domain::namespace_, 31},
    {"set", Domain::set, 63},
    {"index", Domain::index, 63},
    {"bin", Domain::bin, 15},
    {"udf", Domain::key, 127},
});

// The first name of the kind becomes `now`. Bins have names that are words of
// other things, so they are replaced where bins stand only.
Renaming rename(const RecordingFile& file, const Kind& kind,
                const std::string& now) {
  Renaming renaming;
  const auto& old = file.names(kind.name).at(0);
  if (kind.domain == Domain::bin) {
    for (const auto* field : {"bin=", "bins=", "path="})
      renaming.add(field + old + ':', field + now + ':');
    return renaming;
  }
  // What is within longer names stays there.
  for (const auto& [other, list] : file.identifiers)
    for (const auto& each : list)
      if (each.size() > old.size() && each.contains(old))
        renaming.add(each, each);
  renaming.add(old, now);
  return renaming;
}

std::vector<std::pair<std::string, std::string>> new_hashes(
    const RecordingFile& file, const Kind& kind, const std::string& now) {
  const auto& old = file.names(kind.name).at(0);
  if (kind.domain == Domain::key) return {};
  const auto index_hash = [](std::string_view in, std::string_view index) {
    return std::string(test_names().of_index(in, index).text());
  };
  std::vector<std::pair<std::string, std::string>> hashes;
  if (kind.domain == Domain::index) {
    for (const auto& each : file.names("namespace"))
      hashes.emplace_back(index_hash(each, old), index_hash(each, now));
    return hashes;
  }
  hashes.emplace_back(hash(kind.domain, old), hash(kind.domain, now));
  if (kind.domain == Domain::namespace_)
    for (const auto& index : file.names("index"))
      hashes.emplace_back(index_hash(old, index), index_hash(now, index));
  return hashes;
}

// Values of settings that are paths become `now`.
MemorySource::Bodies with_paths(const RecordingFile& file,
                                const std::string& now) {
  auto bodies = file.bodies;
  for (auto& [command, body] : bodies) {
    if (command != "get-config" && !command.starts_with("namespace/")) continue;
    for (std::size_t at = 0;
         (at = body.find("=/srv/orion", at)) != std::string::npos;) {
      const auto end = body.find_first_of(";\n", at);
      body.replace(at + 1, end - at - 1, now);
      at += 1 + now.size();
    }
  }
  return bodies;
}

std::string filled(std::string canary, const RecordingFile& file) {
  replace_all(canary, "NS", file.names("namespace").at(0));
  return canary;
}

bool has_kind(const std::string& name, const Kind& kind) {
  return !recording(name).names(kind.name).empty();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_name_without_separators_changes_pseudonyms_alone) {
  for (const auto& name : recordings())
    for (const auto& kind : kinds) {
      if (!has_kind(name, kind)) continue;
      const auto& file = recording(name);
      for (const auto& canary : plain_canaries()) {
        if (canary.size() > kind.longest || !is_turn()) continue;
        // What cannot stand in a command is not asked for.
        if (kind.domain == Domain::namespace_ && !is_askable_namespace(canary))
          continue;
        if (kind.domain == Domain::index && !is_askable_index(canary)) continue;
        // "null" is no name of a cluster, set or bin where one may lack.
        const bool null = canary == "null" || canary == "NULL";
        if (null && kind.domain != Domain::namespace_ &&
            kind.domain != Domain::index)
          continue;
        BOOST_TEST_CONTEXT(name << ", " << kind.name << " " << shown(canary)) {
          const auto json = report_of(rename(file, kind, canary)(file.bodies));
          check_same(name, json, new_hashes(file, kind, canary));
        }
      }
    }
}

BOOST_AUTO_TEST_CASE(a_set_called_null_is_a_set) {
  const auto& kind = kinds[2];
  for (const auto& name : recordings())
    for (const auto* canary : {"null", "NULL"}) {
      const auto& file = recording(name);
      if (!has_kind(name, kind) || !file.bodies.contains("sets")) continue;
      const auto flat =
          flatten(report_of(rename(file, kind, canary)(file.bodies)));
      std::set<std::string> sets;
      for (const auto& [path, leaf] : flat)
        if (path.starts_with("/sets/") &&
            (path.ends_with("/set") || path.ends_with("/set_name")))
          sets.insert(leaf);
      BOOST_TEST(sets.contains(hash(Domain::set, canary)), name);
      BOOST_TEST(!sets.contains("null"), name);
    }
}

BOOST_AUTO_TEST_CASE(a_name_with_separators_leaves_nothing_and_stops_nothing) {
  for (const auto& name : recordings())
    for (const auto& kind : kinds) {
      if (!has_kind(name, kind)) continue;
      const auto& file = recording(name);
      for (const auto& form : breaking_canaries()) {
        const auto canary = filled(form, file);
        if (canary.size() > kind.longest || !is_turn()) continue;
        BOOST_TEST_CONTEXT(name << ", " << kind.name << " " << shown(canary)) {
          const auto json = report_of(rename(file, kind, canary)(file.bodies));
          check_nothing_leaks(name, json);
          check_sections(name, json, {"/cluster-name", "/udfs/{}"});
        }
      }
    }
}

BOOST_AUTO_TEST_CASE(a_hostile_set_costs_its_own_record_alone) {
  const auto& kind = kinds[2];
  for (const auto& name : recordings()) {
    if (!has_kind(name, kind)) continue;
    const auto& file = recording(name);
    const auto other = hash(Domain::set, file.names("set").at(1));
    // Records of the other set: everything below /sets/N/ by namespace.
    const auto records_of = [&](const Flat& flat) {
      std::multiset<std::string> records;
      for (const auto& [path, leaf] : flat) {
        if (!path.starts_with("/sets/") || leaf != other) continue;
        const auto record = path.substr(0, path.rfind('/') + 1);
        std::string text;
        for (auto at = flat.lower_bound(record);
             at != flat.end() && at->first.starts_with(record); ++at)
          text += at->first.substr(record.size()) + '=' + at->second + ' ';
        records.insert(text);
      }
      return records;
    };
    const auto wish = records_of(baseline(name));
    BOOST_TEST(!wish.empty());
    for (const auto& form : breaking_canaries()) {
      const auto canary = filled(form, file);
      if (canary.size() > kind.longest || canary.contains('\n')) continue;
      BOOST_TEST_CONTEXT(name << " " << shown(canary)) {
        const auto json = report_of(rename(file, kind, canary)(file.bodies));
        BOOST_TEST((records_of(flatten(json)) == wish));
      }
    }
  }
}

// Without an honest record beside it.
BOOST_AUTO_TEST_CASE(a_hostile_set_alone_on_a_server_leaves_nothing) {
  for (const auto& name : recordings()) {
    const auto& file = recording(name);
    const auto at = file.bodies.find("sets");
    if (at == file.bodies.end() || file.names("set").empty()) continue;
    auto alone = file;
    auto& body = alone.bodies["sets"];
    body.resize(body.find(';') + 1);
    body += '\n';
    for (const auto& form : breaking_canaries()) {
      const auto canary = filled(form, file);
      if (canary.size() > 63) continue;
      BOOST_TEST_CONTEXT(name << " " << shown(canary)) {
        check_nothing_leaks(
            name, report_of(rename(file, kinds[2], canary)(alone.bodies)));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(paths_leave_nothing_whatever_they_hold) {
  for (const auto& name : recordings()) {
    const auto& file = recording(name);
    if (file.names("namespace").empty()) continue;
    auto canaries = breaking_canaries();
    for (auto& each : plain_canaries()) canaries.push_back(std::move(each));
    for (const auto& form : canaries) {
      if (!is_turn()) continue;
      const auto canary = filled(form, file);
      BOOST_TEST_CONTEXT(name << " " << shown(canary)) {
        const auto json = report_of(with_paths(file, canary));
        check_nothing_leaks(name, json);
        check_sections(name, json, {});
        const bool whole = !canary.contains(';') && !canary.contains('\n');
        if (whole && canary != "null" && canary != "NULL")
          check_same(name, json, {});
      }
    }
  }
}

// IPv6 and DNS names wherever an address can stand, and ids of nodes that
// somebody has chosen.
BOOST_AUTO_TEST_CASE(addresses_and_nodes_of_any_form_change_pseudonyms_alone) {
  for (const auto& name : recordings()) {
    const auto& file = recording(name);
    for (const std::string form :
         {"[2001:DB8::%]", "[fe80::%]", "db%.canary.example",
          "DB%.Canary.Example", "db%"}) {
      Renaming renaming;
      std::vector<std::pair<std::string, std::string>> hashes;
      int number = 7;
      const auto next = [&] {
        auto text = form;
        replace_all(text, "%", std::to_string(number++));
        return text;
      };
      const auto of_address = [](std::string_view text) {
        return std::string(test_names().of_address(text).text());
      };
      for (const auto& ip : file.names("ip")) {
        const auto now = next();
        renaming.add(ip, now);
        hashes.emplace_back(of_address(ip), of_address(now));
      }
      const auto& nodes = file.names("node-id");
      for (std::size_t i = 0; i < nodes.size(); ++i) {
        const auto id = "A" + std::to_string(i);
        renaming.add(nodes[i], id);
        renaming.add(to_lower(nodes[i]), to_lower(id));
        hashes.emplace_back(hash(Domain::node, nodes[i]),
                            hash(Domain::node, id));
      }
      BOOST_TEST_CONTEXT(name << " " << form) {
        const auto json = report_of(renaming(file.bodies));
        check_same(name, json, hashes);
        BOOST_TEST(!to_lower(json).contains("canary"));
        BOOST_TEST(!to_lower(json).contains("2001:db8"));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_empty_address_in_a_list_stops_nothing) {
  const auto wanted = hash(Domain::address, "192.0.2.7");
  for (const auto& name : recordings()) {
    auto bodies = recording(name).bodies;
    const auto config = bodies.find("get-config");
    if (config == bodies.end()) continue;
    auto& body = config->second;
    body.insert(body.find_last_not_of('\n') + 1,
                ";service.address=;service.address=192.0.2.7"
                ";service.address=");
    const auto flat = flatten(report_of(bodies));
    const auto& leaf = flat.at("/config/service.address");
    BOOST_TEST(leaf.ends_with(wanted), name << " " << leaf);
    BOOST_TEST(!leaf.starts_with(';'), name << " " << leaf);
  }
}

BOOST_AUTO_TEST_CASE(random_names_leave_nothing_and_stop_nothing) {
  std::mt19937 random(20'240'607);
  for (int round = 0; round < 600; ++round) {
    const auto& name = recordings()[random() % recordings().size()];
    const auto& file = recording(name);
    Renaming renaming;
    std::string what;
    for (const auto& kind : kinds) {
      if (!has_kind(name, kind) || random() % 2 == 0) continue;
      const auto canary = random_name(random, kind.longest);
      for (const auto& old : file.names(kind.name)) {
        if (kind.domain == Domain::bin) {
          for (const auto* field : {"bin=", "bins=", "path="})
            renaming.add(field + old + ':', field + canary + ':');
          continue;
        }
        renaming.add(
            old, canary + (&old == &file.names(kind.name).front() ? "" : "2"));
      }
      what += std::string(kind.name) + " " + shown(canary) + "; ";
    }
    BOOST_TEST_CONTEXT(name << ", round " << round << ": " << what) {
      const auto json = report_of(renaming(file.bodies));
      check_nothing_leaks(name, json);
      check_sections(name, json, {"/cluster-name", "/udfs/{}"});
    }
  }
}

// Not an empty object, which would say that there is nothing.
BOOST_AUTO_TEST_CASE(a_section_whose_command_fails_is_absent) {
  const std::pair<std::vector<std::string>, std::vector<std::string>>
      sections[] = {
          {{"namespaces"}, {"/summary/namespaces", "/namespaces", "/bins"}},
          {{"statistics"}, {"/statistics", "/summary/uptime"}},
          {{"get-config"}, {"/config"}},
          {{"latenc", "throughput"}, {"/histograms"}},
          {{"sets"}, {"/sets"}},
          {{"udf-list"}, {"/udfs"}}};
  for (const auto& name : recordings())
    for (const auto& [commands, paths] : sections) {
      auto bodies = recording(name).bodies;
      for (auto& [command, body] : bodies)
        for (const auto& failing : commands)
          if (command.starts_with(failing))
            body = command + "\tERROR:4:canary_of_an_error\n";
      const auto json = report_of(bodies);
      BOOST_TEST(!json.contains("canary_of_an_error"));
      for (const auto& path : paths)
        for (const auto& [place, leaf] : flatten(json))
          BOOST_TEST(!(place + '/').starts_with(path + '/'),
                     name << ", " << commands[0] << ": " << place);
    }
}

// What the host says of itself may be anybody's text, too.
BOOST_AUTO_TEST_CASE(a_host_of_any_texts_leaves_nothing_and_stops_nothing) {
  auto source = Recording::open(recording_path("8.1.2.0-cluster3"));
  const auto server = collect_all(*source);
  auto canaries = breaking_canaries();
  for (auto& each : plain_canaries()) canaries.push_back(std::move(each));
  for (const auto* each :
       {"db01-berlin.acme.example", "Db01-Berlin", "db01_berlin", "Acme GmbH",
        "SN CZ3426XK7H", "4c4c4544-0042-canary", "+49 30 4111111111111111"})
    canaries.emplace_back(each);
  const auto plain =
      flatten(anonymize(server, test_host(), test_agent(), test_names()));
  for (const auto& canary : canaries) {
    BOOST_TEST_CONTEXT(shown(canary)) {
      const auto text = "processor : 0\nvendor_id : " + canary +
                        "\ncpu family : " + canary + "\nmodel : " + canary +
                        "\nmodel name : " + canary + "\nstepping : " + canary +
                        "\ncpu MHz : " + canary + "\nflags : fpu " + canary +
                        " avx2\nSerial : " + canary + "\n";
      HostFacts host;
      host.meminfo = parse_meminfo("MemTotal: " + canary + "\n" + canary +
                                   ": 1 kB\nMemFree: 1 " + canary + "\n");
      host.cpus = parse_cpuinfo(text);
      host.os = parse_os_release("ID=" + canary + "\nVERSION_ID=" + canary);
      host.kernel = KernelFacts{canary, canary, canary, canary};
      host.dmi = {{"sys_vendor", canary},
                  {"chassis_type", canary},
                  {"product_serial", canary}};
      const auto json = anonymize(server, host, test_agent(), test_names());
      const auto payload = audited(json);
      BOOST_TEST(payload.has_value(), (payload ? "" : payload.error()));
      // A number that stands in the place of a number is one.
      const bool number =
          !canary.empty() && std::ranges::all_of(canary, is_digit);
      for (const auto& [path, leaf] : flatten(json)) {
        if (plain.contains(path) && plain.at(path) == leaf) continue;
        // The numbers at the head of a release, and of a clock.
        if (path == "/system/uname/2" || path.ends_with("/cpu MHz")) {
          BOOST_TEST((leaf == "withheld" || leaf.size() < 6),
                     path << " is " << leaf);
          continue;
        }
        const auto now = faceless(leaf);
        const bool harmless = now == "#" || now == "withheld" ||
                              now == "null" || now == "other" ||
                              leaf == "avx2" || leaf.empty() || leaf == "1" ||
                              leaf == canary;
        BOOST_TEST(harmless, path << " is new: " << now);
        if (leaf == canary)
          BOOST_TEST((number || canary == "null" || canary == "withheld" ||
                      canary == "true" || canary == "false" || canary == "-1" ||
                      canary == "1.5" || canary == "debian" ||
                      canary == "x86_64" || canary == "GenuineIntel"),
                     path << " is the text itself");
      }
    }
  }
}
