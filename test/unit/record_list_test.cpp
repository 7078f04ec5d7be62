// privacy/record_list: records whose names are anybody's bytes.

#define BOOST_TEST_MODULE record_list
#include "privacy/record_list.h"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>

#include "privacy/dictionary.h"
#include "privacy/vocabulary.h"

using namespace telemetry;

namespace {

using Names = std::vector<std::string>;

const std::string card = "4111111111111111";
const std::string tail =
    ":objects=5:tombstones=0:data_used_bytes=70:"
    "truncate_lut=0:disable-eviction=false";
const std::string index_tail =
    ":set=s:bin=b:type=string:indextype=default:context=null:state=RW";

struct Read {
  std::vector<std::string> names;  // the second field of those taken
  std::string all;                 // every value taken
  std::size_t left = 0;
};

Read read(const std::string& text, const RecordForm& form = set_form) {
  Read result;
  read_records(
      text, form, [](std::string_view ns) { return ns == "NS"; },
      [&](Record record) {
        result.names.emplace_back(record[1].value);
        for (const auto& field : record)
          result.all += std::string(field.value) + ' ';
      },
      [&](std::string_view) { ++result.left; });
  return result;
}

std::string set(const std::string& name) {
  return "ns=NS:set=" + name + tail + ";";
}

std::string index(const std::string& name) {
  return "ns=NS:indexname=" + name + index_tail;
}

std::string list(const std::string& one, const std::string& other) {
  return one + ";" + other;
}

}  // namespace

BOOST_AUTO_TEST_CASE(honest_records_of_every_generation_are_taken) {
  for (const auto& text :
       Names{"ns=NS:set=a:objects=1;ns=NS:set=b:objects=2;",
             "ns_name=NS:set_name=a:n_objects=1:set-delete=false;"
             "ns_name=NS:set_name=b:n_objects=1:set-delete=false;"}) {
    const auto result = read(text);
    BOOST_TEST(result.names == (Names{"a", "b"}), text);
    BOOST_TEST(result.left == 0u);
  }
  const std::string old = "ns=NS:set=s:indexname=i:";
  const std::string synced = "sync_state=synced:state=RW";
  const std::string recent =
      "ns=NS:indexname=i:set=s:bin=b:type=string:indextype=default:"
      "context=null:";
  const Names orders = {
      old + "num_bins=1:bins=b:type=INT:" + synced,
      old + "num_bins=1:bins=b:type=INT:indextype=NONE:path=b:" + synced,
      old + "bin=b:type=NUMERIC:indextype=NONE:path=b:" + synced,
      old + "bin=b:type=NUMERIC:indextype=NONE:path=b:state=RW",
      recent + "state=RW",
      recent + "exp=null:state=RW"};
  for (const auto& order : orders) {
    const auto result = read(list(order, order), sindex_form);
    BOOST_TEST(result.names.size() == 2u, order);
    BOOST_TEST(result.left == 0u);
  }
}

BOOST_AUTO_TEST_CASE(a_set_index_stands_beside_ordinary_ones) {
  const std::string text = ";ns=NS:indexname=si:set=s:indextype=set;";
  BOOST_TEST(read(text, sindex_form).names.size() == 1u);
  const auto both = read(index("i") + text, sindex_form);
  BOOST_TEST(both.names == (Names{"i", "si"}));
}

BOOST_AUTO_TEST_CASE(a_record_of_an_unknown_namespace_is_left_out) {
  const auto result = read("ns=OTHER:set=a" + tail + ";" + set("b"));
  BOOST_TEST(result.names == Names{"b"});
  BOOST_TEST(result.left == 1u);
}

