// config/settings, ini_text: telemetry.conf, read strictly.

#define BOOST_TEST_MODULE settings
#include "config/settings.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "config/ini_text.h"
#include "config/settings.h"
#include "support/temporary_folder.h"

using namespace telemetry;
using namespace telemetry::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

Result<Configuration> parse(std::string text) {
  const ConfigText file{"t.conf", std::move(text)};
  return parse_settings({&file, 1});
}

Settings settings_of(const std::string& text) {
  const auto result = parse(text);
  BOOST_REQUIRE_MESSAGE(result, text << ": " << result.error().message);
  return result->settings;
}

// The one line of a text that must be refused with config.
std::string refusal(const std::string& text) {
  const auto result = parse(text);
  BOOST_REQUIRE_MESSAGE(!result, "was accepted: " << text);
  BOOST_TEST(static_cast<int>(result.error().exit) == 78);
  BOOST_TEST(!result.error().message.contains('\n'));
  return result.error().message;
}

// As the old agent shipped it, by its documented keys.
constexpr char old_file[] =
    "[asd]\n"
    "config-file = /etc/aerospike/aerospike.conf\n"
    "\n"
    "[logging]\n"
    "# out, syslog or a path\n"
    "logfile = /var/log/aerospike/telemetry.log\n"
    "loglevel = WARNING\n"
    "\n"
    "[main]\n"
    "; Python's spellings\n"
    "Disable: False\n"
    "interval = 600\n"
    "home-url = https://telemetry.aerospike.com\n"
    "user = root\n"
    "group = root\n"
    "cafile =\n"
    "email = \n"
    "proxy =\n";

}  // namespace

BOOST_AUTO_TEST_CASE(an_empty_file_gives_the_defaults) {
  BOOST_CHECK(settings_of("") == Settings{});
  const auto result = parse("\n# nothing\n");
  BOOST_TEST(result->places.empty());
  BOOST_TEST(result->warnings.empty());
  BOOST_TEST(!result->off);
}

BOOST_AUTO_TEST_CASE(the_old_agents_file_is_accepted_unchanged) {
  const auto result = parse(old_file);
  BOOST_REQUIRE(result);
  BOOST_TEST(result->warnings.empty());
  BOOST_TEST(!result->off);
  const auto& settings = result->settings;
  BOOST_TEST(settings.logfile == "/var/log/aerospike/telemetry.log");
  BOOST_CHECK(settings.loglevel == Level::warning);
  BOOST_TEST(settings.home_url ==
             "https://telemetry.aerospike.com:8192/telemetry/v1");
  BOOST_TEST(settings.user == "root");
  BOOST_TEST(settings.cafile == "");
  BOOST_TEST(result->places.at("[main] disable") == "t.conf:11");
}

BOOST_AUTO_TEST_CASE(every_key_is_read) {
  const auto settings = settings_of(
      "[asd]\nconfig-file=/a\naddress=::1\nport=3100\n"
      "[logging]\nlogfile=syslog\nloglevel=debug\n"
      "[main]\ndisable=no\ninterval=3600\nhome-url=http://[::1]:81/x\n"
      "user=aero\ngroup=tele\ncafile=/ca.pem\nemail=a@b.c\n"
      "proxy=http://p.example:3128\ndeadline=30\n[privacy]\nkey-file=/k\n"
      "every-run=usage host\ndaily=settings\n");
  Settings wish;
  wish.server_conf = "/a";
  wish.server_address = "::1";
  wish.server_port = 3100;
  wish.logfile = "syslog";
  wish.loglevel = Level::debug;
  wish.interval = 3600s;
  wish.home_url = "http://[::1]:81/x";
  wish.user = "aero";
  wish.group = "tele";
  wish.cafile = "/ca.pem";
  wish.email = "a@b.c";
  wish.proxy = "http://p.example:3128";
  wish.deadline = 30s;
  wish.key_file = "/k";
  wish.every_run.add(Channel::usage).add(Channel::host);
  wish.daily = Channels().add(Channel::settings);
  BOOST_CHECK(settings == wish);
}

