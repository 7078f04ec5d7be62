// server/info_protocol: frames, and which line answers which command.

#define BOOST_TEST_MODULE info_protocol
#include "server/info_protocol.h"

#include <boost/test/unit_test.hpp>
#include <chrono>

using namespace telemetry;

namespace {

Replies replies(std::vector<std::string> commands, std::string body) {
  return {std::move(commands), std::move(body)};
}

// The values joined by '|'; '-' for none.
std::string values(const Replies& replies) {
  std::string text;
  for (std::size_t i = 0; i < replies.commands().size(); ++i) {
    if (i > 0) text += '|';
    text += replies.value(i).value_or("-");
  }
  return text;
}

double seconds_to_match(std::size_t lines, std::size_t commands) {
  std::vector<std::string> sent;
  sent.reserve(commands);
  for (std::size_t i = 0; i < commands; ++i)
    sent.push_back("cmd" + std::to_string(i));
  std::string body = "cmd0\t";
  for (std::size_t i = 0; i < lines; ++i) body += "cmd0\tx\n";
  const auto begin = std::chrono::steady_clock::now();
  const Replies matched(std::move(sent), std::move(body));
  const auto end = std::chrono::steady_clock::now();
  BOOST_TEST(matched.value(0)->size() == lines * 7 - 1);
  return std::chrono::duration<double>(end - begin).count();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_request_is_a_header_and_commands_with_newlines) {
  const std::vector<std::string> commands = {"build", "namespaces"};
  const auto frame = encode_info_request(commands).value();
  BOOST_TEST(frame ==
             std::string("\x02\x01\0\0\0\0\0\x11", 8) + "build\nnamespaces\n");
}

BOOST_AUTO_TEST_CASE(a_size_over_a_byte_is_written_big_endian) {
  const std::vector<std::string> commands = {std::string(0x10203 - 1, 'a')};
  const auto frame = encode_info_request(commands).value();
  BOOST_TEST(frame.substr(0, 8) ==
             std::string("\x02\x01\0\0\0\x01\x02\x03", 8));
}

BOOST_AUTO_TEST_CASE(a_command_that_would_be_two_is_refused) {
  for (const auto& bad :
       {std::string(), std::string("a\nb"), std::string("a\n"),
        std::string("a\0b", 3), std::string("a\r")}) {
    const std::vector<std::string> commands = {"build", bad};
    const auto frame = encode_info_request(commands);
    BOOST_REQUIRE(!frame.has_value());
    BOOST_TEST((frame.error().exit == Exit::software));
  }
  BOOST_TEST(!encode_info_request({}).has_value());
}

BOOST_AUTO_TEST_CASE(a_header_tells_the_size_in_48_bits) {
  const std::string header("\x02\x01\0\x01\0\0\0\xff", 8);
  BOOST_TEST(decode_info_header(header, ~0ull).value() == 0x1000000ffu);
  BOOST_TEST(decode_info_header(header, 0x1000000ff).value() == 0x1000000ffu);
  BOOST_TEST(
      (decode_info_header(header, 0x1000000fe).error().exit == Exit::protocol));
  const std::string huge("\x02\x01\xff\xff\xff\xff\xff\xff", 8);
  BOOST_TEST(!decode_info_header(huge, 64 << 20).has_value());
}

BOOST_AUTO_TEST_CASE(a_header_of_another_version_or_type_or_length_is_refused) {
  for (const auto& bad :
       {std::string("\x01\x01\0\0\0\0\0\0", 8),
        std::string("\x02\x02\0\0\0\0\0\0", 8),
        std::string("\x02\x03\0\0\0\0\0\0", 8), std::string("HTTP/1.1"),
        std::string("\x02\x01\0\0\0\0\0", 7), std::string()})
    BOOST_TEST(
        (decode_info_header(bad, 1 << 20).error().exit == Exit::protocol));
}

BOOST_AUTO_TEST_CASE(values_are_found_by_the_echoed_command) {
  BOOST_TEST(values(replies({"build", "node"}, "build\t8.1\nnode\tBB9\n")) ==
             "8.1|BB9");
}

BOOST_AUTO_TEST_CASE(a_command_that_an_old_server_skips_has_no_value) {
  BOOST_TEST(values(replies({"build", "release", "node"},
                            "build\t3.9\nnode\tBB9\n")) == "3.9|-|BB9");
  BOOST_TEST(values(replies({"a", "b"}, "")) == "-|-");
}

BOOST_AUTO_TEST_CASE(a_reply_may_have_no_tab) {
  BOOST_TEST(values(replies({"services", "node"}, "services\nnode\tA\n")) ==
             "|A");
  BOOST_TEST(values(replies({"services"}, "services")) == "");
}

BOOST_AUTO_TEST_CASE(only_the_newline_that_ends_a_value_is_taken_off) {
  BOOST_TEST(values(replies({"get-sl:", "b"}, "get-sl:\tA,B\nok\nb\t1\n")) ==
             "A,B\nok|1");
  BOOST_TEST(values(replies({"a"}, "a\t1\n\n")) == "1\n");
}

BOOST_AUTO_TEST_CASE(a_value_keeps_tabs_and_lines_of_names) {
  BOOST_TEST(values(replies({"sets"}, "sets\tset=a\tb\nc\td;x\n")) ==
             "set=a\tb\nc\td;x");
}

BOOST_AUTO_TEST_CASE(a_forged_line_cannot_claim_an_earlier_command) {
  BOOST_TEST(values(replies({"build", "statistics", "sets"},
                            "build\t8\nstatistics\ta=1\n"
                            "sets\tset=x\nbuild\t9\nstatistics\tb=2\n"
                            "sets\tforged\n")) ==
             "8|a=1|set=x\nbuild\t9\nstatistics\tb=2\nsets\tforged");
}

BOOST_AUTO_TEST_CASE(a_repeated_line_belongs_to_the_open_value) {
  BOOST_TEST(values(replies({"a", "b"}, "a\t1\na\t2\nb\t3\n")) == "1\na\t2|3");
}

BOOST_AUTO_TEST_CASE(replies_out_of_order_are_not_replies) {
  BOOST_TEST(values(replies({"a", "b"}, "b\t2\na\t1\n")) == "-|2\na\t1");
}

BOOST_AUTO_TEST_CASE(lines_before_the_first_match_are_ignored) {
  BOOST_TEST(values(replies({"a"}, "\nzzz\nb\t1\na\t2\n")) == "2");
}

BOOST_AUTO_TEST_CASE(a_command_that_begins_like_another_is_not_the_other) {
  BOOST_TEST(values(replies({"build", "build_os"},
                            "build_os\tel6\nbuild\t1\n")) == "-|el6\nbuild\t1");
}

BOOST_AUTO_TEST_CASE(a_body_without_its_last_newline_is_read) {
  BOOST_TEST(values(replies({"a", "b"}, "a\t1\nb\t23")) == "1|23");
}

BOOST_AUTO_TEST_CASE(a_command_sent_twice_has_a_value_at_its_first_place) {
  BOOST_TEST(values(replies({"a", "a"}, "a\t1\na\t2\n")) == "1\na\t2|-");
}

BOOST_AUTO_TEST_CASE(values_stay_where_they_are_when_replies_are_moved) {
  auto first = replies({"a"}, "a\t1\n");
  const auto value = first.value(0).value();
  const auto second = std::move(first);
  BOOST_TEST(second.value(0).value().data() == value.data());
  BOOST_TEST(value == "1");
  BOOST_TEST(!second.value(1).has_value());
}

BOOST_AUTO_TEST_CASE(an_error_without_a_name_stands_for_the_whole_reply) {
  const auto error = [](std::string body) {
    return check_whole_reply(replies({"build", "node"}, std::move(body)))
        .error();
  };
  for (const auto* text : {"ERROR:80:not authenticated\n",
                           "ERROR:80:security error - not authenticated\n",
                           "ERROR:80:not authenticated"})
    BOOST_TEST((error(text).exit == Exit::no_permission), text);
  for (const auto* text : {"ERROR:81:role violation\n", "ERROR:x:y\n"})
    BOOST_TEST((error(text).exit == Exit::protocol), text);
  for (const auto* text : {"ERROR::timeout\n", "ERROR:9:timeout\n"})
    BOOST_TEST((error(text).exit == Exit::temporary), text);
  BOOST_TEST(error("ERROR:9:timeout\n").message.find("info-max-ms") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_error_text_of_the_server_is_not_repeated) {
  const auto text =
      check_whole_reply(
          replies({"build"}, "ERROR:7:secret set name\nERROR:7:again\n"))
          .error()
          .message;
  BOOST_TEST(!text.contains("secret"));
  BOOST_TEST(text.contains("error 7"));
}

BOOST_AUTO_TEST_CASE(an_error_of_one_command_is_a_value) {
  for (const auto* body :
       {"build\tERROR:4:unrecognized command\n", "ERROR:4\tx\n",
        "ERROR:80:x\nbuild\t8\n", "", "Error:80:x\n"})
    BOOST_TEST(check_whole_reply(replies({"build"}, body)).has_value(), body);
}

BOOST_AUTO_TEST_CASE(matching_does_not_depend_on_the_number_of_commands) {
  // A search through all commands for each line would take 4,000 times as long.
  seconds_to_match(1000, 1);
  const auto few = seconds_to_match(1'000'000, 2);
  const auto many = seconds_to_match(1'000'000, 8000);
  BOOST_TEST(many < 20 * few + 0.2);
}
