// The table of the data dictionary: what may leave, one row a field.

#include <array>

#include "privacy/dictionary.h"

namespace telemetry {
namespace {

using enum Sent;

constexpr Literal no_unit = "";
constexpr Literal all = "3.3.5+";

constexpr Rule
shape(Literal path, Sent sent, Literal generations, Literal unit,
      Literal sentence) {
  return {path, sent, Treatment::shape, generations, unit, sentence};
}

constexpr Rule
word(Literal path, Sent sent, Literal generations, Literal words,
     Literal sentence) {
  return {path, sent, Treatment::word, generations, no_unit, sentence, words};
}

constexpr Rule
number_or_word(Literal path, Sent sent, Literal generations, Literal words,
               Literal sentence) {
  return {path,     sent, Treatment::number_or_word, generations, no_unit,
          sentence, words};
}

constexpr Rule
grammar(Literal path, Sent sent, Literal generations, Grammar grammar,
        Literal sentence) {
  return {path,    sent,     Treatment::grammar, generations,
          no_unit, sentence, Literal(""),        grammar};
}

constexpr Rule
pseudonym(Literal path, Sent sent, Literal generations, Domain domain,
          Literal sentence) {
  return {path,     sent,        Treatment::pseudonym, generations, no_unit,
          sentence, Literal(""), Grammar::version,     domain};
}

constexpr Rule
treated(Treatment treatment, Literal path, Sent sent, Literal generations,
        Literal sentence) {
  return {path, sent, treatment, generations, no_unit, sentence};
}

constexpr auto node = Treatment::node;
constexpr auto nodes = Treatment::nodes;
constexpr auto addresses = Treatment::addresses;
constexpr auto never = Treatment::never;

constexpr auto table = std::to_array<Rule>({
    // The agent itself.
    grammar("telemetry-agent-version", brief, "", Grammar::version,
            "The version of this agent."),
    shape("interval", brief, "", "seconds",
          "How often the agent is run, as configured."),
    shape("unix-epoch-time", brief, "", "seconds since 1970",
          "When the report was made."),
    pseudonym("telemetry-agent-ip-address", brief, "", Domain::address,
              "The address of the interface that routes outwards."),
    pseudonym("telemetry-key-id", brief, "", Domain::key,
              "Which secret key the pseudonyms were made with: the pseudonym "
              "of nothing."),
    word("telemetry-agent-status", alone, "", "ASD is down.",
         "Sent, with the agent's own fields, when the server does not answer."),
    grammar("email", if_set, "", Grammar::email,
            "The address that you wrote into the configuration to be sent."),
    shape("malformed-records", if_set, all, "records",
          "How many records of lists were left out because a name in them "
          "could be taken for fields."),
    shape("malformed-keys", if_set, all, "keys",
          "How many keys were left out because they have no key's form or "
          "could be a part of a name."),

    // What the server is.
    grammar("build", brief, all, Grammar::build, "The server's build number."),
    grammar("edition", brief, all, Grammar::edition, "The server's edition."),
    grammar("version", brief, all, Grammar::description,
            "The edition and build as the server describes itself."),
    grammar("build_os", brief, "3.9.0+", Grammar::build_os,
            "The operating system that the server was built for."),
    grammar("build_time", brief, "3.9.0 .. 8.1.0", Grammar::date,
            "When the server was built."),
    grammar("features", brief, "3.3.5 .. 8.0", Grammar::words,
            "What the server's protocol can do, in its own words."),

    // The cluster.
    shape("partition-generation", brief, all, "changes",
          "How often the partition table changed."),
    treated(node, "node", brief, all,
            "The node's id: its fabric port and the pseudonym of its MAC "
            "address, or the pseudonym of a configured id."),
    treated(nodes, "succession-list", brief, "3.3.14+",
            "The nodes of the cluster, the principal first."),
    pseudonym("cluster-name", brief, "3.10.0+", Domain::cluster,
              "The cluster's name."),
    treated(addresses, "service", brief, all, "Where clients reach this node."),
    treated(addresses, "services", brief, all,
            "Where clients reach the other nodes."),
    treated(addresses, "services-alternate", brief, "3.7.0+",
            "The other nodes' alternate addresses."),
    treated(addresses, "services-alumni", brief, all,
            "All nodes that were seen since the server started."),

    // Statistics of the node.
    treated(node, "statistics/paxos_principal", brief, all,
            "The principal node."),
    treated(node, "statistics/cluster_principal", brief, "4.3.0+",
            "The principal node."),
    treated(nodes, "statistics/cluster_duplicate_nodes", brief, "3.16.0+",
            "Nodes that have the same id."),
    treated(nodes, "statistics/cluster_clock_skew_outliers", brief, "4.0.0+",
            "Nodes whose clocks are off."),
    grammar("statistics/cluster_key", brief, all, Grammar::cluster_key,
            "A random number that the members of a cluster share until its "
            "membership changes; names nobody."),
    shape("statistics/<key>", brief, all, "as the server counts",
          "Each statistic of the node that is a number or a boolean."),

    // Statistics and configuration of each namespace.
    word("namespaces/<namespace>/type", brief, "3.3.5 .. 3.8",
         "device|memory|kv|illegal|unknown", "Where the data live."),
    word("namespaces/<namespace>/storage-engine", brief, all,
         "memory|device|pmem|illegal", "Where the data live."),
    word("namespaces/<namespace>/index-type", brief, "4.2.0+",
         "mem|shmem|pmem|flash|undefined|ssd|none|illegal",
         "Where the primary index lives."),
    word("namespaces/<namespace>/sindex-type", brief, "6.1+",
         "mem|shmem|pmem|flash|undefined|ssd|none|illegal",
         "Where the secondary indexes live."),
    word("namespaces/<namespace>/conflict-resolution-policy", brief, all,
         "generation|last-update-time|ttl|undefined",
         "How conflicting records are resolved."),
    word("namespaces/<namespace>/read-consistency-level-override", brief, all,
         "off|one|all", "Reads' consistency, where the server overrides it."),
    word("namespaces/<namespace>/write-commit-level-override", brief, all,
         "off|all|master",
         "Writes' commit level, where the server overrides "
         "it."),
    word("namespaces/<namespace>/storage-engine.compression", brief, "4.5+",
         "none|lz4|snappy|zstd|illegal", "How records are compressed."),
    word("namespaces/<namespace>/storage-engine.encryption", brief, "3.15+",
         "aes-128|aes-256|illegal", "How records are encrypted at rest."),
    word("namespaces/<namespace>/set-enable-xdr", brief, "3.3.5 .. 4.9",
         "use-default", "Whether sets are shipped to other clusters."),
    number_or_word("namespaces/<namespace>/sindex-data-max-memory", brief,
                   "3.3.5 .. 3.8", "ULONG_MAX",
                   "The secondary indexes' memory limit."),
    treated(never, "namespaces/<namespace>/storage-engine.device[i]", brief,
            "4.3.0+", "A device's path: never sent."),
    treated(never, "namespaces/<namespace>/storage-engine.file[i]", brief,
            "4.3.0+", "A file's path: never sent."),
    treated(never, "namespaces/<namespace>/index-type.mount[i]", brief,
            "4.3.0+", "A mount's path: never sent."),
    treated(never, "namespaces/<namespace>/sindex-type.mount[i]", brief,
            "6.3.0+", "A mount's path: never sent."),
    shape("namespaces/<namespace>/<key>", brief, all, "as the server counts",
          "Each statistic and setting of the namespace that is a number or a "
          "boolean; the rest is withheld."),

    shape("bins/<namespace>", brief, "4.0 .. 6.4", "bins",
          "How many bin names the namespace has; the names are never asked "
          "for."),
    treated(Treatment::histogram, "histograms/<namespace>/latencies/<key>",
            brief, "5.1.0+", "Latencies of the last ten seconds."),
    treated(Treatment::histogram, "histograms/<namespace>/latency/<key>", brief,
            "3.9.0 .. 5.0", "Latencies of the last ten seconds."),
    treated(Treatment::histogram, "histograms/<namespace>/throughput/<key>",
            brief, "3.9.0 .. 5.0", "Operations per second."),
    treated(Treatment::histogram, "histograms/all-namespaces/latencies/<key>",
            brief, "5.1.0+",
            "Latencies that are not counted by namespace (batches)."),
    treated(Treatment::histogram, "histograms/all-namespaces/latency/<key>",
            brief, "3.3.5 .. 5.0",
            "Latencies that are not counted by namespace."),
    treated(Treatment::histogram, "histograms/all-namespaces/throughput/<key>",
            brief, "3.3.5 .. 5.0",
            "Operations that are not counted by namespace."),
    shape("udfs/num-udf-files", brief, all, "files",
          "How many UDF modules there are; their names are never sent."),
    grammar("meminfo/<meminfo>", brief, "", Grammar::amount,
            "The host's /proc/meminfo."),

    // The promised facts.
    shape("summary/uptime", brief, all, "seconds",
          "How long the server has been running."),
    shape("summary/cluster-size", brief, all, "nodes",
          "How many nodes the cluster has."),
    grammar("summary/cluster-key", brief, all, Grammar::cluster_key,
            "As statistics/cluster_key."),
    shape("summary/operations/reads", brief, all, "operations since uptime",
          "Reads by clients that succeeded."),
    shape("summary/operations/writes", brief, all, "operations since uptime",
          "Writes by clients that succeeded."),
    shape("summary/operations/deletes", brief, all, "operations since uptime",
          "Deletes by clients that succeeded."),
    shape("summary/operations/udfs", brief, all, "operations since uptime",
          "UDF calls by clients."),
    shape("summary/operations/batch", brief, all, "requests since uptime",
          "Batch requests by clients."),
    shape("summary/operations/scans", brief, all, "scans since uptime",
          "Scans and primary-index queries that completed."),
    shape("summary/operations/queries", brief, all, "queries since uptime",
          "Secondary-index queries that were run."),
    word("summary/namespaces/<namespace>/storage", brief, all,
         "memory|device|pmem",
         "Whether the data live in memory, on Flash or in persistent memory."),
    word("summary/namespaces/<namespace>/index", brief, all,
         "mem|shmem|pmem|flash", "Where the primary index lives."),
    shape("summary/namespaces/<namespace>/objects", brief, all, "records",
          "Records on this node, replicas included."),
    shape("summary/namespaces/<namespace>/replication-factor", brief, all,
          "copies", "How many nodes keep each record."),
    shape("summary/namespaces/<namespace>/sets", brief, all, "sets",
          "How many sets the namespace has."),
    shape("summary/namespaces/<namespace>/sindexes", brief, all, "indexes",
          "How many secondary indexes the namespace has."),

    // Configuration: addresses and names as pseudonyms, the rest by shape.
    treated(addresses, "config/service-address", full, "3.3.5 .. 3.8",
            "A configured address."),
    treated(addresses, "config/access-address", full, "3.3.5 .. 3.8",
            "A configured address."),
    treated(addresses, "config/alternate-address", full, "3.7.0 .. 3.8",
            "A configured address."),
    treated(addresses, "config/heartbeat-address", full, "3.3.5 .. 3.8",
            "A configured address."),
    treated(addresses, "config/heartbeat-interface-address", full,
            "3.3.5 .. 3.8", "A configured address."),
    treated(addresses, "config/mesh-address", full, "3.3.5 .. 3.8",
            "A configured address."),
    treated(addresses, "config/mesh-seed-address-port", full, "3.3.18 .. 3.8",
            "The other nodes that are joined."),
    treated(addresses, "config/service.address", full, "3.9.0+",
            "Where the server listens."),
    treated(addresses, "config/service.access-address", full, "3.9.0+",
            "A configured address."),
    treated(addresses, "config/service.alternate-address", full,
            "3.9.0 .. 3.10.1", "A configured address."),
    treated(addresses, "config/service.alternate-access-address", full,
            "3.10.0+", "A configured address."),
    treated(addresses, "config/service.tls-address", full, "3.10.0+",
            "A configured address."),
    treated(addresses, "config/service.tls-access-address", full, "3.10.0+",
            "A configured address."),
    treated(addresses, "config/service.alternate-tls-address", full,
            "3.10.0 .. 3.10.1", "A configured address."),
    treated(addresses, "config/service.alternate-tls-access-address", full,
            "3.10.0 .. 3.10.1", "A configured address."),
    treated(addresses, "config/service.tls-alternate-access-address", full,
            "3.11.0+", "A configured address."),
    treated(addresses, "config/heartbeat.address", full, "3.9.0+",
            "A configured address."),
    treated(addresses, "config/heartbeat.interface-address", full,
            "3.9.0 .. 3.9.1", "A configured address."),
    treated(addresses, "config/heartbeat.mesh-address", full, "3.9.0",
            "A configured address."),
    treated(addresses, "config/heartbeat.mesh-seed-address-port", full,
            "3.9.0+", "The other nodes that are joined."),
    treated(addresses, "config/heartbeat.tls-mesh-seed-address-port", full,
            "3.15.0+", "The other nodes that are joined."),
    treated(addresses, "config/heartbeat.multicast-group", full, "3.10.0+",
            "A configured address."),
    treated(addresses, "config/heartbeat.tls-address", full, "3.15.0+",
            "A configured address."),
    treated(addresses, "config/fabric.address", full, "3.10.0+",
            "A configured address."),
    treated(addresses, "config/fabric.tls-address", full, "3.15.0+",
            "A configured address."),
    treated(addresses, "config/info.address", full, "3.10.0 .. 8.0",
            "A configured address."),
    treated(addresses, "config/admin.address", full, "8.1.0+",
            "A configured address."),
    treated(addresses, "config/admin.tls-address", full, "8.1.0+",
            "A configured address."),
    pseudonym("config/cluster-name", full, "3.10.0+", Domain::cluster,
              "The cluster's name."),
    pseudonym("config/cluster-id", full, "3.9.1", Domain::cluster,
              "The cluster's name."),
    treated(node, "config/node-id", full, "3.16.0+", "As node."),
    treated(never, "config/self-node-id", full, "3.9.1 .. 3.13",
            "Can be the node's IPv4 address as a number: never sent."),
    treated(never, "config/self-group-id", full, "3.9.1 .. 3.13",
            "Never sent."),
    treated(never, "config/work-directory", full, "3.9.0+",
            "A path: never sent."),
    treated(never, "config/pidfile", full, all, "A path: never sent."),
    treated(never, "config/node-id-interface", full, "3.10.0+",
            "An interface's name: never sent."),
    treated(never, "config/tls[i].name", full, "3.15.0+",
            "A TLS name: never sent."),
    treated(never, "config/vault-namespace", full, "6.3.0+",
            "A name: never sent."),
    word("config/heartbeat.mode", full, "3.9.0+", "mesh|multicast|UNKNOWN",
         "How nodes find each other."),
    word("config/heartbeat-mode", full, "3.3.5 .. 3.8",
         "mesh|multicast|UNKNOWN", "How nodes find each other."),
    word("config/heartbeat.protocol", full, "3.9.0+",
         "v1|v2|v3|none|reset|undefined", "The heartbeat protocol."),
    word("config/heartbeat-protocol", full, "3.3.5 .. 3.8",
         "v1|v2|v3|none|reset|undefined", "The heartbeat protocol."),
    word("config/auto-pin", full, "3.12+", "none|cpu|numa|adq",
         "How threads are bound to CPUs."),
    word("config/debug-allocations", full, "3.16+",
         "none|transient|persistent|all", "Memory debugging."),
    word("config/paxos-protocol", full, "3.3.5 .. 3.13",
         "v1|v2|v3|v4|none|undefined", "The cluster protocol."),
    word("config/paxos-recovery-policy", full, "3.3.5 .. 3.13",
         "manual|auto-dun-master|auto-dun-all|auto-reset-master|undefined",
         "What the cluster did after a split."),
    word("config/mode", full, "3.9.1 .. 3.13", "none|static|dynamic",
         "Rack awareness."),
    number_or_word("config/sindex-data-max-memory", full, "3.3.5 .. 4.9",
                   "ULONG_MAX", "The secondary indexes' memory limit."),
    word("config/ldap.token-hash-method", full, "4.1.0+", "sha-256|sha-512",
         "A setting."),
    shape("config/<key>", full, all, "as the server says",
          "Each setting of the node that is a number or a boolean; the rest "
          "is withheld."),

    // Secondary indexes.
    pseudonym("sindex-metadata/#/ns", full, all, Domain::namespace_,
              "The index's namespace."),
    pseudonym("sindex-metadata/#/set", full, all, Domain::set,
              "The index's set; null when it has none."),
    pseudonym("sindex-metadata/#/indexname", full, all, Domain::index,
              "The index's name, within its namespace."),
    pseudonym("sindex-metadata/#/bin", full, "3.7.0+", Domain::bin,
              "The bin that is indexed."),
    treated(never, "sindex-metadata/#/bins", full, "3.3.5 .. 3.6",
            "Bin names in a list: never sent."),
    // Words, because a name of an index could forge a number.
    word("sindex-metadata/#/num_bins", full, "3.3.5 .. 3.6", "1|2|3|4|5|6|7|8",
         "How many bins are indexed."),
    word("sindex-metadata/#/type", full, all,
         "NUMERIC|STRING|GEOJSON|INT|INT SIGNED|TEXT|GEO2DSPHERE|numeric|"
         "string|blob|geo2dsphere",
         "The type of the values."),
    word("sindex-metadata/#/indextype", full, "3.5.5+",
         "NONE|LIST|MAPKEYS|MAPVALUES|default|list|mapkeys|mapvalues|set",
         "What of the values is indexed."),
    treated(never, "sindex-metadata/#/path", full, "3.5.5 .. 6.0",
            "Carries the bin's name: never sent."),
    treated(never, "sindex-metadata/#/context", full, "6.1+",
            "Can carry map keys: never sent."),
    treated(never, "sindex-metadata/#/exp", full, "8.1.0+",
            "An expression: never sent."),
    word("sindex-metadata/#/sync_state", full, "3.3.5 .. 3.12",
         "synced|needsync|not_synced|SYNCED|NEEDSYNC|NOT_SYNCED",
         "Whether the index is in step."),
    word("sindex-metadata/#/state", full, all, "A|D|I|WO|RW|ERROR",
         "Whether the index can be read and written."),
    number_or_word("sindexes/<index>/data-max-memory", full, "3.3.5 .. 3.8",
                   "ULONG_MAX", "The index's memory limit."),
    shape("sindexes/<index>/<key>", full, all, "as the server counts",
          "Each statistic of the index that is a number or a boolean."),

    // Sets.
    pseudonym("sets/#/ns", full, "3.9.0+", Domain::namespace_,
              "The set's namespace."),
    pseudonym("sets/#/set", full, "3.9.0+", Domain::set, "The set's name."),
    pseudonym("sets/#/ns_name", full, "3.3.5 .. 3.8", Domain::namespace_,
              "The set's namespace."),
    pseudonym("sets/#/set_name", full, "3.3.5 .. 3.8", Domain::set,
              "The set's name."),
    word("sets/#/set-enable-xdr", full, "3.3.5 .. 4.9", "use-default",
         "Whether the set is shipped to other clusters."),
    shape("sets/#/<key>", full, all, "as the server counts",
          "Each statistic and setting of the set."),

    // The host.
    word("system/os-name", full, "", "posix", "As the old agent sent it."),
    word("system/platform", full, "", "linux", "The kernel's name."),
    grammar("system/linux_distribution/#0", full, "", Grammar::os_id,
            "The distribution, if it is one of a list."),
    grammar("system/linux_distribution/#1", full, "", Grammar::os_version,
            "The distribution's version."),
    word("system/uname/#0", full, "", "Linux", "The kernel's name."),
    pseudonym("system/uname/#1", full, "", Domain::host, "The host's name."),
    grammar("system/uname/#2", full, "", Grammar::kernel,
            "The numeric head of the kernel's release."),
    treated(never, "system/uname/#3", full, "",
            "The kernel's build text: never sent."),
    grammar("system/uname/#4", full, "", Grammar::machine,
            "The processor's architecture."),
    grammar("system/CPU information/#/vendor_id", full, "", Grammar::cpu_vendor,
            "The processor's maker."),
    grammar("system/CPU information/#/model name", full, "", Grammar::cpu_model,
            "The processor's model."),
    shape("system/CPU information/#/cpu family", full, "", no_unit,
          "The processor's family."),
    shape("system/CPU information/#/model", full, "", no_unit,
          "The processor's model number."),
    shape("system/CPU information/#/stepping", full, "", no_unit,
          "The processor's stepping."),
    grammar("system/CPU information/#/flags", full, "", Grammar::cpu_flags,
            "What the processor can do."),
    grammar("system/CPU information/#/CPU implementer", full, "",
            Grammar::cpu_part,
            "The maker of an ARM processor, as ARM numbers it."),
    grammar("system/CPU information/#/CPU architecture", full, "",
            Grammar::cpu_part, "The ARM architecture's version."),
    grammar("system/CPU information/#/CPU variant", full, "", Grammar::cpu_part,
            "The ARM processor's variant."),
    grammar("system/CPU information/#/CPU part", full, "", Grammar::cpu_part,
            "The ARM processor's model."),
    grammar("system/CPU information/#/CPU revision", full, "",
            Grammar::cpu_part, "The ARM processor's revision."),
    grammar("system/CPU information/#/Features", full, "", Grammar::cpu_flags,
            "What an ARM processor can do."),
    shape("system/CPU information/#/count", full, "", "processors",
          "How many such processors the host has."),

    grammar("dmi/bios_date", full, "", Grammar::bios_date,
            "The firmware's date."),
    grammar("dmi/bios_vendor", full, "", Grammar::hardware,
            "The firmware's vendor."),
    grammar("dmi/bios_version", full, "", Grammar::hardware,
            "The firmware's version."),
    grammar("dmi/board_name", full, "", Grammar::hardware, "The board's name."),
    grammar("dmi/board_vendor", full, "", Grammar::hardware,
            "The board's vendor."),
    grammar("dmi/board_version", full, "", Grammar::hardware,
            "The board's version."),
    shape("dmi/chassis_type", full, "", no_unit,
          "The chassis, as SMBIOS numbers it."),
    grammar("dmi/chassis_vendor", full, "", Grammar::hardware,
            "The chassis' vendor."),
    grammar("dmi/product_name", full, "", Grammar::hardware,
            "The machine's model."),
    grammar("dmi/product_family", full, "", Grammar::hardware,
            "The machine's family."),
    grammar("dmi/sys_vendor", full, "", Grammar::hardware,
            "The machine's vendor."),
});

}  // namespace

std::span<const Rule>
rules() {
  return table;
}

}  // namespace telemetry