BOOST_AUTO_TEST_CASE(each_default_is_good_for_its_setting) {
  for (const auto& row : setting_rows())
    BOOST_TEST(problem_of_value(row, row.default_text) == "", row.key);
  BOOST_TEST(Settings{}.server_conf == "/etc/aerospike/aerospike.conf");
  BOOST_TEST(!Settings{}.server_address.has_value());
  BOOST_TEST(Settings{}.logfile == "out");
  BOOST_CHECK(Settings{}.loglevel == Level::warning);
  BOOST_CHECK(Settings{}.interval == 600s);
  BOOST_TEST(!Settings{}.disable);
}

BOOST_AUTO_TEST_CASE(channels_are_words_and_facts_is_always_among_them) {
  const auto every_run = [](const std::string& words) {
    return settings_of("[privacy]\nevery-run = " + words).every_run;
  };
  BOOST_CHECK(Settings{}.every_run == Channels());
  BOOST_CHECK(Settings{}.daily == Channels::all());
  BOOST_CHECK(every_run("") == Channels());
  BOOST_CHECK(every_run("facts") == Channels());
  BOOST_CHECK(every_run("host \t usage host") ==
              Channels().add(Channel::usage).add(Channel::host));
  BOOST_CHECK(every_run("facts usage settings host") == Channels::all());
  BOOST_CHECK(settings_of("[privacy]\ndaily = facts ; least").daily ==
              Channels());
  for (const auto* words : {"facts,usage", "all", "Facts", "usage histograms"})
    BOOST_TEST(refusal("[privacy]\ndaily = " + std::string(words)) ==
                   "t.conf:2: [privacy] daily: must be channels with blanks "
                   "between them: facts, usage, settings, host",
               words);
}

BOOST_AUTO_TEST_CASE(disable_takes_every_boolean_word_in_any_case) {
  for (const auto* word : {"true", "YES", "On", "1"})
    BOOST_TEST(parse("[main]\ndisable = " + std::string(word))->off.has_value(),
               word);
  for (const auto* word : {"false", "No", "OFF", "0"})
    BOOST_TEST(
        !parse("[main]\ndisable = " + std::string(word))->off.has_value(),
        word);
}

BOOST_AUTO_TEST_CASE(a_disable_that_is_no_boolean_is_an_error) {
  for (const auto* word : {"yess", "", "2", "true # off", "ture", "\"true\"",
                           "t", "none", "tr\xc3\xbc"})
    BOOST_TEST(refusal("[main]\ndisable = " + std::string(word)) ==
                   "t.conf:2: [main] disable: must be true or false",
               word);
}

BOOST_AUTO_TEST_CASE(an_inline_comment_starts_with_a_semicolon) {
  BOOST_TEST(parse("[main]\ndisable = true ; please\n")->off.has_value());
  BOOST_TEST(parse("[main] ; x\ndisable = true\t;")->off.has_value());
}

BOOST_AUTO_TEST_CASE(the_switch_names_file_and_line) {
  const auto result = parse("[main]\n\n  disable = on\n");
  BOOST_REQUIRE(result->off);
  BOOST_TEST(result->off->where == "t.conf:3");
  BOOST_TEST(result->off->what == "disable = true");
  BOOST_TEST(result->settings.disable);
}

BOOST_AUTO_TEST_CASE(an_opt_out_holds_even_where_another_line_is_broken) {
  for (const auto& broken : std::vector<std::string>{
           "interval = x\ndisable = true\n", "disable = true\nwhat is this\n",
           "disable = true\ndisable = false\n",
           "disable = false\ndisable = true\n", "email = a b\ndisable = 1",
           "cafile = x\ndisable = yes", "email = a\0b\ndisable = yes"s}) {
    const auto result = parse("[main]\n" + broken);
    BOOST_REQUIRE_MESSAGE(result && result->off, broken);
    BOOST_TEST(result->settings.disable);
  }
  // --sample goes on in spite of the opt-out and needs the error.
  const auto result = parse("[main]\ninterval = x\ndisable = true\n");
  BOOST_REQUIRE(result->problem);
  BOOST_TEST(result->problem->message ==
             "t.conf:2: [main] interval: must be a number of seconds from 60 "
             "to 86400");
}

BOOST_AUTO_TEST_CASE(
    an_indented_disable_is_not_taken_for_more_of_the_line_above) {
  BOOST_TEST(parse("[main]\nemail =\n   disable = true\n")->off.has_value());
  BOOST_TEST(
      parse("[main]\nemail = a@b.c\n\tdisable = true\n")->off.has_value());
}

