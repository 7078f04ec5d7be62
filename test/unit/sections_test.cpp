// server/sections: what a server says, whoever chose the names in it, becomes
// rows of the dictionary with values, and everything else is counted.

#define BOOST_TEST_MODULE sections
#include "server/sections.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <ctime>
#include <deque>
#include <string>

#include "support/server.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

using Names = std::vector<std::string>;

const std::string card = "4111111111111111";

// What was read of a server with these namespaces.
struct Reader {
  explicit Reader(std::string namespaces = "ns") {
    read(Field::namespaces, std::move(namespaces));
  }

  Reader& read(Field field, std::string text, std::size_t item = 0) {
    texts.push_back(std::move(text));
    read_reply(sections, {"", field, item}, texts.back());
    return *this;
  }

  std::deque<std::string> texts;  // what the sections show
  Sections sections;
};

std::vector<Field> missing(const Reader& reader) {
  std::vector<Field> fields;
  for (const auto& each : reader.sections.missing) fields.push_back(each.field);
  return fields;
}

// `key=value;`, the digits of an index behind a '#'.
std::string shown(const Items& items) {
  std::string text;
  for (const auto& item : items) {
    text += item.row->key;
    if (!item.index().empty()) text.append("#").append(item.index());
    text.append("=").append(item.value()).append(";");
  }
  return text;
}

std::string shown(const std::optional<Items>& items) {
  return items ? shown(*items) : "nothing";
}

std::string statistics(const std::string& text) {
  return shown(Reader().read(Field::statistics, text).sections.statistics);
}

// What the command for the first namespace prints.
std::string of_namespace(const std::string& text,
                         const std::string& namespaces = "ns") {
  Reader reader(namespaces);
  reader.read(Field::namespace_info, text);
  return shown(reader.sections.namespaces.at(0).items);
}

// `namespace|name|figures` of each, in the order of namespaces and rows.
Names histograms(Field field, const std::string& text,
                 std::uint64_t malformed = 0, std::uint64_t unknown = 0,
                 const std::string& namespaces = "ns") {
  Reader reader(namespaces);
  reader.read(field, text);
  BOOST_TEST(reader.sections.malformed_records == malformed, text);
  BOOST_TEST(reader.sections.unknown_keys == unknown, text);
  Names all;
  BOOST_REQUIRE(reader.sections.histograms.has_value());
  for (const auto& [of, list] : *reader.sections.histograms)
    for (const auto& [row, figures] : list)
      all.push_back(std::string(of) + '|' + std::string(row->key) + '|' +
                    std::string(figures));
  return all;
}

// The records of a list that were taken: their names, and all their values in
// one text.
struct List {
  Names names;
  std::string values;
  std::uint64_t malformed = 0;
};

List list_of(Field field, const std::string& text) {
  Reader reader;
  reader.read(field, text);
  const auto& list =
      field == Field::sets ? reader.sections.sets : reader.sections.sindex_list;
  BOOST_REQUIRE(list.has_value());
  BOOST_TEST(reader.sections.malformed_records == list->malformed);
  List result;
  result.malformed = list->malformed;
  for (const auto& record : list->records) {
    BOOST_TEST(record.namespace_name == "ns");
    result.names.emplace_back(record.name);
    for (const auto& field_of : record.fields)
      result.values.append(field_of.value()).append(" ");
  }
  return result;
}

List sets(const std::string& text) { return list_of(Field::sets, text); }
List indexes(const std::string& text) {
  return list_of(Field::sindex_list, text);
}

// As 8.1.2 and the oldest server that is known print a set.
std::string set(const std::string& name) {
  return "ns=ns:set=" + name +
         ":objects=5:tombstones=0:data_used_bytes=70:truncate_lut=0:sindexes=1"
         ":index_populating=false:truncating=false:disable-eviction=false;";
}

std::string old_set(const std::string& name) {
  return "ns_name=ns:set_name=" + name +
         ":n_objects=5:set-stop-write-count=0:set-evict-hwm-count=0"
         ":set-enable-xdr=true:set-delete=false;";
}