BOOST_AUTO_TEST_CASE(what_has_another_field_or_one_twice_is_left_out) {
  for (const auto& name :
       Names{"x:leak=1", "x:objects=" + card, "x:n_objects=" + card,
             "x:set_name=y", "x:ns=NS", "x:tombstones=" + card, "x:y", ":",
             "x:", "x:objects=" + card + ":tombstones=1",
             "x:n-bytes-memory=" + card}) {
    const auto result = read(set(name) + set("honest"));
    BOOST_TEST(result.names == Names{"honest"}, name);
    BOOST_TEST(!result.all.contains(card), name);
    BOOST_TEST(result.left == 1u, name);
  }
}

BOOST_AUTO_TEST_CASE(a_name_that_ends_its_record_forges_no_number) {
  for (const auto& name :
       Names{"x;ns=NS:set=y:objects=" + card,
             "x;ns=NS:set=y:objects=" + card + ";",
             "x;ns=NS:set=y:objects=" + card + ";z",
             "x;ns=NS:set=y:objects=" + card + ";ns=NS:set=z",
             "x:objects=" + card + ";ns=NS:set=z", "x:objects=" + card + ";z",
             "x;ns_name=NS:set_name=y:n_objects=" + card + ";"}) {
    BOOST_REQUIRE(name.size() <= 63u);
    const auto beside = read(set(name) + set("honest"));
    BOOST_TEST(beside.names.back() == "honest", name);
    BOOST_TEST(!beside.all.contains(card), name);
    const auto alone = read(set(name));
    BOOST_TEST(!alone.all.contains(card), "alone: " << name);
    BOOST_TEST(alone.left > 0u, name);
  }
}

BOOST_AUTO_TEST_CASE(an_index_cannot_hide_the_others_nor_forge_a_number) {
  for (const auto& name :
       Names{"x:num_bins=" + card, "x:sync_state=y", "x:path=y", "x:exp=y",
             "x:state=RW", "x:set=a:bin=b",
             "x;ns=NS:indexname=y:num_bins=" + card, std::string("x;y"),
             std::string("x:y=z")}) {
    const auto result = read(list(index(name), index("honest")), sindex_form);
    BOOST_TEST(result.names.back() == "honest", name);
    BOOST_TEST(!result.all.contains(card), name);
    BOOST_TEST(result.left > 0u, name);
  }
}

BOOST_AUTO_TEST_CASE(garbage_is_left_out) {
  for (const auto& text :
       Names{"x", "=", ":::", "ns=NS", "ns=NS:set=a", "set=a:ns=NS:objects=1",
             "objects=1:ns=NS:set=a", "NS:a:1", "ns=NS:set=a:tombstones=1"}) {
    BOOST_TEST(read(text).names.empty(), text);
    BOOST_TEST(read(text).left == 1u, text);
  }
  BOOST_TEST(read("").left == 0u);
  BOOST_TEST(read(";;;").left == 0u);
  std::string many = "ns=NS:set=a:objects=1";
  for (int i = 0; i < 100; ++i) many += ":k" + std::to_string(i) + "=1";
  BOOST_TEST(read(many).names.empty());
}

// A set that has the name of a field would make the audit refuse the field.
BOOST_AUTO_TEST_CASE(the_audit_knows_every_field_of_the_lists) {
  for (const auto* form : {&set_form, &sindex_form}) {
    const auto* list = form == &set_form ? "sets" : "sindex-metadata";
    const auto& node = *dictionary().literal(list)->element(0);
    const auto known = [&](std::string_view field) {
      BOOST_TEST((node.literal(field) != nullptr || is_known_key(field)),
                 field);
    };
    for (const auto& order : form->orders)
      for (const auto field : order) known(field);
    for (const auto field : form->others) known(field);
    for (const auto field : form->variant) known(field);
  }
}

BOOST_AUTO_TEST_CASE(time_is_linear_in_the_list) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += set("s" + std::to_string(i));
  const auto begin = std::chrono::steady_clock::now();
  BOOST_TEST(read(text).names.size() == 100'000u);
  BOOST_TEST(read(std::string(1'000'000, ':')).left == 1u);
  BOOST_TEST(
      (std::chrono::steady_clock::now() - begin < std::chrono::seconds(10)));
}