BOOST_AUTO_TEST_CASE(a_misspelt_opt_out_is_an_error_not_a_warning) {
  for (const auto* text :
       {"[main]\ndisabled = true\n", "[Main]\ndisable = true\n",
        "[ main ]\ndisable = true\n", "[logging]\ndisable = true\n",
        "[?]\ndisable = true\n", "[main]\nenabled = false\n",
        "[main]\ntelemetry-disable = 1\n", "[main]\nopt-out = true\n",
        "[main]\noptout = 1\n", "[main]\ntelemetry = off\n",
        "[asd]\ndo-not-track = 1\n", "[logging]\nDO_NOT_TRACK = 1\n",
        "[main]\ndisbale = true\n", "[main]\ndiasble = true\n",
        "[main]\ndsable = true\n", "[main]\nreporting = off\n",
        "[main]\nsend = no\n", "[telemetry]\nenable = no\n"})
    BOOST_TEST(refusal(text).ends_with(
        "is no setting; it is disable in section [main]"));
  for (const std::string key :
       {"dont-send", "sending", "opted-out", "opted-in", "collect", "consent",
        "inactive", "AEROSPIKE_TELEMETRY"})
    for (const std::string section : {"main", "asd", "logging"})
      BOOST_TEST(refusal("[" + section + "]\n" + key + " = no\n")
                     .ends_with("it is disable in section [main]"),
                 key);
}

BOOST_AUTO_TEST_CASE(a_placeholder_is_called_one) {
  for (const std::string key :
       {"asd]\naddress", "asd]\nport", "main]\nhome-url", "main]\ninterval",
        "privacy]\nkey-file"})
    BOOST_TEST(refusal("[" + key + " = ${VALUE}\n")
                   .ends_with(": is a placeholder that nobody has replaced"),
               key);
}

BOOST_AUTO_TEST_CASE(numbers_are_digits_within_their_limits) {
  for (const auto* bad : {"59", "86401", "-600", "600s", "0x258", "6e2", "",
                          "18446744073709552216", "600 # ten minutes"})
    BOOST_TEST(refusal("[main]\ninterval = " + std::string(bad))
                   .starts_with("t.conf:2: [main] interval: must be"),
               bad);
  BOOST_TEST((settings_of("[main]\ninterval = 60").interval == 60s));
  BOOST_TEST((settings_of("[main]\ninterval = 86400").interval == 86400s));
  for (const auto* bad : {"4", "601", "x"})
    refusal("[main]\ndeadline = " + std::string(bad));
  for (const auto* bad : {"0", "65536", "-1", "3000x"})
    BOOST_TEST(
        refusal("[asd]\nport = " + std::string(bad)).contains("[asd] port"));
}

BOOST_AUTO_TEST_CASE(home_url_is_normalised) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://h.example", "https://h.example:8192/telemetry/v1"},
      {"HTTPS://H.Example/", "https://h.example:8192/telemetry/v1"},
      {"https://h/p", "https://h:443/p"},
      {"https://h:8443", "https://h:8443/"},
      {"https://h:8443/a/B", "https://h:8443/a/B"},
      {"https://10.0.0.1", "https://10.0.0.1:8192/telemetry/v1"},
      {"https://[2001:db8::1]", "https://[2001:db8::1]:8192/telemetry/v1"},
      {"https://[::1]:1/", "https://[::1]:1/"},
      {"http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"},
      {"http://127.255.0.9/x", "http://127.255.0.9:80/x"},
      {"http://localhost:1", "http://localhost:1/"},
      {"http://[::1]:1", "http://[::1]:1/"},
  };
  for (const auto& [text, wish] : cases)
    BOOST_TEST(
        settings_of("[main]\nhome-url = " + std::string(text)).home_url ==
        wish);
}

