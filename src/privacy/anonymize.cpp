// The sections of a report in their order. What each value becomes is the
// dictionary's business (treat.h); this file knows where values come from.

#include "privacy/anonymize.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/address.h"
#include "base/text.h"
#include "privacy/anonymize_host.h"
#include "privacy/harvest.h"
#include "privacy/histograms.h"
#include "privacy/known_keys.h"
#include "privacy/pairs.h"
#include "privacy/record_list.h"
#include "privacy/treat.h"
#include "report/report.h"
#include "report/summary.h"
#include "server/info_values.h"
#include "version.h"

namespace telemetry {
namespace {

// How many bin names there can be (info-protocol.md 3.3): what is available is
// counted down from here.
constexpr std::uint64_t bin_quota(const Build& build) {
  return build < Build{{5, 0, 0, 0}} ? 32768 : 65535;
}

constexpr Build no_bins = {{7, 0, 0, 0}};

bool is_list(Treatment treatment) {
  return treatment == Treatment::addresses || treatment == Treatment::shape ||
         treatment == Treatment::never;
}

// A malformed record of a list that is in every summary.
constexpr auto counted_by_the_summary = [](std::string_view) {};

// Writes one report on one server.
class Writer {
 public:
  Writer(const ServerSnapshot& server, const Treat& treat,
         const Identifiers& identifiers, Report& report)
      : server_(server),
        treat_(treat),
        identifiers_(identifiers),
        report_(report) {
    for (const auto& reply : server.namespaces) {
      names_.push_back(reply.name);
      pseudonyms_.push_back(treat.names().of(Domain::namespace_, reply.name));
    }
  }

  void server_fields();
  void cluster_fields();
  void statistics();
  void namespaces();
  void bins();
  void histograms();
  void udfs();
  void summary();
  void config();
  void sindexes();
  void sets();
  void malformed();

 private:
  // A field that has a rule of its own, if the server gave a value for it.
  void field(Literal name, std::optional<std::string_view> value) {
    const auto* rule = dictionary().literal(name.text())->rule();
    if (value && !value->empty())
      report_.member(name, treat_(*rule, name.text(), *value));
  }

  // Those that the server has are hashed once.
  Pseudonym of_namespace(std::string_view name) const {
    const auto at = std::ranges::find(names_, name) - names_.begin();
    const auto n = static_cast<std::size_t>(at);
    return n < names_.size() ? pseudonyms_[n]
                             : treat_.names().of(Domain::namespace_, name);
  }

  std::optional<std::string_view> released(Field command,
                                           std::string_view item) const {
    if (const auto release = server_[Field::release])
      if (const auto value = find_item(*release, item)) return value;
    return server_[command];
  }

  void endpoints(Literal name, Field field);
  void pairs(const DictionaryNode& section, std::string_view text,
             std::string_view namespace_name = {});
  void record(const DictionaryNode& form, Record fields);

  // Of records in namespaces that the server has.
  template <class Take, class Leave>
  void records(std::string_view text, const RecordForm& form, Take take,
               Leave leave) {
    read_records(
        text, form,
        [this](std::string_view name) {
          return std::ranges::find(names_, name) != names_.end();
        },
        take, leave);
  }

  Counts count(Field list, const RecordForm& form);

