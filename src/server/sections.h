// What the server said, parsed once into values. Raw: only the anonymiser reads
// it, and it never leaves the raw half. Keys are rows of the dictionary; a key
// that the dictionary does not list is counted and not kept. Pure; every input
// may be garbage.

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "rule/dictionary.h"
#include "server/info_protocol.h"
#include "server/info_values.h"
#include "server/plan.h"

namespace telemetry {

// One `key=value` of a list of them, or one field of a record: small, since a
// large server has a hundred thousand.
struct Item {
  const Row* row = nullptr;
  std::string_view text;  // as the server wrote it

  std::string_view value() const;
  // The digits in `[0]`, "" if the key has none.
  std::string_view index() const;
};

// Sorted by row and index; an item that was repeated stands beside the first.
using Items = std::vector<Item>;

// The value of the first item of this key, or nothing.
std::optional<std::string_view> find_value(const Items& items,
                                           std::string_view object,
                                           std::string_view key);

// A record of `sets` or of the list of indexes. Its fields are in the server's
// order.
struct Record {
  std::string_view namespace_name;
  std::string_view name;  // of the set or of the index
  Items fields;
};

struct RecordList {
  std::vector<Record> records;
  // Records that were left out: then the list tells no count.
  std::uint64_t malformed = 0;
};

struct NamespaceSection {
  std::string_view name;
  std::optional<Items> items;  // nothing: not asked, or its reply was an error
};

// The figures of histograms.
using Histograms = std::map<const Row*, std::string_view>;

// A command whose reply cannot be used.
struct Missing {
  Field field;
  std::string_view why;  // "is an error", "did not come in time", ...
};

struct Sections {
  std::vector<Replies> replies;  // owns the text that the views below show
  Build build;
  Channels channels;  // those that the server was asked for

  // A value that the server did not give, or gave as an error, is absent.
  std::map<Field, std::string_view> texts;  // each is one value of the report
  std::map<Field, std::vector<Endpoint>> endpoints;
  std::optional<Items> statistics;
  std::optional<Items> config;
  std::vector<NamespaceSection> namespaces;  // in the server's order
  std::optional<RecordList> sets;
  std::optional<RecordList> sindex_list;
  std::map<IndexName, Items> sindexes;
  // By namespace; "" are those of all namespaces.
  std::optional<std::map<std::string_view, Histograms>> histograms;
  std::optional<std::uint64_t> udf_files;

  std::vector<Missing> missing;  // each field once
  std::uint64_t malformed_records = 0;
  std::uint64_t malformed_keys = 0;
  std::uint64_t unknown_keys = 0;
  // The same by channel, as the page shows it.
  std::array<std::uint64_t, channel_names.size()> unknown_in = {};
  // The first of those keys, for the operator's own eyes.
  std::vector<std::string_view> unknown;
};

// The text of a field that is one value, "" if it is absent.
std::string_view text_of(const Sections& sections, Field field);

// Puts the reply to one step where it belongs. The names of the namespaces are
// read before everything that needs them. `value` outlives the sections.
void read_reply(Sections& sections, const Step& step, std::string_view value);

// Lists a command once, if it has a section: a greeting has none.
void add_missing(Sections& sections, Field field, std::string_view why);

}  // namespace telemetry