BOOST_AUTO_TEST_CASE(a_url_that_is_not_plainly_https_is_refused) {
  for (const auto* bad : {"",
                          "h.example",
                          "ftp://h",
                          "https://",
                          "https:///x",
                          "https://h:0",
                          "https://h:65536",
                          "https://h:",
                          "https://h:8a",
                          "https://h:000443",
                          "https://u:p@h",
                          "https://u@h/x",
                          "https://h/x?q",
                          "https://h/#f",
                          "https://h?x",
                          "https://h /x",
                          "https://h/\"",
                          "https://h/\\",
                          "https://[::1",
                          "https://[]/",
                          "https://[1.2.3.4]",
                          "https://::1/",
                          "https://[fe80::1%25eth0]/",
                          "https://-h",
                          "https://a..b",
                          "https://h.example.",
                          "https://127.1",
                          "https://1",
                          "https://0x7f.0.0.1",
                          "https://256.1.1.1",
                          "https://01.1.1.1",
                          "http://h.example",
                          "http://10.0.0.1/x",
                          "http://127.0.0.1.evil.example",
                          "http://localhost.evil.example",
                          "http://127.0.0.1@evil.example",
                          "http://[::2]/",
                          "http://[::ffff:1.2.3.4]/",
                          "https://h\xc3\xa4.de",
                          "javascript:alert(1)",
                          "https//h",
                          "https://h/\x01"})
    BOOST_TEST(refusal("[main]\nhome-url = " + std::string(bad)) != "", bad);
}

BOOST_AUTO_TEST_CASE(an_email_is_one_plain_address) {
  for (const auto* good : {"a@b", "a.b+c_d-e@mail.example.com", "O'k@x.y"}) {
    // An apostrophe is a quote.
    if (std::string_view(good).contains('\'')) {
      refusal("[main]\nemail = " + std::string(good));
      continue;
    }
    BOOST_TEST(settings_of("[main]\nemail = " + std::string(good)).email ==
               good);
  }
  const std::string longest = std::string(250, 'a') + "@b.c";
  Settings scratch;
  BOOST_TEST(!find_setting("main", "email")->read(longest, scratch));
  BOOST_TEST(
      find_setting("main", "email")->read("a" + longest, scratch).has_value());
  for (const auto* bad :
       {"a", "@b", "a@", "a@b@c", "a b@c", "\"a\"@b", "a\\@b", "a@b, c@d",
        "a@b\x01", "\xc3\xa4@b.c", "<a@b>", "a@b;c", "a@-b", "a@[1.2.3.4]"})
    BOOST_TEST(refusal("[main]\nemail = " + std::string(bad)) != "", bad);
}

BOOST_AUTO_TEST_CASE(a_proxy_has_a_host_and_a_port) {
  for (const auto* good : {"http://p:1", "socks5h://10.0.0.1:1080",
                           "http://[::1]:1", "http://u:pw@p:3128"})
    BOOST_TEST(settings_of("[main]\nproxy = " + std::string(good)).proxy ==
               good);
  for (const auto* bad : {"p", "http://p", "ftp://p:1", "p:0", "p:x", "://p:1",
                          "http://:1", "p:1/x", "p 1:1", "p:1:2"})
    BOOST_TEST(refusal("[main]\nproxy = " + std::string(bad)) != "", bad);
  BOOST_TEST(refusal("[main]\nproxy = http://u:a@b@p:1") ==
             "t.conf:2: [main] proxy: write @ # ? / % in the password as %40 "
             "%23 %3F %2F %25, and other special characters as %XX");
}

BOOST_AUTO_TEST_CASE(an_address_may_stand_in_brackets) {
  const auto address = [](const std::string& text) {
    return settings_of("[asd]\naddress = " + text).server_address;
  };
  BOOST_TEST(address("[::1]").value() == "::1");
  BOOST_TEST(address("::1").value() == "::1");
  BOOST_TEST(!address("").has_value());
  for (const auto* bad : {"[127.0.0.1]", "[::1]:3000", "[", "[]", "[h]", "::g",
                          "1.2.3", "127.0.0.1:3000", "a b"})
    BOOST_TEST(refusal("[asd]\naddress = " + std::string(bad)) != "", bad);
}