  const ServerSnapshot& server_;
  const Treat& treat_;
  const Identifiers& identifiers_;
  Report& report_;
  std::vector<std::string_view> names_;  // of namespaces
  std::vector<Pseudonym> pseudonyms_;    // theirs
  std::uint64_t malformed_records_ = 0;
  std::uint64_t malformed_keys_ = 0;
};

void Writer::server_fields() {
  field("build", server_[Field::build]);
  field("edition", released(Field::edition, "edition"));
  field("version", released(Field::version, "version"));
  field("build_os", released(Field::build_os, "os"));
  field("build_time", server_[Field::build_time]);
  field("features", server_[Field::features]);
}

void Writer::cluster_fields() {
  field("partition-generation", server_[Field::partition_generation]);
  field("node", server_[Field::node]);
  field("succession-list", server_[Field::succession_list]);
  if (server_[Field::cluster_name] != "null")
    field("cluster-name", server_[Field::cluster_name]);
  endpoints("service", Field::service);
  endpoints("services", Field::services);
  endpoints("services-alternate", Field::services_alternate);
  endpoints("services-alumni", Field::services_alumni);
}

void Writer::endpoints(Literal name, Field field) {
  const auto reply = server_[field];
  if (!reply) return;
  Leaf leaf;
  const auto add = [&](const Endpoint& endpoint) {
    if (!leaf.empty()) leaf.add(";");
    leaf.add(treat_.address(endpoint.host, {}))
        .add(":")
        .add(Leaf(std::uint64_t{endpoint.port}));
  };
  if (const auto peers = parse_peers(*reply)) {
    for (const auto& peer : *peers)
      for (const auto& endpoint : peer.endpoints) add(endpoint);
  } else if (const auto own = parse_endpoints(*reply)) {
    for (const auto& endpoint : *own) add(endpoint);
  } else {
    ++malformed_records_;
    return;
  }
  report_.member(name, leaf);
}

void Writer::pairs(const DictionaryNode& section, std::string_view text,
                   std::string_view namespace_name) {
  bool (*listed)(std::string_view) = nullptr;
  if (&section == dictionary().literal("config")) listed = is_config_key;
  if (!namespace_name.empty()) listed = is_namespace_key;
  const PairsForm form = {section, namespace_name, listed, "cluster-name",
                          server_[Field::cluster_name].value_or("")};
  const auto read = read_pairs(text, form, identifiers_);
  malformed_keys_ += read.malformed;
  report_.begin_object();
  const auto& items = read.items;
  for (std::size_t i = 0; i < items.size();) {
    const auto& item = items[i];
    const auto value = [&](const Pair& pair) {
      return pair.doubtful ? Leaf(withheld)
                           : treat_(*pair.rule, pair.key.text(), pair.value);
    };
    Leaf leaf = value(item);
    // A key that is repeated (addresses, seeds, devices) is one list; of what
    // can be no list the first is taken.
    for (++i; i < items.size() && same_key(items[i], item); ++i) {
      if (!is_list(item.rule->treatment)) {
        ++malformed_keys_;
        continue;
      }
      // An empty one says nothing, and an address is never empty.
      const Leaf next = value(items[i]);
      if (next.empty()) continue;
      if (!leaf.empty()) leaf.add(";");
      leaf.add(next);
    }
    if (item.named) {
      Leaf name("{");
      name.add(of_namespace(namespace_name));
      report_.key(name.add("}-").add(item.key));
    } else {
      report_.key(item.key);
    }
    report_.value(leaf);
  }
  report_.end_object();
}

void Writer::statistics() {
  const auto text = server_[Field::statistics];
  if (!text) return;
  report_.key("statistics");
  pairs(*dictionary().literal("statistics"), *text);
}

void Writer::namespaces() {
  report_.key("namespaces");
  report_.begin_object();
  for (const auto& reply : server_.namespaces) {
    if (!reply.value) {
      ++malformed_records_;
      continue;
    }
    report_.key(of_namespace(reply.name));
    pairs(*dictionary().literal("namespaces")->other(), *reply.value,
          reply.name);
  }
  report_.end_object();
}

void Writer::bins() {
  if (server_.build >= no_bins) return;
  report_.key("bins");
  report_.begin_object();
  for (const auto& reply : server_.namespaces) {
    const auto text = reply.value.value_or("");
    auto left = find_item(text, "available_bin_names");
    if (!left) left = find_item(text, "available-bin-names");
    const auto quota = bin_quota(server_.build);
    const auto number = to_number(left.value_or("")).value_or(quota + 1);
    if (number <= quota)
      report_.member(of_namespace(reply.name), Leaf(quota - number));
  }
  report_.end_object();
}

void Writer::histograms() {
  struct Source {
    Literal name;
    Field field;
  };
  static constexpr auto sources =
      std::to_array<Source>({{"latencies", Field::latencies},
                             {"latency", Field::latency},
                             {"throughput", Field::throughput}});
  std::array<Histograms, sources.size()> read;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    read[i] = read_histograms(server_[sources[i].field].value_or(""), names_);
    malformed_records_ += read[i].malformed;
  }