std::string index(const std::string& name) {
  return "ns=ns:indexname=" + name +
         ":set=s:bin=b:type=string:indextype=default:context=null:exp=null"
         ":state=RW;";
}

std::string repeated(const std::string& text, std::size_t bytes) {
  std::string all;
  while (all.size() < bytes) all += text;
  return all;
}

// The processor's seconds for one reply of so many bytes; the least of three,
// as the machine does other work, too.
double seconds_to_read(Field field, const std::string& text) {
  double least = 1e9;
  for (int i = 0; i < 3; ++i) {
    Reader reader;
    const auto begin = std::clock();
    read_reply(reader.sections, {"", field}, text);
    least = std::min(least, static_cast<double>(std::clock() - begin));
  }
  return least / CLOCKS_PER_SEC;
}

// Four times the text takes four times as long; quadratic would be sixteen.
void check_linear(Field field, const std::string& text, std::size_t bytes) {
  const auto quarter = seconds_to_read(field, repeated(text, bytes / 4));
  const auto whole = seconds_to_read(field, repeated(text, bytes));
  BOOST_TEST(whole < 9 * quarter + 0.001, text);
}

}  // namespace

BOOST_AUTO_TEST_CASE(listed_keys_are_kept_in_the_order_of_the_dictionary) {
  BOOST_TEST(statistics("uptime=5;cluster_size=3;") ==
             "cluster_size=3;uptime=5;");
  BOOST_TEST(statistics("") == "");
}

BOOST_AUTO_TEST_CASE(a_value_is_all_that_follows_the_first_equals_sign) {
  Reader reader;
  reader.read(Field::config, "service.port=3000;;service.address=a=b:c,d;");
  BOOST_TEST(shown(reader.sections.config) ==
             "service.address=a=b:c,d;service.port=3000;");
}

BOOST_AUTO_TEST_CASE(a_key_that_is_not_listed_is_counted_and_not_kept) {
  Reader reader;
  reader.read(Field::statistics, "uptime=5;card=" + card + ";warp=9;=x");
  BOOST_TEST(shown(reader.sections.statistics) == "uptime=5;");
  BOOST_TEST(reader.sections.unknown_keys == 3u);
  BOOST_TEST(reader.sections.malformed_keys == 0u);
}

BOOST_AUTO_TEST_CASE(a_key_is_listed_for_its_own_section_alone) {
  Reader reader;
  reader.read(Field::config, "uptime=5").read(Field::statistics, "uptime=6");
  BOOST_TEST(shown(reader.sections.config) == "");
  BOOST_TEST(shown(reader.sections.statistics) == "uptime=6;");
  BOOST_TEST(reader.sections.unknown_keys == 1u);
  reader.read(Field::statistics, "card=" + card + ";warp=9");
  reader.read(Field::latencies, "warp:msec,1.0");
  // Facts, usage, settings, host.
  const std::array<std::uint64_t, 4> in_channels = {0, 3, 1, 0};
  BOOST_TEST((reader.sections.unknown_in == in_channels));
}

BOOST_AUTO_TEST_CASE(the_operator_can_see_which_keys_were_left_out) {
  Reader reader;
  reader.read(Field::statistics, "a-b=1;uptime=2;a-b=3;c=4");
  BOOST_TEST((reader.sections.unknown ==
              std::vector<std::string_view>{"a-b", "a-b", "c"}));
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "k" + std::to_string(i) + "=1;";
  Reader flooded;
  flooded.read(Field::statistics, many);
  BOOST_TEST(flooded.sections.unknown.size() == 1000u);
  BOOST_TEST(flooded.sections.unknown_keys == 5000u);
}

BOOST_AUTO_TEST_CASE(an_item_without_an_equals_sign_is_malformed) {
  Reader reader;
  reader.read(Field::statistics, "uptime;cluster_size=3;x;;");
  BOOST_TEST(shown(reader.sections.statistics) == "cluster_size=3;");
  BOOST_TEST(reader.sections.malformed_keys == 2u);
  BOOST_TEST(reader.sections.unknown_keys == 0u);
}