// The old agent's dev configuration has such paths.
BOOST_AUTO_TEST_CASE(
    a_relative_path_begins_in_the_folder_of_the_configuration) {
  const ConfigText file{"etc/t.conf",
                        "[asd]\nconfig-file = etc/server_dev.conf\n"
                        "[logging]\nlogfile = run/log/t.log\n"
                        "[main]\ncafile = ./ca.pem\n"
                        "[privacy]\nkey-file = ../key\n",
                        "/tree"};
  const auto result = parse_settings({&file, 1});
  BOOST_REQUIRE(result);
  BOOST_TEST(result->settings.server_conf == "/tree/etc/server_dev.conf");
  BOOST_TEST(result->settings.logfile == "/tree/run/log/t.log");
  BOOST_TEST(result->settings.cafile == "/tree/./ca.pem");
  BOOST_TEST(result->settings.key_file == "/tree/../key");
  // A word is more likely a slip of the pen.
  for (const auto* bad : {"sylog", "key", "~/key"}) {
    const ConfigText word{"t.conf", "[logging]\nlogfile = " + std::string(bad),
                          "/tree"};
    BOOST_TEST(!parse_settings({&word, 1}), bad);
  }
  const TemporaryFolder folder;
  folder.put("t.conf", "[main]\ncafile = a/ca.pem\n");
  folder.put("t.conf.d/x.conf", "[asd]\nconfig-file = b/a.conf\n");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const auto settings = load_settings("t.conf");
  std::filesystem::current_path(before);
  const auto real = std::filesystem::canonical(folder.path()).string();
  BOOST_TEST(settings->settings.cafile == real + "/a/ca.pem");
  BOOST_TEST(settings->settings.server_conf == real + "/b/a.conf");
}

BOOST_AUTO_TEST_CASE(paths_are_absolute) {
  for (const auto* key : {"[asd]\nconfig-file", "[main]\ncafile",
                          "[privacy]\nkey-file", "[logging]\nlogfile"}) {
    for (const auto* bad : {"x/y", "./x", "~/x", "/x/", "/x # y"})
      BOOST_TEST(refusal(std::string(key) + " = " + bad) != "", bad);
    BOOST_TEST(bool(parse(std::string(key) + " = /a b/\xc3\xa4.x")));
  }
  for (const auto* key : {"[asd]\nconfig-file", "[privacy]\nkey-file",
                          "[logging]\nlogfile", "[main]\nhome-url"})
    BOOST_TEST(refusal(std::string(key) + " =").contains("must"), key);
}

BOOST_AUTO_TEST_CASE(names_of_accounts_are_plain) {
  BOOST_TEST(settings_of("[main]\nuser = a_b-c.9").user == "a_b-c.9");
  for (const auto* bad : {"-x", "a b", "a:b", "a/b", "\xc3\xa4"})
    BOOST_TEST(refusal("[main]\ngroup = " + std::string(bad)) != "", bad);
}

BOOST_AUTO_TEST_CASE(a_level_is_one_of_five_words) {
  BOOST_CHECK(settings_of("[logging]\nloglevel = Error").loglevel ==
              Level::error);
  BOOST_CHECK(settings_of("[logging]\nloglevel = WARN").loglevel ==
              Level::warning);
  refusal("[logging]\nloglevel = verbose");
  refusal("[logging]\nloglevel =");
}

BOOST_AUTO_TEST_CASE(a_key_twice_in_a_file_is_an_error) {
  BOOST_TEST(refusal("[main]\nuser = a\n[asd]\n[main]\nUSER = a\n") ==
             "t.conf:5: [main] user: is set a second time");
}

BOOST_AUTO_TEST_CASE(lines_that_are_neither_section_nor_key_are_errors) {
  BOOST_TEST(refusal("[main]\nwhat\n") ==
             "t.conf:2: neither [section] nor key = value");
  BOOST_TEST(refusal("[main]\n= x\n") == "t.conf:2: a value without a key");
  BOOST_TEST(refusal("user = x\n") ==
             "t.conf:1: user: stands before the first [section]");
  BOOST_TEST(refusal("[main\nuser = x\n") ==
             "t.conf:1: [section] without its ]");
  BOOST_TEST(refusal("[main] disable = true\n") ==
             "t.conf:1: text after [section]");
  BOOST_TEST(refusal("[]\nuser = x\n") ==
             "t.conf:1: not the name of a section");
  BOOST_TEST(refusal("[asd]\naddress = a\n   b\n").starts_with("t.conf:3"));
}

BOOST_AUTO_TEST_CASE(an_over_long_line_is_an_error_and_its_tail_no_line) {
  // To cut it would make another value, or another line, of it.
  std::string text = "[main]\nemail = ";
  text += std::string(199 - 8 + 1, 'a') + "\n";
  BOOST_TEST(refusal(text).starts_with("t.conf:2: the line is longer than"));
  const std::string tail =
      "[main]\ninterval = " + std::string(200 - 12, '0') + "disable = true\n";
  BOOST_TEST(refusal(tail).starts_with("t.conf:2: the line is longer than"));
  const std::string key = "[main]\ncafile = /";
  const std::string longest =
      key + std::string(ini_line_limit - (key.size() - 7), 'x');
  BOOST_TEST(bool(parse(longest)));
  BOOST_TEST(bool(parse(longest + "\r\n")));
  refusal(longest + "x");
}

