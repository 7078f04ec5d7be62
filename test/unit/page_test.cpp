// page: what stands on the page of --page, and that no name gets out of its
// place there.

#define BOOST_TEST_MODULE page
#include "page/page.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <regex>

#include "base/text.h"
#include "page/html.h"
#include "page/parts.h"
#include "support/pipeline.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

// What somebody would call a set to break the page.
const std::vector<std::string> hostile = {"</script><script>alert(1)</script>",
                                          "</i><img src=x onerror=alert(1)>",
                                          "\" onmouseover=\"alert(1)",
                                          "' autofocus onfocus='alert(1)",
                                          "javascript&colon;alert(1)",
                                          "<!--",
                                          "]]>",
                                          "~HASH~",
                                          "&lt;b&gt;",
                                          std::string("nul\0inside", 10),
                                          "line\nfeed\r\ttab",
                                          "\xe2\x80\xae right to left",
                                          "\xff\xfe no utf-8",
                                          "${x} $(reboot) `reboot`"};

PageFacts facts() {
  PageFacts facts = {.off_by = {},
                     .home_url = "https://home.example:8192/",
                     .proxy = {},
                     .key_file = "/etc/aerospike/telemetry.key",
                     .interval = "10 minutes",
                     .every_run = "facts",
                     .daily = "facts, usage, settings, host",
                     .schedule = "a timer",
                     .next_run = "soon",
                     .off_commands = {"aerospike-telemetry --disable"}};
  return facts;
}

struct Page {
  std::string json;
  Legend legend;
  std::string html;
};

// Of a recording in which each name of `from` has been changed.
Page page_of(const std::string& recording, const std::string& from = "",
             const std::string& to = "",
             const std::optional<OtherReport>& other = {}) {
  auto text = read_text(recording_path(recording));
  for (std::size_t at = 0;
       !from.empty() && (at = text.find(from, at)) != std::string::npos;
       at += to.size())
    text.replace(at, from.size(), to);
  auto source = Recording::parse(text, recording);
  BOOST_REQUIRE(source);
  Page page;
  const Pseudonymizer names(test_names(), page.legend);
  page.json = anonymize(collect_all(*source), test_host(), test_agent(), names);
  page.html =
      page_html(facts(), PageReport{.json = page.json}, page.legend, other);
  return page;
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string_view::npos;
       at = text.find(what, at + 1))
    ++found;
  return found;
}

// What is left of a page when the names are taken out.
std::string without_names(const std::string& html) {
  std::string out;
  for (std::size_t at = 0; at < html.size();) {
    const auto begin = std::min(html.find("<i>", at), html.size());
    out += html.substr(at, begin - at);
    at = begin == html.size() ? begin : html.find("</i>", begin) + 4;
  }
  return out;
}

// The tags of a page, sorted.
std::vector<std::string> tags_of(std::string_view html) {
  std::vector<std::string> tags;
  for (auto at = html.find('<'); at != std::string_view::npos;
       at = html.find('<', at + 1))
    tags.emplace_back(html.substr(at, html.find('>', at) + 1 - at));
  std::ranges::sort(tags);
  return tags;
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_text_escapes_from_where_it_stands) {
  for (const auto& text : hostile) {
    const auto escaped = escape(text);
    BOOST_TEST(escaped.find_first_of("<>\"'") == std::string::npos, escaped);
    BOOST_TEST(std::ranges::all_of(escaped, is_printable), escaped);
    // Each & begins a reference to a number: nothing else is read from it.
    BOOST_TEST(count(escaped, "&") == count(escaped, "&#"), escaped);
  }
  BOOST_TEST(escape("<a b=\"c\">&'") == "&#60;a b=&#34;c&#34;&#62;&#38;&#39;");
  BOOST_TEST(escape(std::string_view("\0\n\xff", 3)) == "\\x00\\x0A\\xFF");
}

BOOST_AUTO_TEST_CASE(a_hostile_name_adds_nothing_to_the_page) {
  const auto plain = page_of("8.1.2.0-cluster3");
  for (const auto& name : {"</script><script>x", "<img src=x>", "a\\\"b'c",
                           "~HASH~", "javascript&colon", "\\u202e<!--"}) {
    const auto page = page_of("8.1.2.0-cluster3", "gold_accounts", name);
    BOOST_TEST(page.html != plain.html);
    // Sets stand in the order of their pseudonyms.
    BOOST_TEST(tags_of(page.html) == tags_of(plain.html), name);
  }
}

