#include "privacy/dictionary_words.h"

#include "base/text.h"

namespace telemetry {
namespace {

std::string words_text(std::string_view words) {
  std::string out;
  while (!words.empty()) {
    const auto word = take_until(words, '|');
    out += (out.empty() ? "" : ", ") + std::string(word);
  }
  return out;
}

// The words as alternatives of a regular expression.
std::string alternatives(std::string_view words) {
  std::string out;
  for (const char c : words) {
    if (c == '.' || c == '(' || c == ')' || c == '+') out += '\\';
    out += c;
  }
  return out;
}

struct GrammarWords {
  Grammar grammar;
  std::string_view text;
  std::string_view pattern;
};

constexpr GrammarWords grammars[] = {
    {Grammar::version, "a version", "[0-9]+(\\.[0-9]+){0,2}"},
    {Grammar::build, "a build number",
     "[0-9]+(\\.[0-9]+){0,3}(-[A-Za-z0-9]+)*"},
    {Grammar::edition, "an edition's name",
     "Aerospike (Community|Enterprise|Federal) Edition"},
    {Grammar::description, "an edition and a build",
     "(Aerospike (Community|Enterprise|Federal) Edition build )?[0-9]+"
     "(\\.[0-9]+){0,3}(-[A-Za-z0-9]+)*|Aerospike 3\\.0"},
    {Grammar::build_os, "a distribution and its version",
     "[a-z]+[0-9]*(\\.[0-9]+)?"},
    {Grammar::date, "a date", "[A-Za-z0-9: ]+"},
    {Grammar::words, "lower-case words", "[a-z0-9_;-]*"},
    {Grammar::cluster_key, "up to 16 hex digits", "[0-9A-Fa-f]{1,16}"},
    {Grammar::amount, "a number, also of kB", "[0-9]{1,20}( kB)?"},
    {Grammar::histogram, "numbers", "[0-9A-Za-z:.,;>/+-]*"},
    {Grammar::os_id, "one of a list of distributions", "[A-Za-z-]+"},
    {Grammar::os_version, "a version", "[0-9]+(\\.[0-9]+){0,2}"},
    {Grammar::kernel, "a version", "[0-9]+(\\.[0-9]+){0,2}"},
    {Grammar::machine, "an architecture's name", "[a-z0-9_]+"},
    {Grammar::cpu_vendor, "a processor maker's name", "[A-Za-z0-9]+"},
    {Grammar::cpu_model, "a processor's name", "[A-Za-z0-9 ()@.,/+_-]{1,64}"},
    {Grammar::cpu_flags, "processor flags", "[a-z0-9_ ]{1,4096}"},
    {Grammar::cpu_part, "a number", "(0x[0-9A-Fa-f]{1,8}|[0-9]{1,8})"},
    {Grammar::hardware, "a hardware maker's text",
     "[A-Za-z0-9 .,()/_+&-]{1,64}"},
    {Grammar::bios_date, "a date", "[0-9]{2}/[0-9]{2}/[0-9]{4}"},
    {Grammar::email, "as you configured it", "[!#-\\[\\]-~]+@[!#-\\[\\]-~]+"},
};

const GrammarWords& words_of(Grammar grammar) {
  for (const auto& entry : grammars)
    if (entry.grammar == grammar) return entry;
  return grammars[0];
}

constexpr std::string_view hash = "[0-9a-f]{32}";

// What may stand in the place of any value.
std::string or_nothing(const std::string& pattern) {
  return "^(" + pattern + "|withheld|null|)$";
}

std::string list_of(const std::string& item, char separator) {
  return "(" + item + ")(" + separator + "(" + item + "))*";
}

const std::string& shape_pattern() {
  static const std::string number = "[+-]?[0-9]{1,40}(\\.[0-9]{1,40})?";
  static const std::string pair = number + "(:" + number + ")?";
  static const std::string pattern =
      "true|false|null|" + pair + "(," + pair + ")*";
  return pattern;
}

}  // namespace

std::string treatment_text(const Rule& rule) {
  switch (rule.treatment) {
    case Treatment::shape:
      return "clear if a number or boolean, else withheld";
    case Treatment::word:
      return "clear if one of: " + words_text(rule.words.text());
    case Treatment::number_or_word:
      return "clear if a number or one of: " + words_text(rule.words.text());
    case Treatment::grammar:
      return "clear if " + std::string(words_of(rule.grammar).text);
    case Treatment::pseudonym:
      return "pseudonym (" + std::string(domain_name(rule.domain)) + ")";
    case Treatment::node:
      return "port clear, pseudonym (mac or node)";
    case Treatment::nodes:
      return "ports clear, pseudonyms (mac or node)";
    case Treatment::addresses:
      return "pseudonyms (address or host), ports clear";
    case Treatment::histogram:
      return "clear if numbers, namespace pseudonym";
    case Treatment::never:
      return "withheld";
  }
  return {};
}

std::string_view sent_text(Sent sent) {
  switch (sent) {
    case Sent::brief:
      return "in every report";
    case Sent::full:
      return "once a day and after a restart of the server";
    case Sent::if_set:
      return "when there is something to say";
    case Sent::alone:
      return "only when the server is down";
  }
  return {};
}

std::string leaf_pattern(const Rule& rule) {
  const std::string name(hash);
  const std::string words = alternatives(rule.words.text());
  const std::string node = "0|([0-9]{1,5}:)?" + name;
  switch (rule.treatment) {
    case Treatment::shape:
      return or_nothing(list_of("withheld||" + shape_pattern(), ';'));
    case Treatment::word:
      return or_nothing(words + "|true|false");
    case Treatment::number_or_word:
      return or_nothing(words + "|" + shape_pattern());
    case Treatment::grammar:
      return or_nothing(std::string(words_of(rule.grammar).pattern));
    case Treatment::pseudonym:
      return or_nothing(name);
    case Treatment::node:
      return or_nothing(node);
    case Treatment::nodes:
      return or_nothing(list_of(node, ','));
    case Treatment::addresses:
      return or_nothing(list_of("any|null|" + name + "(:[0-9]{1,5})?", ';'));
    case Treatment::histogram:
      return or_nothing("(\\{" + name + "\\}-)?[a-z][a-z0-9_-]*:" +
                        std::string(words_of(Grammar::histogram).pattern));
    case Treatment::never:
      return or_nothing(list_of("withheld|null", ';'));
  }
  return {};
}

}  // namespace telemetry
