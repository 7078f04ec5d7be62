// The sections of a report in their order. What each value becomes is the
// dictionary's business; this file knows where values come from.

#include "privacy/anonymize.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <utility>
#include <vector>

#include "base/address.h"
#include "base/text.h"
#include "report/report.h"
#include "report/summary.h"
#include "rule/leaf.h"
#include "version.h"

namespace telemetry {
namespace {

// The keys of what the server told as one text or as one list of endpoints, in
// the order of the report.
constexpr std::pair<Field, std::string_view> keys[] = {
    {Field::build, "build"},
    {Field::edition, "edition"},
    {Field::version, "version"},
    {Field::build_os, "build_os"},
    {Field::build_time, "build_time"},
    {Field::features, "features"},
    {Field::partition_generation, "partition-generation"},
    {Field::node, "node"},
    {Field::succession_list, "succession-list"},
    {Field::cluster_name, "cluster-name"},
    {Field::service, "service"},
    {Field::services, "services"},
    {Field::services_alternate, "services-alternate"},
    {Field::services_alumni, "services-alumni"}};

// 6.1.0-13-amd64 is 6.1.0: what follows the numbers may name who built it.
std::string_view numeric_head(std::string_view release) {
  auto head = release.substr(0, release.find_first_not_of("0123456789."));
  while (head.ends_with('.')) head.remove_suffix(1);
  return head;
}

// One report. A value of a channel that this run does not send is not written.
class Writer {
 public:
  Writer(Channels channels, const Pseudonymizer& names)
      : channels_(channels), names_(names) {
    report_.begin_object();
  }

  void agent(const AgentFacts& agent);
  void status(std::string_view status) {
    member("", "telemetry-agent-status", status);
  }
  void server(const Sections& server);
  void counts(const Sections& server, const HostFacts& host);
  void host(const HostFacts& host);

  std::string take() {
    report_.end_object();
    return report_.take();
  }

 private:
  // A namespace and its pseudonym.
  struct Name {
    std::string_view text;
    Pseudonym pseudonym;
    std::size_t place;  // in the server's order
  };

  Leaf treat(const Row& row, std::string_view value) const;
  Leaf nodes(std::string_view list) const;
  Leaf addresses(std::string_view list) const;
  Leaf endpoints(const std::vector<Endpoint>& list) const;
  const Pseudonym& of_namespace(std::string_view name) const;

  // The leaf at this place of the dictionary, if there is a value for it.
  void member(std::string_view object, std::string_view key,
              std::optional<std::string_view> value);
  void member(std::string_view object, std::string_view key,
              std::optional<std::uint64_t> value);
  void add(const Row* row, const Leaf& leaf);

  void cluster(const Sections& server);
  void summary(const Summary& summary);
  void namespaces(const Summary& summary);
  void items(Key key, const Items& items, const Pseudonym* of = nullptr);
  void namespaces(const Sections& server);
  void bins(const Sections& server);
  void histograms(const Sections& server);
  void records(Key key, const RecordList& list);
  void sindexes(const Sections& server);
  void cpus(const std::vector<CpuFacts>& cpus);