BOOST_AUTO_TEST_CASE(absolute_times_are_known_and_not_kept) {
  Reader reader;
  reader.read(Field::namespace_info, "current_time=523;objects=1");
  BOOST_TEST(shown(reader.sections.namespaces[0].items) == "objects=1;");
  BOOST_TEST(reader.sections.unknown_keys == 0u);
}

BOOST_AUTO_TEST_CASE(what_a_repeated_key_says_stands_beside_the_first) {
  Reader reader;
  reader.read(Field::config,
              "service.address=b;service.port=1;service.address=a;"
              "service.port=2");
  const auto& items = reader.sections.config.value();
  BOOST_TEST(shown(items) ==
             "service.address=b;service.address=a;service.port=1;"
             "service.port=2;");
  BOOST_TEST(find_value(items, "config", "service.port").value() == "1");
}

BOOST_AUTO_TEST_CASE(a_value_is_found_by_its_key_and_section) {
  Reader reader;
  reader.read(Field::namespace_info,
              "objects=7;storage-engine.device[0].age=1");
  const auto& items = reader.sections.namespaces[0].items.value();
  BOOST_TEST(find_value(items, "namespaces/*", "objects").value() == "7");
  for (const auto* key : {"type", "", "x"})
    BOOST_TEST(!find_value(items, "namespaces/*", key).has_value(), key);
  BOOST_TEST(!find_value(items, "statistics", "objects").has_value());
  BOOST_TEST(!find_value({}, "statistics", "objects").has_value());
}

BOOST_AUTO_TEST_CASE(an_index_in_a_key_is_up_to_four_digits) {
  BOOST_TEST(of_namespace("storage-engine.device[10].age=1;"
                          "storage-engine.device[9999].age=2;"
                          "storage-engine.device[7]=/x;"
                          "storage-engine.device[2].age=3") ==
             "storage-engine.device[i]#7=/x;"
             "storage-engine.device[i].age#2=3;"
             "storage-engine.device[i].age#10=1;"
             "storage-engine.device[i].age#9999=2;");
  for (const auto* key :
       {"device[10000].age", "device[].age", "device[i].age", "device[-1].age",
        "device[ 7].age", "device[1].age[2]", "device[7.age", "device]7[.age",
        "device[203.0.113.9].age", "device[0x1].age", "[1]device[1].age",
        "device[1].agex", "device[1]age"}) {
    Reader reader;
    reader.read(Field::namespace_info,
                std::string("storage-engine.") + key + "=1");
    BOOST_TEST(shown(reader.sections.namespaces[0].items) == "", key);
    BOOST_TEST(reader.sections.unknown_keys == 1u, key);
  }
}

BOOST_AUTO_TEST_CASE(a_key_may_begin_with_the_name_of_its_own_namespace) {
  const std::string key = "-read-hist-track-back";
  for (const std::string name : {"ns", "a}-b", "{", "*", "[1]", "{*}-read"})
    BOOST_TEST(of_namespace("{" + name + "}" + key + "=300", name) ==
                   "{*}-read-hist-track-back=300;",
               name);
  for (const std::string name : {"{other}", "{*}", "{}", "{ns", "ns", "{NS}"})
    BOOST_TEST(of_namespace(name + key + "=300", "ns;other") == "", name);
  // Only the namespace's own commands print it.
  Reader reader;
  reader.read(Field::config, "{ns}" + key + "=300");
  BOOST_TEST(shown(reader.sections.config) == "");
}