BOOST_AUTO_TEST_CASE(raw_names_stand_in_their_element_and_nowhere_else) {
  for (const auto& recording : real_recordings()) {
    // A fresh server calls its cluster "default".
    if (!recording.ends_with("-cluster3")) continue;
    const auto page = page_of(recording);
    BOOST_TEST(!page.legend.empty());
    const auto rest = without_names(page.html);
    for (const auto& [pseudonym, behind] : page.legend) {
      const auto name = cut(behind, ' ').second;
      // A short name may be a word of the page.
      if (name.size() < 6) continue;
      BOOST_TEST(page.html.contains(escape(shell_word(name))));
      BOOST_TEST(!rest.contains(escape(name)), recording << " " << name);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_value_is_on_the_page) {
  for (const auto& recording : real_recordings()) {
    const auto page = page_of(recording);
    const auto leaves = leaves_of(page.json);
    const auto values = every_value(leaves, {}, {});
    BOOST_TEST(leaves.size() > 500U);
    for (const auto& leaf : leaves)
      BOOST_TEST(values.contains("<td>" + escape(leaf.text)), leaf.path);
    BOOST_TEST(page.html.contains(escape(page.json)));
    BOOST_TEST(page.html.contains(sha256_hex(page.json)));
  }
}

BOOST_AUTO_TEST_CASE(many_objects_of_one_form_are_one_table) {
  // 8.1.2.0-cluster3 has four sets and four indexes.
  const auto values =
      every_value(leaves_of(page_of("8.1.2.0-cluster3").json), {}, {});
  BOOST_TEST(count(values, "<table class=\"records\">") == 3U);
}

BOOST_AUTO_TEST_CASE(the_facts_are_said_as_a_person_would) {
  const auto words = [](const std::string& json) {
    return facts_in_words(leaves_of(json));
  };
  BOOST_TEST(words(page_of("8.1.2.0-cluster3").json) ==
             "A cluster of 3 nodes, up for 22 seconds: 5.3 reads, 23 writes "
             "and 0.2 queries a second on average since then. It has one "
             "namespace in memory and one on Flash.");
  BOOST_TEST(
      words(
          R"({"summary":{"uptime":"1036800","cluster-size":"1",)"
          R"("operations":{"reads":"120268800","scans":"12","deletes":"0"},)"
          R"("namespaces":{"a":{"storage":"pmem"},"b":{"storage":"pmem"}}}})") ==
      "A cluster of 1 node, up for 12 days: 116 reads a second and 1 scan a "
      "day on average since then. It has 2 namespaces in persistent memory.");
  BOOST_TEST(words(R"({"summary":{}})") == "A server.");
  for (const std::string word : {"down", "slow"}) {
    const auto json =
        anonymize_absent("ASD is " + word + ".", test_agent(), test_names());
    BOOST_TEST(words(json) ==
               "The server did not answer: ASD is " + word + ".");
    BOOST_TEST(page_html(facts(), {.json = json}, {}, {})
                   .contains("ASD is " + word + "."));
  }
}

BOOST_AUTO_TEST_CASE(latencies_and_storage_are_bars) {
  const auto page = page_of("hand/8.1.0");
  const auto bars = pictures(leaves_of(page.json), page.legend);
  BOOST_TEST(bars.contains("43 a second, 2.1 % over 1 ms, 0 % over 2 ms"));
  BOOST_TEST(bars.contains("30 kB of 1.1 GB"));
  BOOST_TEST(count(bars, "<svg") == count(bars, "<tr>"));
  // Half of a half is a quarter, and what is more than the whole is the whole.
  const BarPart parts[] = {{"n", 1}, {"w", 0}, {"p", 9}};
  BOOST_TEST(
      bar(parts, 4, "\"")
          .contains(
              "aria-label=\"&#34;\"><rect class=\"n\" x=\"0\" width=\"250\" "
              "height=\"10\"/><rect class=\"p\" x=\"250\" width=\"1000\""));
}

BOOST_AUTO_TEST_CASE(kinds_of_values_are_counted_by_channel) {
  PageReport report = {.json = page_of("8.1.2.0-cluster3").json};
  report.left_out = {0, 7, 0, 0};
  const auto leaves = leaves_of(report.json);
  const auto lines = identification(report, leaves);
  BOOST_TEST(lines.contains("<tr><td>usage<td>"));
  BOOST_TEST(lines.contains("<td class=\"o\">7"));
  std::size_t values = 0;
  const std::regex cell("<td class=\"[nwph]\">([0-9,]+)");
  for (std::sregex_iterator each(lines.begin(), lines.end(), cell), end;
       each != end; ++each)
    values +=
        std::stoul(std::regex_replace((*each)[1].str(), std::regex(","), ""));
  BOOST_TEST(values == leaves.size());
}

BOOST_AUTO_TEST_CASE(what_was_added_is_gone_and_changed_is_shown) {
  const auto leaf = [](const std::string& ns, const std::string& set,
                       const std::string& objects) {
    return R"({"ns":")" + ns + R"(","set":")" + set + R"(","objects":")" +
           objects + "\"}";
  };
  const auto report = [](const std::string& sets, const std::string& more) {
    return R"({"telemetry-key-id":"k","sets":[)" + sets + "]" + more + "}";
  };
  const std::string a(32, 'a');
  const std::string b(32, 'b');
  const std::string c(32, 'c');
  const OtherReport other = {"<other>",
                             report(leaf(a, b, "1") + ',' + leaf(a, c, "2"),
                                    R"(,"interval":"60","unknown key":"<x>")")};
  const auto now = report(leaf(a, c, "3"), R"(,"build":"8.1.2.0")");
  const auto html = comparison(other, leaves_of(now), {});
  BOOST_TEST(html.contains("&#60;other&#62;"));
  BOOST_TEST(html.contains("1 value added, 5 gone, 1 changed."));
  BOOST_TEST(html.contains("<td>sets/" + a + '/' + c +
                           "/objects<td>changed<td>2<td>3<td"));
  BOOST_TEST(html.contains("<td>build<td>added<td><td>8.1.2.0<td"));
  BOOST_TEST(html.contains("<td>interval<td>gone<td>60<td><td"));
  BOOST_TEST(html.contains("<td>&#60;x&#62;"));
  BOOST_TEST(!html.contains("another key"));
  BOOST_TEST(
      comparison({"", "{}"}, leaves_of(now), {}).contains("another key"));
}

BOOST_AUTO_TEST_CASE(what_is_off_says_which_switch_decided) {
  auto off = facts();
  off.off_by = "disable = true (<file>:3)";
  off.warnings = {"\"odd\""};
  const auto html = page_html(off, {.json = "{}"}, {}, {});
  BOOST_TEST(html.contains("Reporting is off"));
  BOOST_TEST(html.contains("by disable = true (&#60;file&#62;:3)"));
  BOOST_TEST(html.contains("&#34;odd&#34;"));
  // A mark in a value is text.
  off.home_url = "https://~HASH~/";
  BOOST_TEST(page_html(off, {.json = "{}"}, {}, {}).contains(off.home_url));
}

BOOST_AUTO_TEST_CASE(the_policy_has_the_hashes_of_style_and_script_alone) {
  // The hash of nothing, as sha256sum and base64 print it.
  BOOST_TEST(sha256_base64("") ==
             "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  const auto html = page_of("8.1.2.0-fresh").html;
  for (const std::string element : {"style", "script"}) {
    const auto begin = html.find('<' + element + '>') + element.size() + 2;
    const auto text = html.substr(begin, html.find("</" + element) - begin);
    BOOST_TEST(
        html.contains(element + "-src 'sha256-" + sha256_base64(text) + "';"));
  }
  BOOST_TEST(html.contains("default-src 'none'"));
  BOOST_TEST(!html.contains("~"));
  for (const auto* outward : {"href=", "url(", "@import", "fetch", "style="})
    BOOST_TEST(
        !without_names(html.substr(0, html.find("<script>"))).contains(outward),
        outward);
}