  Channels channels_;
  const Pseudonymizer& names_;
  Report report_;
  std::vector<Name> namespaces_;  // in the order of their pseudonyms
  std::uint64_t malformed_keys_ = 0;
};

Leaf Writer::nodes(std::string_view list) const {
  Leaf leaf;
  for (const auto id : split(list, ','))
    if (!id.empty()) leaf.add(',', names_.of(Domain::node, to_upper(id)));
  return leaf;
}

Leaf Writer::addresses(std::string_view list) const {
  Leaf leaf;
  while (!list.empty()) {
    const auto item = take_until(list, ';');
    if (item.empty()) continue;
    if (item == "any") {
      leaf.add(';', Leaf::any());
      continue;
    }
    const auto [host, port] = split_host_port(item);
    const auto number = to_port(port);
    // What has no port after its colon is a name as a whole.
    Leaf address = names_.of_address(number || port.empty() ? host : item);
    if (number) address.add_port(*number);
    leaf.add(';', address);
  }
  return leaf;
}

Leaf Writer::endpoints(const std::vector<Endpoint>& list) const {
  Leaf leaf;
  for (const auto& endpoint : list) {
    Leaf address = names_.of_address(endpoint.host);
    leaf.add(';', address.add_port(endpoint.port));
  }
  return leaf;
}

Leaf Writer::treat(const Row& row, std::string_view value) const {
  if (value == "null" || value == "NULL") return Leaf::null();
  switch (row.treatment) {
    case Treatment::pseudonym:
      if (row.domain == Domain::address) return names_.of_address(value);
      if (row.domain == Domain::node)
        return names_.of(Domain::node, to_upper(value));
      return names_.of(row.domain, value);
    case Treatment::nodes:
      return nodes(value);
    case Treatment::addresses:
      return addresses(value);
    default:
      break;
  }
  if (auto clear = may_leave(row, value)) return *std::move(clear);
  return Leaf::withheld();
}

const Pseudonym& Writer::of_namespace(std::string_view name) const {
  return std::ranges::find(namespaces_, name, &Name::text)->pseudonym;
}

void Writer::add(const Row* row, const Leaf& leaf) {
  if (row != nullptr && channels_.has(row->channel) &&
      row->treatment != Treatment::omit)
    report_.member(*row, leaf);
}

void Writer::member(std::string_view object, std::string_view key,
                    std::optional<std::string_view> value) {
  const auto* row = find_row(object, key);
  if (row != nullptr && value && !value->empty()) add(row, treat(*row, *value));
}

void Writer::member(std::string_view object, std::string_view key,
                    std::optional<std::uint64_t> value) {
  if (value) add(find_row(object, key), Leaf(*value));
}

void Writer::agent(const AgentFacts& agent) {
  member("", "telemetry-agent-version", version);
  member("", "interval", agent.interval);
  member("", "unix-epoch-time", agent.now);
  member("", "telemetry-agent-ip-address", agent.outward_address);
  add(find_row("", "telemetry-key-id"), names_.of(Domain::key, ""));
  member("", "email", agent.email);
}

void Writer::cluster(const Sections& server) {
  for (const auto& [field, key] : keys) {
    const auto text = text_of(server, field);
    if (field == Field::cluster_name && text == "null") continue;
    member("", key, text);
    const auto list = server.endpoints.find(field);
    if (list != server.endpoints.end())
      add(find_row("", key), endpoints(list->second));
  }
}

void Writer::summary(const Summary& summary) {
  report_.begin_object("summary");
  member("summary", "uptime", summary.uptime);
  member("summary", "cluster-size", summary.cluster_size);
  member("summary", "cluster-key", summary.cluster_key);
  report_.begin_object("operations");
  for (const auto name : operation_names)
    if (summary.operations.contains(name))
      member("summary/operations", name, summary.operations.at(name));
  report_.end_object();
  if (!namespaces_.empty()) namespaces(summary);
  report_.end_object();
}

void Writer::namespaces(const Summary& summary) {
  report_.begin_object("namespaces");
  for (const auto& name : namespaces_) {
    const auto& each = summary.namespaces[name.place];
    constexpr std::string_view object = "summary/namespaces/*";
    report_.begin_object(name.pseudonym);
    member(object, "storage", each.storage);
    member(object, "index", each.index);
    member(object, "objects", each.objects);
    member(object, "replication-factor", each.replication_factor);
    member(object, "sets", each.sets);
    member(object, "sindexes", each.sindexes);
    report_.end_object();
  }
  report_.end_object();
}

// An object. A key of it that is repeated is one list where its values may be
// one (addresses, seeds, devices); else the first value is taken.
void Writer::items(Key key, const Items& items, const Pseudonym* of) {
  report_.begin_object(key);
  for (std::size_t i = 0; i < items.size();) {
    const auto& item = items[i];
    auto leaf = treat(*item.row, item.value());
    for (++i; i < items.size() && items[i].row == item.row &&
              items[i].index() == item.index();
         ++i) {
      if (item.row->treatment == Treatment::addresses)
        leaf.add(';', treat(*item.row, items[i].value()));
      else if (item.row->treatment != Treatment::never)
        ++malformed_keys_;
    }
    report_.member(FilledKey(*item.row, item.index(), of), leaf);
  }
  report_.end_object();
}

void Writer::namespaces(const Sections& server) {
  report_.begin_object("namespaces");
  for (const auto& name : namespaces_) {
    const auto& listed = server.namespaces[name.place].items;
    if (listed) items(name.pseudonym, *listed, &name.pseudonym);
  }
  report_.end_object();
}

void Writer::bins(const Sections& server) {
  if (server.build >= Build{{7, 0, 0, 0}}) return;
  // How many names there can be (doc/info-protocol.md, Commands): what is
  // available is counted down from here.
  const std::uint64_t quota =
      server.build < Build{{5, 0, 0, 0}} ? 32768 : 65535;
  report_.begin_object("bins");
  for (const auto& name : namespaces_) {
    const auto& listed = server.namespaces[name.place].items;
    if (!listed) continue;
    auto left = find_value(*listed, "namespaces/*", "available_bin_names");
    if (!left)
      left = find_value(*listed, "namespaces/*", "available-bin-names");
    const auto number = to_number(left.value_or("")).value_or(quota + 1);
    if (number <= quota) report_.member(name.pseudonym, Leaf(quota - number));
  }
  report_.end_object();
}

void Writer::histograms(const Sections& server) {
  // Those of one namespace, or of all, by their kind.
  const auto write = [&](std::string_view of, const Pseudonym* name) {
    const auto found = server.histograms->find(of);
    if (found == server.histograms->end()) return;
    report_.begin_object(name != nullptr ? Key(*name) : Key("all-namespaces"));
    std::string_view kind;
    for (const auto& [row, text] : found->second) {
      const auto its = Key::of_object(*row);
      if (kind != its.text()) {
        if (!kind.empty()) report_.end_object();
        report_.begin_object(its);
        kind = its.text();
      }
      const auto figures = may_leave(*row, text);
      report_.member(*row, figures ? Leaf::histogram(name, *row, *figures)
                                   : Leaf::withheld());
    }
    report_.end_object();
    report_.end_object();
  };
  report_.begin_object("histograms");
  for (const auto& name : namespaces_) write(name.text, &name.pseudonym);
  write("", nullptr);
  report_.end_object();
}

// In the order of the pseudonyms of namespace and name.
void Writer::records(Key key, const RecordList& list) {
  const auto domain = key.text() == "sets" ? Domain::set : Domain::index;
  struct Named {
    Pseudonym of_namespace;
    Pseudonym name;
    const Record* record;
  };
  std::vector<Named> sorted;
  sorted.reserve(list.records.size());
  for (const auto& record : list.records)
    sorted.push_back({of_namespace(record.namespace_name),
                      domain == Domain::set
                          ? names_.of(Domain::set, record.name)
                          : names_.of_index(record.namespace_name, record.name),
                      &record});
  std::ranges::sort(sorted, {}, [](const Named& each) {
    return std::pair(each.of_namespace, each.name);
  });
  report_.begin_list(key);
  for (const auto& each : sorted) {
    report_.begin_object();
    for (const auto& field : each.record->fields) {
      const auto& row = *field.row;
      if (row.treatment == Treatment::omit) continue;
      const bool named = row.treatment == Treatment::pseudonym;
      if (named && row.domain == domain)
        report_.member(row, each.name);
      else if (named && row.domain == Domain::namespace_)
        report_.member(row, each.of_namespace);
      else
        report_.member(row, treat(row, field.value()));
    }
    report_.end_object();
  }
  report_.end_list();
}

void Writer::sindexes(const Sections& server) {
  std::map<Pseudonym, const Items*> sorted;
  for (const auto& [name, listed] : server.sindexes)
    sorted.emplace(names_.of_index(name.namespace_name, name.index_name),
                   &listed);
  report_.begin_object("sindexes");
  for (const auto& [name, listed] : sorted) items(name, *listed);
  report_.end_object();
}

void Writer::server(const Sections& server) {
  for (std::size_t i = 0; i < server.namespaces.size(); ++i) {
    const auto name = server.namespaces[i].name;
    namespaces_.push_back({name, names_.of(Domain::namespace_, name), i});
  }
  std::ranges::sort(namespaces_, {}, &Name::pseudonym);

  cluster(server);
  summary(summarize(server));
  if (channels_.has(Channel::usage)) {
    if (server.statistics) items("statistics", *server.statistics);
    if (std::ranges::find(server.missing, Field::namespaces, &Missing::field) ==
        server.missing.end()) {
      namespaces(server);
      bins(server);
    }
    if (server.histograms) histograms(server);
    if (server.udf_files) {
      report_.begin_object("udfs");
      member("udfs", "num-udf-files", server.udf_files);
      report_.end_object();
    }
    if (server.sets) records("sets", *server.sets);
    if (server.sindex_list) {
      records("sindex-metadata", *server.sindex_list);
      sindexes(server);
    }
  }
  if (channels_.has(Channel::settings) && server.config)
    items("config", *server.config);
}

void Writer::counts(const Sections& server, const HostFacts& host) {
  const auto count = [&](std::string_view key, std::uint64_t number) {
    if (number > 0) member("", key, number);
  };
  count("malformed-records", server.malformed_records);
  count("malformed-keys", server.malformed_keys + malformed_keys_);
  const auto of_host =
      channels_.has(Channel::host) ? unknown_keys(host).size() : 0;
  count("unknown-keys", server.unknown_keys + of_host);
}

void Writer::cpus(const std::vector<CpuFacts>& cpus) {
  constexpr std::string_view object = "system/CPU information/#";
  report_.begin_list("CPU information");
  for (const auto& cpu : cpus) {
    report_.begin_object();
    for (const auto& [name, value] : cpu.fields) member(object, name, value);
    if (cpu.megahertz > 0) member(object, "cpu MHz", cpu.megahertz);
    member(object, "count", cpu.count);
    report_.end_object();
  }
  report_.end_list();
}

void Writer::host(const HostFacts& host) {
  if (!channels_.has(Channel::host)) return;
  report_.begin_object("meminfo");
  for (const auto& [name, value] : host.meminfo) member("meminfo", name, value);
  report_.end_object();

  // A list's elements have their place, so each is written.
  const auto list = [&](Key key,
                        std::initializer_list<std::string_view> values) {
    report_.begin_list(key);
    const auto* row = rows_of("system/" + std::string(key.text())).data();
    for (const auto value : values) report_.element(treat(*row++, value));
    report_.end_list();
  };
  report_.begin_object("system");
  member("system", "os-name", "posix");
  member("system", "platform", "linux");
  list("linux_distribution",
       {host.os.id.value_or("null"), host.os.version_id.value_or("null")});
  if (host.kernel)
    list("uname",
         {host.kernel->sysname, host.kernel->host_name,
          numeric_head(host.kernel->release), "", host.kernel->machine});
  cpus(host.cpus);
  report_.end_object();

  if (host.dmi.empty()) return;
  report_.begin_object("dmi");
  for (const auto& [name, value] : host.dmi) member("dmi", name, value);
  report_.end_object();
}

}  // namespace

std::string anonymize(const Sections& server, const HostFacts& host,
                      const AgentFacts& agent, const Pseudonymizer& names) {
  Writer writer(server.channels, names);
  writer.agent(agent);
  writer.server(server);
  writer.counts(server, host);
  writer.host(host);
  return writer.take();
}

std::vector<std::string_view> unknown_keys(const HostFacts& host) {
  std::vector<std::string_view> unknown;
  const auto rows = rows_of("meminfo");
  for (const auto& [name, value] : host.meminfo)
    if (find_row(rows, name) == nullptr) unknown.push_back(name);
  return unknown;
}

std::string anonymize_absent(std::string_view status, const AgentFacts& agent,
                             const Pseudonymizer& names) {
  Writer writer(Channels(), names);
  writer.agent(agent);
  writer.status(status);
  return writer.take();
}

}  // namespace telemetry
