// privacy/dictionary: one rule a path, every rule reachable, a rule for every
// leaf that any recording gives, and documents in step with the table.

#define BOOST_TEST_MODULE dictionary
#include "privacy/dictionary.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "base/text.h"
#include "privacy/dictionary_words.h"
#include "privacy/explain.h"
#include "privacy/known_keys.h"
#include "privacy/vocabulary.h"
#include "report/shapes.h"
#include "support/canaries.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

// A key that is of this part of a path.
std::string key_for(std::string_view part) {
  if (part == "<key>") return "client_read_success";
  if (part == "<meminfo>") return "MemTotal";
  if (part.starts_with('<')) return std::string(32, 'a');
  std::string key(part);
  replace_all(key, "[i]", "[17]");
  return key;
}

const DictionaryNode* walk(std::string_view path) {
  const auto* node = &dictionary();
  while (!path.empty() && node != nullptr) {
    const auto part = take_until(path, '/');
    if (part == "#")
      node = node->element(3);
    else if (part.starts_with('#'))
      node = node->element(to_number(part.substr(1)).value());
    else
      node = node->member(key_for(part));
  }
  return node;
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_two_rules_have_one_path) {
  std::set<std::string_view> paths;
  for (const auto& rule : rules())
    BOOST_TEST(paths.insert(rule.path.text()).second, rule.path.text());
  BOOST_TEST(paths.size() > 100u);
}

BOOST_AUTO_TEST_CASE(every_rule_is_found_by_its_path) {
  for (const auto& rule : rules()) {
    const auto* node = walk(rule.path.text());
    BOOST_REQUIRE_MESSAGE(node != nullptr, rule.path.text());
    BOOST_TEST((node->rule() == &rule), rule.path.text());
  }
}

BOOST_AUTO_TEST_CASE(every_rule_says_what_it_is_for) {
  for (const auto& rule : rules()) {
    const auto path = rule.path.text();
    BOOST_TEST(rule.sentence.text().ends_with('.'), path);
    BOOST_TEST(!treatment_text(rule).empty(), path);
    BOOST_TEST(!sent_text(rule.sent).empty(), path);
    const bool words = rule.treatment == Treatment::word ||
                       rule.treatment == Treatment::number_or_word;
    BOOST_TEST(words == !rule.words.text().empty(), path);
    // What stands in the table may itself not look like an identifier.
    BOOST_TEST(!looks_identifying(rule.words.text()), path);
  }
}

BOOST_AUTO_TEST_CASE(every_leaf_of_every_recording_has_a_rule) {
  std::set<const Rule*> used;
  auto names = real_recordings();
  for (const auto* name :
       {"3.3.5", "3.8.4", "3.9.0", "3.16.0", "5.1.0", "6.0.0", "8.1.0"})
    names.push_back(std::string("hand/") + name);
  for (const auto& name : names)
    for (const auto& [path, leaf] : flatten(anonymize_recording(name).json)) {
      if (path.ends_with("/{}") || path.ends_with("/[]")) continue;
      const auto* node = &dictionary();
      auto rest = std::string_view(path).substr(1);
      while (!rest.empty() && node != nullptr) {
        const auto part = take_until(rest, '/');
        const auto index = to_number(part);
        node = index && node->element(*index) != nullptr ? node->element(*index)
                                                         : node->member(part);
      }
      BOOST_TEST((node != nullptr && node->rule() != nullptr), path);
      if (node != nullptr) used.insert(node->rule());
    }
  BOOST_TEST(used.size() > 80u);
}

BOOST_AUTO_TEST_CASE(an_object_has_no_rule_and_a_leaf_has_no_members) {
  BOOST_TEST(dictionary().rule() == nullptr);
  BOOST_TEST(dictionary().literal("statistics")->rule() == nullptr);
  const auto* leaf = dictionary().literal("build");
  BOOST_TEST(leaf->members().empty());
  BOOST_TEST(leaf->member("x") == nullptr);
  BOOST_TEST(leaf->element(0) == nullptr);
  BOOST_TEST(dictionary().member("surprise") == nullptr);
  BOOST_TEST(dictionary().literal("sets")->element(0)->member("set") !=
             nullptr);
  BOOST_TEST(dictionary().literal("system")->literal("uname")->element(9) ==
             nullptr);
}

BOOST_AUTO_TEST_CASE(indexes_in_keys_are_one_key) {
  BOOST_TEST(without_indexes("a[12].b[0]") == "a[i].b[i]");
  BOOST_TEST(without_indexes("plain") == "plain");
  BOOST_TEST(without_indexes("a[x]") == "a[x]");
  BOOST_TEST(without_indexes("a[]") == "a[]");
}