BOOST_AUTO_TEST_CASE(a_comment_may_be_long_and_hold_any_bytes) {
  BOOST_TEST(bool(parse("# " + std::string(5000, 'x') +
                        "\n; \xff\xfe\x01\n"
                        "[main]\nuser = a ; \n")));
  // Not a value.
  refusal("[main]\nuser = \xff\n");
}

BOOST_AUTO_TEST_CASE(a_nul_or_a_lone_carriage_return_is_an_error_anywhere) {
  BOOST_TEST(refusal(std::string("[main]\n# a\0b\n", 13)) ==
             "t.conf:2: a NUL byte");
  BOOST_TEST(refusal("[main]\n# a\rdisable = true\n")
                 .starts_with("t.conf:2: a carriage return"));
  refusal(std::string("[\0m\0a\0i\0n\0]\0", 12));
  refusal("[main]\nuser = a\x0b\n");
}

BOOST_AUTO_TEST_CASE(a_line_of_bad_bytes_is_not_read_at_all) {
  for (const auto& line : {"disable = true\0 # or not"s, "disable = true\x01"s,
                           "disable = true ;\xff"s, "[x\0]"s,
                           "disable = 1 ;" + std::string(200, 'x')}) {
    const auto ini = read_ini("[main]\n" + line + "\nuser = x\n");
    BOOST_TEST(ini.problems.size() == 1u);
    BOOST_REQUIRE(ini.entries.size() == 1u);
    BOOST_TEST(ini.entries[0].key == "user");
    // Below a broken header, nobody knows whose the key is.
    BOOST_TEST(ini.entries[0].section == (line[0] == '[' ? "" : "main"));
  }
}

BOOST_AUTO_TEST_CASE(a_bom_and_crlf_are_tolerated) {
  const auto result =
      parse("\xef\xbb\xbf[main]\r\ninterval = 700\r\ndisable = true\r\n");
  BOOST_REQUIRE(result && result->off);
  BOOST_TEST(result->off->where == "t.conf:3");
  BOOST_TEST((result->settings.interval == 700s));
}

BOOST_AUTO_TEST_CASE(unknown_keys_and_empty_sections_warn_once_each) {
  const auto result = parse(
      "[main]\ncolour = red\ncolour = blue\n[extra]\n[asd]\nhost = x\n"
      "[extra]\n");
  BOOST_REQUIRE(result);
  BOOST_REQUIRE(result->warnings.size() == 3u);
  BOOST_TEST(result->warnings[0] == "t.conf:4: unknown section [extra]");
  BOOST_TEST(result->warnings[1] == "t.conf:2: [main] colour: unknown setting");
}

BOOST_AUTO_TEST_CASE(who_may_have_meant_to_send_less_is_not_overheard) {
  BOOST_TEST(refusal("[Privacy]\ndaily = facts\n") ==
             "t.conf:2: [Privacy] daily: is no setting");
  BOOST_TEST(refusal("[privacy]\ndialy = facts\n") ==
             "t.conf:2: [privacy] dialy: is no setting");
  BOOST_TEST(refusal("[mian]\nproxy = x\n") ==
             "t.conf:2: [mian] proxy: is no setting");
}

BOOST_AUTO_TEST_CASE(a_utf16_file_is_called_one_and_sends_nothing) {
  for (const auto& text :
       {"\xff\xfe[\0m\0"s, "\xfe\xff\0["s, "[\0m\0"s, "\0[\0m"s})
    BOOST_TEST(refusal(text) ==
               "t.conf:1: the file is UTF-16: save it as UTF-8");
}

BOOST_AUTO_TEST_CASE(a_later_file_overrides_but_disable_true_anywhere_wins) {
  const ConfigText files[] = {
      {"a", "[main]\ninterval = 100\nuser = x\ndisable = true\n"},
      {"b", "[main]\ninterval = 200\ndisable = false\n"}};
  const auto result = parse_settings(files);
  BOOST_REQUIRE(result && result->off);
  BOOST_TEST(result->off->where == "a:4");
  BOOST_TEST(result->places.at("[main] disable") == "a:4");
  BOOST_TEST(result->places.at("[main] interval") == "b:2");
  BOOST_TEST(result->settings.user == "x");
  BOOST_TEST((result->settings.interval == 200s));
  BOOST_TEST(result->settings.disable);
}