BOOST_AUTO_TEST_CASE(items_are_bounded_and_what_is_too_much_is_counted) {
  Reader reader;
  reader.read(Field::statistics, repeated("uptime=1;", 9 * 20'000));
  BOOST_TEST(reader.sections.statistics->size() == 16'384u);
  BOOST_TEST(reader.sections.malformed_keys == 20'000u - 16'384u);
}

BOOST_AUTO_TEST_CASE(sets_of_every_generation_are_taken) {
  for (auto* const make : {&set, &old_set}) {
    const auto list = sets((*make)("a") + (*make)("b"));
    BOOST_TEST(list.names == (Names{"a", "b"}));
    BOOST_TEST(list.malformed == 0u);
  }
  BOOST_TEST(sets("").malformed == 0u);
  BOOST_TEST(sets(";;;").malformed == 0u);
}

BOOST_AUTO_TEST_CASE(indexes_of_every_generation_are_taken) {
  const std::string old = "ns=ns:set=s:indexname=i:";
  for (const auto& one :
       {old + "num_bins=1:bins=b:type=INT:sync_state=synced:state=RW;",
        old + "bin=b:type=NUMERIC:indextype=NONE:path=b:state=RW;",
        std::string("ns=ns:indexname=i:set=s:bin=b:type=string:"
                    "indextype=default:context=null:state=RW;"),
        index("i")}) {
    const auto list = indexes(one + one);
    BOOST_TEST(list.names == (Names{"i", "i"}), one);
    BOOST_TEST(list.malformed == 0u, one);
  }
}

BOOST_AUTO_TEST_CASE(the_index_of_a_whole_set_has_no_state) {
  // 8.1.2 begins with ';' where there are no others.
  const std::string text = ";ns=ns:indexname=si:set=s:indextype=set;";
  BOOST_TEST(indexes(text).names == Names{"si"});
  BOOST_TEST(indexes(index("i") + text).names == (Names{"i", "si"}));
  BOOST_TEST(indexes("ns=ns:indexname=i:set=s:indextype=list").malformed == 1u);
}

BOOST_AUTO_TEST_CASE(a_name_may_be_any_bytes_without_the_marks_of_the_list) {
  for (const auto& name :
       Names{"null", "42", "\xff\xfe\xc0", "a b", "a\nb", "a\tb", "{a}", "a=b",
             "/canary", "a,b", std::string("a\0b", 3), std::string(63, 'x')}) {
    BOOST_TEST(sets(set(name)).names == Names{name}, name);
    BOOST_TEST(indexes(index(name)).names == Names{name}, name);
  }
}

BOOST_AUTO_TEST_CASE(a_record_of_an_unknown_namespace_is_left_out) {
  auto foreign = set("a");
  foreign.replace(0, 5, "ns=NS");
  const auto list = sets(foreign + set("b"));
  BOOST_TEST(list.names == Names{"b"});
  BOOST_TEST(list.malformed == 1u);
  BOOST_TEST(indexes("ns=:indexname=i:set=s:state=RW").malformed == 1u);
}

BOOST_AUTO_TEST_CASE(a_field_that_is_unknown_or_repeated_costs_its_record) {
  for (const auto& name :
       Names{"x:leak=1", "x:objects=" + card, "x:n_objects=" + card,
             "x:set_name=y", "x:ns=ns", "x:ns_name=ns", "x:tombstones=" + card,
             "x:y", ":", "x:", "x:objects=" + card + ":tombstones=1",
             "x:n-bytes-memory=" + card, "x:stop-writes-count=" + card,
             "x:set-delete=" + card, "x:default-ttl=" + card, ""}) {
    for (auto* const make : {&set, &old_set}) {
      const auto list = sets((*make)(name) + (*make)("honest"));
      BOOST_TEST(list.names == Names{"honest"}, name);
      BOOST_TEST(!list.values.contains(card), name);
      BOOST_TEST(list.malformed == 1u, name);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_name_that_ends_its_record_forges_no_number) {
  for (const auto& name :
       Names{"x;ns=ns:set=y:objects=" + card,
             "x;ns=ns:set=y:objects=" + card + ";",
             "x;ns=ns:set=y:objects=" + card + ";z",
             "x;ns=ns:set=y:objects=" + card + ";ns=ns:set=z",
             "x:objects=" + card + ";ns=ns:set=z", "x:objects=" + card + ";z",
             "x;ns_name=ns:set_name=y:n_objects=" + card + ";"}) {
    BOOST_REQUIRE(name.size() <= 63u);
    const auto beside = sets(set(name) + set("honest"));
    BOOST_TEST(beside.names.back() == "honest", name);
    BOOST_TEST(!beside.values.contains(card), name);
    const auto alone = sets(set(name));
    BOOST_TEST(!alone.values.contains(card), "alone: " << name);
    BOOST_TEST(alone.malformed > 0u, name);
  }
}

BOOST_AUTO_TEST_CASE(the_name_of_an_index_hides_no_other_and_forges_no_number) {
  for (const auto& name :
       Names{"x:num_bins=" + card, "x:set=a:bin=b", "x:state=RW", "x:leak=1",
             "x;ns=ns:indexname=y", "x;ns=ns:indexname=y:num_bins=" + card,
             "x;y", "x:y=z", "x:indexname=y", "x:ns=ns", ""}) {
    const auto list = indexes(index(name) + index("honest"));
    BOOST_TEST(list.names.back() == "honest", name);
    for (const auto& row : rows_of("sindex-metadata/#"))
      BOOST_TEST((row.treatment != Treatment::number), row.key);
    if (!name.starts_with("x:num_bins")) BOOST_TEST(list.malformed > 0u, name);
  }
}

BOOST_AUTO_TEST_CASE(garbage_in_a_list_is_left_out_and_what_follows_is_read) {
  std::string many = set("a");
  many.pop_back();
  for (int i = 0; i < 100; ++i) many += ":k" + std::to_string(i) + "=1";
  for (const auto& text :
       Names{"x", "=", ":::", "ns=ns", "ns=ns:set=a", "NS:a:1",
             "set=a:ns=ns:objects=1", "objects=1:ns=ns:set=a",
             "ns=ns:set=a:tombstones=1", "\n\t", many}) {
    const auto list = sets(text + ";" + set("honest"));
    BOOST_TEST(list.names == Names{"honest"}, text);
    BOOST_TEST(list.malformed == 1u, text);
    BOOST_TEST(indexes(text + ";" + index("honest")).names == Names{"honest"});
  }
}

BOOST_AUTO_TEST_CASE(records_are_bounded_and_what_is_too_much_is_counted) {
  const auto list = sets(repeated(set("s"), set("s").size() * 65'540));
  BOOST_TEST(list.names.size() == 65'536u);
  BOOST_TEST(list.malformed == 4u);
}

// 8.1.2 with one more field in each record.
BOOST_AUTO_TEST_CASE(a_list_of_a_future_server_is_left_out_as_a_whole) {
  auto future = set("a");
  future.insert(future.size() - 1, ":masked-bins=0");
  BOOST_TEST(sets(future + future).names.empty());
  BOOST_TEST(sets(future + future).malformed == 2u);
}

BOOST_AUTO_TEST_CASE(modules_of_functions_are_counted_and_not_named) {
  Reader reader;
  reader.read(Field::udf_list,
              "filename=a.lua,hash=0,type=LUA;filename=b,hash=1,type=LUA;");
  BOOST_TEST(reader.sections.udf_files.value() == 2u);
  BOOST_TEST(reader.sections.malformed_records == 0u);
  BOOST_TEST((Reader().read(Field::udf_list, "").sections.udf_files == 0u));
}

BOOST_AUTO_TEST_CASE(modules_one_of_which_is_malformed_have_no_count) {
  const std::string whole = "filename=a.lua,hash=0,type=LUA;";
  for (const auto* record :
       {"x", "filename=b.lua", "filename=b,c=d,hash=0,type=LUA",
        "filename=b,hash=1,hash=0,type=LUA", "hash=0,filename=b,type=LUA",
        "filename=b,hash=0,type=LUA,new=1", "name=b,hash=0,type=LUA"}) {
    Reader reader;
    reader.read(Field::udf_list, whole + record + ";" + whole);
    BOOST_TEST(!reader.sections.udf_files, record);
    BOOST_TEST(reader.sections.malformed_records == 1u, record);
  }
}

BOOST_AUTO_TEST_CASE(latencies_since_5_1_are_read) {
  BOOST_TEST(histograms(Field::latencies,
                        "batch-index:;{ns}-read:msec,42.5,2.10,0.00;"
                        "{ns}-si-query:usec,1.0") ==
             (Names{"|batch-index|", "ns|read|msec,42.5,2.10,0.00",
                    "ns|si-query|usec,1.0"}));
}

BOOST_AUTO_TEST_CASE(a_histogram_up_to_5_0_has_two_halves) {
  const std::string first = "12:10:05-GMT,ops/sec,>1ms;12:10:15,84.3,2.10";
  BOOST_TEST(histograms(Field::latency, "{ns}-read:" + first +
                                            ";{ns}-write:12:10:05-GMT,ops/sec;"
                                            "12:10:15,84.3;") ==
             (Names{"ns|read|" + first,
                    "ns|write|12:10:05-GMT,ops/sec;12:10:15,84.3"}));
  BOOST_TEST(histograms(Field::throughput,
                        "reads:12:10:05-GMT,ops/sec;12:10:15,84.3;"
                        "writes_master:12:10:05-GMT,ops/sec;12:10:15,1.5;") ==
             (Names{"|reads|12:10:05-GMT,ops/sec;12:10:15,84.3",
                    "|writes_master|12:10:05-GMT,ops/sec;12:10:15,1.5"}));
}

BOOST_AUTO_TEST_CASE(an_error_in_the_place_of_a_histogram_is_none) {
  BOOST_TEST(histograms(Field::latency,
                        "error-no-data-yet-or-back-too-small;"
                        "{ns}-read:12:10:05-GMT,ops/sec;12:10:15,84.3;"
                        "error-no-data-yet-or-back-too-small;"
                        "{ns}-udf:error-not-tracking")
                 .size() == 1u);
  Reader reader;
  reader.read(Field::latency, "error-no-data-yet-or-back-too-small");
  BOOST_TEST(reader.sections.histograms->empty());
  BOOST_TEST(reader.sections.missing.empty());
  reader.read(Field::latencies, "error-no-such-thing");
  BOOST_TEST((missing(reader) == std::vector{Field::latencies}));
}

BOOST_AUTO_TEST_CASE(a_histogram_belongs_to_a_namespace_that_the_server_has) {
  BOOST_TEST(histograms(Field::latencies, "{a}-read:b}-write:msec,1.0", 0, 0,
                        "a;a}-read:b") == Names{"a}-read:b|write|msec,1.0"});
  for (const auto* text : {"{other}-read:msec,1.0", "{ns-read:msec,1.0",
                           "{ns}read:msec,1.0", "{}-read:msec,1.0"})
    BOOST_TEST(histograms(Field::latencies, text, 1).empty(), text);
}

BOOST_AUTO_TEST_CASE(a_histogram_that_is_not_listed_is_an_unknown_key) {
  for (const auto* text :
       {"gold_accounts:msec,1.0", "{ns}-READ:msec,1.0", "{ns}-:msec,1.0",
        "read:msec,1.0", "{ns}-batch-index:", "12:10:15,84.3"})
    BOOST_TEST(histograms(Field::latencies, text, 0, 1).empty(), text);
}

BOOST_AUTO_TEST_CASE(of_a_repeated_histogram_the_first_counts) {
  BOOST_TEST(histograms(Field::latencies,
                        "{ns}-read:msec,1.0;{ns}-read:msec,4111",
                        1) == Names{"ns|read|msec,1.0"});
  // The second half stands directly behind its first.
  BOOST_TEST(histograms(Field::latency,
                        "{ns}-read:12:10:05-GMT,ops/sec;12:10:15,1.0;"
                        "12:10:15,4111",
                        0, 1) ==
             Names{"ns|read|12:10:05-GMT,ops/sec;12:10:15,1.0"});
}

BOOST_AUTO_TEST_CASE(a_plain_reply_is_kept_as_it_is_and_where_it_belongs) {
  for (const auto field :
       {Field::build, Field::edition, Field::version, Field::build_os,
        Field::build_time, Field::features, Field::partition_generation,
        Field::node, Field::cluster_name, Field::succession_list}) {
    Reader reader;
    const std::map<Field, std::string_view> kept = {{field, "said"}};
    BOOST_TEST((reader.read(field, "said").sections.texts == kept));
  }
}

BOOST_AUTO_TEST_CASE(an_error_costs_its_field_and_is_listed_once) {
  Reader reader("a;b");
  reader.read(Field::namespace_info, "ERROR:4:x", 0)
      .read(Field::namespace_info, "type=unknown", 1)
      .read(Field::sets, "ERROR:4:x")
      .read(Field::statistics, "uptime=1");
  BOOST_TEST(
      (missing(reader) == std::vector{Field::namespace_info, Field::sets}));
  BOOST_TEST(!reader.sections.namespaces[1].items.has_value());
  BOOST_TEST(!reader.sections.sets.has_value());
  BOOST_TEST(reader.sections.statistics.has_value());
}

BOOST_AUTO_TEST_CASE(endpoints_are_read_in_both_of_their_forms) {
  Reader reader;
  reader.read(Field::service, "10.0.0.1:3000,[fe80::1]:3100")
      .read(Field::services, "4,3000,[[BB9A,,[10.0.0.3]],[BB9B,,[h:31]]]")
      .read(Field::services_alumni, " ")
      .read(Field::services_alternate, "garbage");
  const auto& lists = reader.sections.endpoints;
  const std::vector<Endpoint> own = {{"10.0.0.1", 3000}, {"fe80::1", 3100}};
  const std::vector<Endpoint> others = {{"10.0.0.3", 3000}, {"h", 31}};
  BOOST_TEST((lists.at(Field::service) == own));
  BOOST_TEST((lists.at(Field::services) == others));
  BOOST_TEST(lists.at(Field::services_alumni).empty());
  BOOST_TEST(!lists.contains(Field::services_alternate));
  BOOST_TEST(reader.sections.malformed_records == 1u);
}

BOOST_AUTO_TEST_CASE(what_a_release_says_stands_for_the_older_commands) {
  Reader reader;
  reader.read(Field::release,
              "arch=x86_64;edition=Aerospike Community Edition;os=el9;"
              "version=8.1.2.0;sha=0");
  BOOST_TEST(text_of(reader.sections, Field::edition) ==
             "Aerospike Community Edition");
  BOOST_TEST(text_of(reader.sections, Field::version) == "8.1.2.0");
  BOOST_TEST(text_of(reader.sections, Field::build_os) == "el9");
  reader.read(Field::version, "Aerospike Community Edition build 6.4.0.34");
  BOOST_TEST(text_of(reader.sections, Field::version) == "6.4.0.34");
}

BOOST_AUTO_TEST_CASE(a_succession_list_loses_the_line_that_says_ok) {
  Reader reader;
  reader.read(Field::succession_list, "BB9A,BB9B\nok");
  BOOST_TEST(text_of(reader.sections, Field::succession_list) == "BB9A,BB9B");
  reader.read(Field::succession_list, "BB9A");
  BOOST_TEST(text_of(reader.sections, Field::succession_list) == "BB9A");
}

BOOST_AUTO_TEST_CASE(time_is_linear_in_what_a_hostile_server_says) {
  constexpr std::size_t most = 25'000'000;
  check_linear(Field::statistics, "uptime=1;", most);
  check_linear(Field::latencies, "{ns}-read:msec,1.0;", most);
  constexpr std::size_t less = 5'000'000;
  check_linear(Field::statistics, "unknown=1;x;", less);
  check_linear(Field::latency, "error-x;", less);
  check_linear(Field::sets, set("s"), less);
  check_linear(Field::sets, "x:", less);
  check_linear(Field::sindex_list, index("i"), less);
  check_linear(Field::udf_list, "filename=a,hash=0,type=LUA;", less);
}
