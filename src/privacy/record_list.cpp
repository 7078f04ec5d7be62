#include "privacy/record_list.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "server/info_values.h"

namespace telemetry {
namespace {

constexpr std::size_t most_fields = 32;

using Fields = std::vector<RecordField>;

constexpr auto after_set =
    std::to_array<std::string_view>({"objects", "n_objects"});
// From the tables of info-protocol.md 2.6 and 2.5, all generations together.
constexpr auto set_fields = std::to_array<std::string_view>(
    {"tombstones",          "memory_data_bytes", "device_data_bytes",
     "data_used_bytes",     "deleting",          "truncate_lut",
     "truncating",          "set-enable-xdr",    "sindexes",
     "index_populating",    "enable-index",      "stop-writes-count",
     "stop-writes-size",    "default-ttl",       "default-read-touch-ttl-pct",
     "disable-eviction",    "n-bytes-memory",    "set-stop-write-count",
     "set-evict-hwm-count", "set-delete"});
constexpr auto sindex_fields = std::to_array<std::string_view>(
    {"set", "num_bins", "bins", "bin", "type", "indextype", "path",
     "sync_state", "state", "context", "exp"});
// A set index of 8.1.2.
constexpr auto set_index =
    std::to_array<std::string_view>({"ns", "indexname", "set", "indextype"});

constexpr auto namespace_fields =
    std::to_array<std::string_view>({"ns", "ns_name"});

bool
has(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool
is_name_field(const RecordForm& form, std::string_view name) {
  return name == form.name_field ||
         (form.name_field == "set" && name == "set_name");
}

// Whether `name` may follow `fields`.
bool
may_follow(const Fields& fields, std::string_view name,
           const RecordForm& form) {
  if (fields.empty()) return has(namespace_fields, name);
  if (!is_name_field(form, name) && !has(form.after_name, name) &&
      !has(form.others, name))
    return false;
  if (std::ranges::find(fields, name, &RecordField::name) != fields.end())
    return false;
  return form.after_name.empty() || has(form.after_name, name) ||
         !is_name_field(form, fields.back().name);
}

// The fields of one record; false when it is malformed. The names of `model`
// are known to be a good beginning: checking them again for each of 100,000
// records would be most of the work.
bool
parse(std::string_view record, const RecordForm& form, const Fields& model,
      Fields& fields) {
  fields.clear();
  bool like_model = true;
  bool has_name = false;
  while (!record.empty()) {
    const auto field = take_until(record, ':');
    const auto equals = field.find('=');
    if (equals == std::string_view::npos || fields.size() == most_fields)
      return false;
    const auto name = field.substr(0, equals);
    like_model = like_model && fields.size() < model.size() &&
                 model[fields.size()].name == name;
    if (!like_model && !may_follow(fields, name, form)) return false;
    has_name = has_name || is_name_field(form, name);
    fields.push_back({name, field.substr(equals + 1)});
  }
  return has_name && fields.size() > 2;
}

bool
same_names(Record fields, Record others) {
  return std::ranges::equal(fields, others, {}, &RecordField::name,
                            &RecordField::name);
}

bool
is_variant(Record fields, const RecordForm& form) {
  return !form.variant.empty() &&
         std::ranges::equal(fields, form.variant, {}, &RecordField::name);
}

}  // namespace

const RecordForm set_form = {"set", after_set, set_fields, {}};
const RecordForm sindex_form = {"indexname", {}, sindex_fields, set_index};

void
read_records(std::string_view text, const RecordForm& form,
             const std::function<bool(std::string_view)>& known,
             const std::function<void(Record)>& take,
             const std::function<void(std::string_view)>& leave) {
  Fields fields;
  Fields longest;
  const auto well_formed = [&](std::string_view record) {
    return parse(record, form, longest, fields) && known(fields.front().value);
  };
  RecordCursor first(text);
  while (const auto record = first.next())
    if (well_formed(*record) && fields.size() > longest.size() &&
        !is_variant(fields, form))
      longest = fields;

  RecordCursor second(text);
  while (const auto record = second.next()) {
    if (well_formed(*record) &&
        (same_names(fields, longest) || is_variant(fields, form)))
      take(fields);
    else
      leave(*record);
  }
}

}  // namespace telemetry