BOOST_AUTO_TEST_CASE(an_empty_value_unsets_what_an_earlier_file_has_set) {
  const ConfigText files[] = {
      {"a", "[asd]\naddress = ::1\nport = 1\n[main]\nproxy = p:1\n"},
      {"b", "[asd]\naddress =\nport =\n[main]\nproxy =\n"}};
  const auto result = parse_settings(files);
  BOOST_REQUIRE(result);
  BOOST_CHECK(result->settings == Settings{});
}

BOOST_AUTO_TEST_CASE(the_first_broken_file_is_the_one_named) {
  const ConfigText files[] = {{"a", "[main]\nuser = x\n"},
                              {"b", "[main]\nuser = -\n"},
                              {"c", "[main]\nuser = -\n"}};
  const auto result = parse_settings(files);
  BOOST_REQUIRE(!result);
  BOOST_TEST(result.error().message.starts_with("b:2: [main] user: "));
}

BOOST_AUTO_TEST_CASE(files_beside_config_are_read_in_name_order) {
  const TemporaryFolder folder;
  folder.put("t.conf", "[main]\ninterval = 100\n");
  folder.put("t.conf.d/20-b.conf", "[main]\ninterval = 300\nuser = b\n");
  folder.put("t.conf.d/10-a.conf", "[main]\ninterval = 200\ngroup = a\n");
  folder.put("t.conf.d/30.conf.rpmsave", "[main]\ndisable = true\n");
  folder.put("t.conf.d/.40.conf", "[main]\ndisable = true\n");
  const auto result = load_settings(folder / "t.conf");
  BOOST_REQUIRE(result);
  BOOST_TEST(!result->off);
  BOOST_TEST((result->settings.interval == 300s));
  BOOST_TEST(result->settings.group == "a");
  BOOST_TEST(result->places.at("[main] user") ==
             folder / "t.conf.d/20-b.conf:3");
}

BOOST_AUTO_TEST_CASE(
    a_missing_config_is_no_input_and_a_missing_folder_is_fine) {
  const TemporaryFolder folder;
  const auto missing = load_settings(folder / "t.conf");
  BOOST_REQUIRE(!missing);
  BOOST_CHECK(missing.error().exit == Exit::no_input);
  BOOST_TEST(missing.error().message.contains(folder / "t.conf"));
  folder.put("t.conf", "");
  BOOST_TEST(bool(load_settings(folder / "t.conf")));
}

BOOST_AUTO_TEST_CASE(an_opt_out_beside_a_missing_or_unreadable_file_holds) {
  const TemporaryFolder folder;
  folder.put("t.conf.d/off.conf", "[main]\ndisable = true\n");
  const auto result = load_settings(folder / "t.conf");
  BOOST_REQUIRE(result && result->off);
  BOOST_TEST(result->off->where == folder / "t.conf.d/off.conf:2");
  BOOST_REQUIRE(result->problem);
  BOOST_CHECK(result->problem->exit == Exit::no_input);
  // A directory in the place of a file, and not off: an error.
  folder.put("t.conf", "");
  folder.put("t.conf.d/off.conf", "");
  std::filesystem::create_directory(folder / "t.conf.d/x.conf");
  BOOST_TEST(!load_settings(folder / "t.conf"));
  // So is a folder that is a link to nowhere.
  folder.put("u.conf", "");
  BOOST_TEST(load_settings(folder / "u.conf").has_value());
  std::filesystem::create_directory_symlink("/nonexistent/conf.d",
                                            folder / "u.conf.d");
  BOOST_TEST(!load_settings(folder / "u.conf"));
}

BOOST_AUTO_TEST_CASE(a_file_of_more_than_a_mebibyte_is_refused) {
  const TemporaryFolder folder;
  folder.put("t.conf", std::string(1024 * 1024 + 1, '#'));
  const auto result = load_settings(folder / "t.conf");
  BOOST_REQUIRE(!result);
  BOOST_CHECK(result.error().exit == Exit::config);
}