BOOST_AUTO_TEST_CASE(
    keys_of_names_paths_and_addresses_are_known_by_their_ends) {
  for (const auto* key : {"storage-engine.file[0].shadow",
                          "storage-engine.encryption-key-file",
                          "tls[0].cert-file",
                          "tls[0].cipher-suite",
                          "tls[3].name",
                          "ldap.query-base-dn",
                          "ldap.server",
                          "vault-url",
                          "vault-ca",
                          "secrets-address-port",
                          "secrets-uds-path",
                          "secrets-tls-context",
                          "feature-key-file[1]",
                          "log.report-data-op",
                          "log.report-data-op-user",
                          "service.tls-authenticate-client",
                          "index_local_mount[0]",
                          "dev",
                          "file",
                          "network-interface-name",
                          "work-directory",
                          "dcs",
                          "shipped-bins",
                          "ignored-sets",
                          "remote-namespace",
                          "key-file-password",
                          "some_future_nodes",
                          "another-future-address"})
    BOOST_TEST(is_identifying_key(key), key);
  for (const auto* key :
       {"service.port", "objects", "storage-engine.file[0].age",
        "batch_index_timeout", "sets", "client_write_success", "rack-id"})
    BOOST_TEST(!is_identifying_key(key), key);
}

// A number that the old agent sent must not be lost by its key.
BOOST_AUTO_TEST_CASE(no_number_of_a_recording_is_withheld) {
  for (const auto& name : real_recordings()) {
    const auto file = RecordingFile::read(name);
    const auto flat = flatten(anonymize_recording(name).json);
    for (const auto* section : {"statistics", "get-config"}) {
      const auto& body = file.bodies.at(section);
      const auto text =
          trim(std::string_view(body).substr(body.find('\t') + 1));
      for (const auto item : split(text, ';')) {
        const auto [key, value] = cut(item, '=');
        const auto path = (section[0] == 's' ? "/statistics/" : "/config/") +
                          std::string(key);
        if (!to_number(value) || !flat.contains(path)) continue;
        BOOST_TEST(flat.at(path) == value, name << " " << path);
      }
    }
  }
}

// What is known as a whole is not read word by word: it has to come out the
// same.
BOOST_AUTO_TEST_CASE(recorded_keys_are_made_of_known_words) {
  std::size_t keys = 0;
  for (const auto& name : real_recordings())
    for (const auto& [command, body] : RecordingFile::read(name).bodies) {
      if (command != "statistics" && command != "get-config" &&
          !command.starts_with("namespace/"))
        continue;
      for (const auto item : split(cut(trim(body), '\t').second, ';')) {
        const auto key = cut(item, '=').first;
        if (!is_recorded_key(key)) continue;
        ++keys;
        BOOST_TEST(is_server_key(key), key);
        std::string words(key);
        for (auto& c : words)
          if (!is_lower(c) && !is_digit(c)) c = ' ';
        for (const auto word : split(words, ' '))
          BOOST_TEST((is_vocabulary_word(word) || word.empty() ||
                      to_number(word).has_value()),
                     key);
      }
    }
  BOOST_TEST(keys > 5000u);
}

BOOST_AUTO_TEST_CASE(keys_are_known_by_their_words_or_as_a_whole) {
  BOOST_TEST(is_known_key("client_read_success"));
  BOOST_TEST(is_known_key("storage-engine.device[3].used_bytes"));
  BOOST_TEST(!is_known_key("gold_accounts"));
  BOOST_TEST(is_vocabulary_word("read"));
  BOOST_TEST(!is_vocabulary_word("gold"));
  BOOST_TEST(is_config_key("service.port"));
  BOOST_TEST(is_namespace_key("storage-engine.file[7].age"));
  BOOST_TEST(!is_namespace_key("read_write"));
  BOOST_TEST(!is_config_key("objects"));
  BOOST_TEST(!is_config_key(""));
  BOOST_TEST(!is_config_key("service.port heartbeat.port"));
}

// To renew them: doc/renew.
BOOST_AUTO_TEST_CASE(committed_documents_are_in_step_with_the_table) {
  BOOST_TEST(read_text(TEST_DIR "/../doc/DATA-DICTIONARY.md") ==
             dictionary_document());
  BOOST_TEST(read_text(TEST_DIR "/../doc/payload.schema.json") ==
             payload_schema());
}

BOOST_AUTO_TEST_CASE(every_rule_stands_in_the_documents) {
  auto document = dictionary_document();
  std::erase(document, '\\');  // Markdown's
  const auto explained = explain_fields();
  for (const auto& rule : rules()) {
    BOOST_TEST(explained.contains(std::string(rule.path.text()) + "\n"));
    BOOST_TEST(document.contains(rule.path.text()), rule.path.text());
    BOOST_TEST(document.contains(rule.sentence.text()), rule.path.text());
  }
}
