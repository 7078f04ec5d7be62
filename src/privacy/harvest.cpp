#include "privacy/harvest.h"

#include <algorithm>

#include "base/address.h"
#include "base/text.h"
#include "privacy/dictionary.h"
#include "privacy/record_list.h"
#include "privacy/treat.h"
#include "server/info_values.h"

namespace telemetry {
namespace {

void add_node(Identifiers& seen, std::string_view id) {
  if (id.size() < 2) return;
  seen.add_any_case(id);
  if (const auto parts = parse_node_id(id)) seen.add_any_case(parts->mac);
}

void add_address(Identifiers& seen, std::string_view host) {
  if (host == "any" || host == "null") return;
  seen.add_any_case(host);
  if (const auto address = canonical_address(host))
    seen.add(*address);
  else
    seen.add_any_case(cut(host, '.').first);
}

void add_endpoints(Identifiers& seen, std::string_view list) {
  if (const auto peers = parse_peers(list)) {
    for (const auto& peer : *peers) {
      add_node(seen, peer.node);
      for (const auto& endpoint : peer.endpoints)
        add_address(seen, endpoint.host);
    }
    return;
  }
  while (!list.empty()) {
    auto items = take_until(list, ';');
    while (!items.empty())
      add_address(seen, split_host_port(take_until(items, ',')).host);
  }
}

// Whatever text a section holds that does not go out as it is.
void add_pairs(Identifiers& seen, const DictionaryNode& section,
               std::string_view text) {
  ItemCursor items(text);
  while (const auto item = items.next()) {
    const auto* node = section.member(item->key);
    if (node == nullptr || node->rule() == nullptr) continue;
    const auto value = item->value;
    if (value.empty() || value == "null") continue;
    switch (node->rule()->treatment) {
      case Treatment::node:
      case Treatment::nodes:
        for (const auto id : split(value, ',')) add_node(seen, id);
        break;
      case Treatment::addresses:
        add_address(seen, value);
        add_endpoints(seen, value);
        break;
      case Treatment::pseudonym:
        seen.add_name(value);
        break;
      case Treatment::never:
        seen.add(value);
        break;
      case Treatment::shape:
        if (!Clear::shape(value) || is_identifying_key(item->key))
          seen.add(value);
        break;
      default:
        break;
    }
  }
}

void add_records(Identifiers& seen, std::string_view text,
                 const RecordForm& form,
                 std::span<const std::string_view> name_fields) {
  const auto all = [](std::string_view) { return true; };
  const auto take = [&](Record record) {
    for (const auto& field : record)
      if (std::ranges::find(name_fields, field.name) != name_fields.end())
        seen.add_name(field.value);
  };
  // What is left of a record that a name has broken is that name's text.
  const auto leave = [&](std::string_view record) {
    while (!record.empty()) {
      const auto [name, value] = cut(take_until(record, ':'), '=');
      if (!Clear::shape(value)) seen.add_name(value);
    }
  };
  read_records(text, form, all, take, leave);
}

}  // namespace

Identifiers harvest(const ServerSnapshot& server, const HostFacts& host,
                    std::string_view outward_address, std::uint64_t seed) {
  Identifiers seen(seed);
  for (const auto field : {Field::service, Field::services,
                           Field::services_alternate, Field::services_alumni})
    add_endpoints(seen, server[field].value_or(""));
  add_node(seen, server[Field::node].value_or(""));
  for (const auto id : split(server[Field::succession_list].value_or(""), ','))
    add_node(seen, id);
  seen.add_name(server[Field::cluster_name].value_or(""));
  for (const auto& reply : server.namespaces) seen.add_name(reply.name);

  const auto& root = dictionary();
  add_pairs(seen, *root.literal("statistics"),
            server[Field::statistics].value_or(""));
  add_pairs(seen, *root.literal("config"), server[Field::config].value_or(""));
  for (const auto& reply : server.namespaces)
    add_pairs(seen, *root.literal("namespaces")->other(),
              reply.value.value_or(""));

  static constexpr auto set_names =
      std::to_array<std::string_view>({"ns", "ns_name", "set", "set_name"});
  static constexpr auto index_names = std::to_array<std::string_view>(
      {"ns", "set", "indexname", "bin", "bins", "path", "context", "exp"});
  add_records(seen, server[Field::sets].value_or(""), set_form, set_names);
  add_records(seen, server[Field::sindex_list].value_or(""), sindex_form,
              index_names);
  RecordCursor udfs(server[Field::udf_list].value_or(""));
  while (const auto udf = udfs.next()) {
    const auto name = find_item(*udf, "filename", ',').value_or("");
    seen.add_name(name);
    seen.add(name.substr(0, name.rfind('.')));
  }

  if (host.kernel) add_address(seen, host.kernel->host_name);
  add_address(seen, outward_address);
  return seen;
}

}  // namespace telemetry