  // Everything of one namespace; "" for what is of none.
  const auto of = [&](std::string_view name, auto&& begin) {
    bool begun = false;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      bool first = true;
      for (const auto& histogram : read[i].items) {
        if (histogram.namespace_name != name) continue;
        if (!std::exchange(begun, true)) begin();
        if (std::exchange(first, false)) {
          report_.key(sources[i].name);
          report_.begin_object();
        }
        Leaf leaf;
        if (!name.empty()) leaf.add("{").add(of_namespace(name)).add("}-");
        leaf.add(histogram.name).add(":");
        if (const auto text =
                Clear::grammar(Grammar::histogram, histogram.text))
          leaf.add(*text);
        report_.member(histogram.name, leaf);
      }
      if (!first) report_.end_object();
    }
    if (begun) report_.end_object();
  };

  report_.key("histograms");
  report_.begin_object();
  for (const auto name : names_) {
    if (name.empty()) continue;
    of(name, [&] {
      report_.key(of_namespace(name));
      report_.begin_object();
    });
  }
  of("", [&] {
    report_.key("all-namespaces");
    report_.begin_object();
  });
  report_.end_object();
}

void Writer::udfs() {
  const auto list = server_[Field::udf_list];
  if (!list) return;
  std::uint64_t files = 0;
  RecordCursor records(*list);
  while (const auto udf = records.next()) {
    const bool whole = udf->starts_with("filename=") &&
                       find_item(*udf, "hash", ',') &&
                       find_item(*udf, "type", ',');
    ++(whole ? files : malformed_records_);
  }
  report_.key("udfs");
  report_.begin_object();
  report_.member(Literal("num-udf-files"), Leaf(files));
  report_.end_object();
}

Counts Writer::count(Field list, const RecordForm& form) {
  const auto text = server_[list];
  if (!text) return std::nullopt;
  std::map<std::string_view, std::uint64_t> counts;
  records(
      *text, form, [&](Record record) { ++counts[record.front().value]; },
      [this](std::string_view) { ++malformed_records_; });
  return counts;
}

void Writer::summary() {
  const auto facts = summarize(server_, count(Field::sets, set_form),
                               count(Field::sindex_list, sindex_form));
  const auto number = [&](Literal name, std::optional<std::uint64_t> value) {
    if (value) report_.member(name, Leaf(*value));
  };
  const auto word = [&](Literal name, std::optional<Literal> value) {
    if (value) report_.member(name, *value);
  };
  report_.key("summary");
  report_.begin_object();
  number("uptime", facts.uptime);
  number("cluster-size", facts.cluster_size);
  if (facts.cluster_key)
    if (const auto key =
            Clear::grammar(Grammar::cluster_key, *facts.cluster_key))
      report_.member(Literal("cluster-key"), *key);
  report_.key("operations");
  report_.begin_object();
  for (std::size_t i = 0; i < facts.operations.size(); ++i)
    number(operation_name(static_cast<Operation>(i)), facts.operations[i]);
  report_.end_object();
  report_.key("namespaces");
  report_.begin_object();
  for (const auto& each : facts.namespaces) {
    report_.key(of_namespace(each.name));
    report_.begin_object();
    word("storage", each.storage);
    word("index", each.index);
    number("objects", each.objects);
    number("replication-factor", each.replication_factor);
    number("sets", each.sets);
    number("sindexes", each.sindexes);
    report_.end_object();
  }
  report_.end_object();
  report_.end_object();
}

void Writer::config() {
  const auto text = server_[Field::config];
  if (!text) return;
  report_.key("config");
  pairs(*dictionary().literal("config"), *text);
}

