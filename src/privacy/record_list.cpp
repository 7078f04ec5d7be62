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

// The orders of info-protocol.md 2.6 and 2.5.
constexpr auto set_old =
    std::to_array<std::string_view>({"ns_name", "set_name", "n_objects"});
constexpr auto set_new =
    std::to_array<std::string_view>({"ns", "set", "objects"});
constexpr auto set_orders = std::to_array<FieldOrder>({set_new, set_old});
constexpr auto set_fields = std::to_array<std::string_view>(
    {"tombstones",          "memory_data_bytes", "device_data_bytes",
     "data_used_bytes",     "deleting",          "truncate_lut",
     "truncating",          "set-enable-xdr",    "sindexes",
     "index_populating",    "enable-index",      "stop-writes-count",
     "stop-writes-size",    "default-ttl",       "default-read-touch-ttl-pct",
     "disable-eviction",    "n-bytes-memory",    "set-stop-write-count",
     "set-evict-hwm-count", "set-delete"});

constexpr auto sindex_3_3 = std::to_array<std::string_view>(
    {"ns", "set", "indexname", "num_bins", "bins", "type", "indextype", "path",
     "sync_state", "state"});
constexpr auto sindex_3_7 = std::to_array<std::string_view>(
    {"ns", "set", "indexname", "bin", "type", "indextype", "path", "sync_state",
     "state"});
constexpr auto sindex_6_1 =
    std::to_array<std::string_view>({"ns", "indexname", "set", "bin", "type",
                                     "indextype", "context", "exp", "state"});
constexpr auto sindex_orders =
    std::to_array<FieldOrder>({sindex_6_1, sindex_3_7, sindex_3_3});
// A set index of 8.1.2.
constexpr auto set_index =
    std::to_array<std::string_view>({"ns", "indexname", "set", "indextype"});

bool has(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool follows(const Fields& fields, const RecordForm& form, FieldOrder order) {
  if (fields.size() < form.fixed) return false;
  auto place = order.begin();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto name = fields[i].name;
    const auto at = std::find(place, order.end(), name);
    if (at == order.end()) {
      if (i < form.fixed || !has(form.others, name)) return false;
      const auto before = std::span(fields).first(i);
      if (std::ranges::find(before, name, &RecordField::name) != before.end())
        return false;
      continue;
    }
    if (i < form.fixed && at != place) return false;
    place = at + 1;
  }
  return true;
}

// The fields of one record; false when it is malformed. The names of `model`
// are known to be good: checking them again for each of 100,000 records would
// be most of the work.
bool parse(std::string_view record, const RecordForm& form, const Fields& model,
           Fields& fields) {
  fields.clear();
  bool like_model = true;
  while (!record.empty()) {
    const auto field = take_until(record, ':');
    const auto equals = field.find('=');
    if (equals == std::string_view::npos || fields.size() == most_fields)
      return false;
    const auto name = field.substr(0, equals);
    like_model = like_model && fields.size() < model.size() &&
                 model[fields.size()].name == name;
    fields.push_back({name, field.substr(equals + 1)});
  }
  if (fields.size() < 3) return false;
  if (like_model && fields.size() == model.size()) return true;
  return std::ranges::any_of(form.orders, [&](FieldOrder order) {
    return follows(fields, form, order);
  });
}

bool same_names(Record fields, Record others) {
  return std::ranges::equal(fields, others, {}, &RecordField::name,
                            &RecordField::name);
}

bool is_variant(Record fields, const RecordForm& form) {
  return !form.variant.empty() &&
         std::ranges::equal(fields, form.variant, {}, &RecordField::name);
}

}  // namespace

const RecordForm set_form = {3, set_orders, set_fields, {}, 63};
const RecordForm sindex_form = {2, sindex_orders, {}, set_index, 0};

void read_records(std::string_view text, const RecordForm& form,
                  const std::function<bool(std::string_view)>& known,
                  const std::function<void(Record)>& take,
                  const std::function<void(std::string_view)>& leave) {
  Fields fields;
  Fields longest;
  const auto well_formed = [&](std::string_view record) {
    return parse(record, form, longest, fields) && known(fields.front().value);
  };
  bool all_alike = true;
  RecordCursor first(text);
  while (const auto record = first.next()) {
    const bool good = well_formed(*record);
    if (good && is_variant(fields, form)) continue;
    if (!good || (!longest.empty() && !same_names(fields, longest)))
      all_alike = false;
    if (good && fields.size() > longest.size()) longest = fields;
  }

  const auto fits_into_a_name = [&](std::string_view record) {
    const auto* const name = fields[1].value.data();
    const auto rest = record.data() + record.size() - name;
    return static_cast<std::size_t>(rest) <= form.longest_name;
  };
  RecordCursor second(text);
  while (const auto record = second.next()) {
    if (well_formed(*record) &&
        (same_names(fields, longest) || is_variant(fields, form)) &&
        (all_alike || !fits_into_a_name(*record)))
      take(fields);
    else
      leave(*record);
  }
}

}  // namespace telemetry