void Writer::record(const DictionaryNode& form, Record fields) {
  report_.begin_object();
  for (const auto& field : fields) {
    const auto* rule = form.member(field.name)->rule();
    // NOLINTNEXTLINE(*-optional-access): the form names it
    report_.key(*Key::server(field.name));
    const bool named = rule->treatment == Treatment::pseudonym;
    if (named && rule->domain == Domain::index)
      report_.value(treat_.names().of_index(fields.front().value, field.value));
    else if (named && rule->domain == Domain::namespace_)
      report_.value(of_namespace(field.value));
    else
      report_.value(treat_(*rule, field.name, field.value));
  }
  report_.end_object();
}

void Writer::sindexes() {
  const auto list = server_[Field::sindex_list];
  if (!list) return;
  report_.key("sindex-metadata");
  report_.begin_array();
  const auto& form = *dictionary().literal("sindex-metadata")->element(0);
  records(
      *list, sindex_form, [&](Record fields) { record(form, fields); },
      counted_by_the_summary);
  report_.end_array();

  report_.key("sindexes");
  report_.begin_object();
  for (const auto& reply : server_.sindexes) {
    report_.key(
        treat_.names().of_index(reply.namespace_name, reply.index_name));
    pairs(*dictionary().literal("sindexes")->other(), reply.value);
  }
  report_.end_object();
}

void Writer::sets() {
  const auto list = server_[Field::sets];
  if (!list) return;
  report_.key("sets");
  report_.begin_array();
  const auto& form = *dictionary().literal("sets")->element(0);
  records(
      *list, set_form, [&](Record fields) { record(form, fields); },
      counted_by_the_summary);
  report_.end_array();
}

void Writer::malformed() {
  if (malformed_records_ > 0)
    report_.member(Literal("malformed-records"), Leaf(malformed_records_));
  if (malformed_keys_ > 0)
    report_.member(Literal("malformed-keys"), Leaf(malformed_keys_));
}

void agent_fields(const AgentFacts& agent, const Treat& treat, Report& report) {
  report.member(Literal("telemetry-agent-version"), Literal(version));
  report.member(Literal("interval"), Leaf(agent.interval));
  report.member(Literal("unix-epoch-time"), Leaf(agent.now));
  if (!agent.outward_address.empty())
    report.member(Literal("telemetry-agent-ip-address"),
                  treat.names().of_address(agent.outward_address));
  report.member(Literal("telemetry-key-id"), treat.names().of(Domain::key, ""));
  if (!agent.email.empty())
    if (const auto email = Clear::grammar(Grammar::email, agent.email))
      report.member(Literal("email"), *email);
}

}  // namespace

Anonymized anonymize(const ServerSnapshot& server, const HostFacts& host,
                     const AgentFacts& agent, const Pseudonymizer& names) {
  Anonymized result;
  result.identifiers =
      harvest(server, host, agent.outward_address, names.table_seed());
  std::size_t received = 0;
  for (const auto& pass : server.passes) received += pass.body().size();
  // Pseudonyms make a full report longer than what it is made from.
  Report report(64 * 1024 + received * 2);
  const Treat treat(names, result.identifiers);
  Writer writer(server, treat, result.identifiers, report);
  report.begin_object();
  agent_fields(agent, treat, report);
  writer.server_fields();
  writer.cluster_fields();
  writer.summary();
  writer.statistics();
  writer.namespaces();
  writer.bins();
  writer.histograms();
  writer.udfs();
  write_meminfo(host, treat, report);
  if (agent.full) {
    writer.config();
    writer.sindexes();
    writer.sets();
    write_system(host, treat, report);
    write_dmi(host, treat, report);
  }
  writer.malformed();
  report.end_object();
  result.json = report.take();
  return result;
}

Anonymized anonymize_down(const HostFacts& host, const AgentFacts& agent,
                          const Pseudonymizer& names) {
  Anonymized result;
  const ServerSnapshot nothing;
  result.identifiers =
      harvest(nothing, host, agent.outward_address, names.table_seed());
  Report report;
  const Treat treat(names, result.identifiers);
  report.begin_object();
  agent_fields(agent, treat, report);
  report.member(Literal("telemetry-agent-status"), Literal("ASD is down."));
  report.end_object();
  result.json = report.take();
  return result;
}

}  // namespace telemetry
