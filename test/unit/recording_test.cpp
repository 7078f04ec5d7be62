// server/recording: a file as a server, and a session as a file.

#define BOOST_TEST_MODULE recording
#include "server/recording.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

using namespace telemetry;

namespace {

std::vector<std::string> commands(std::initializer_list<const char*> list) {
  return {list.begin(), list.end()};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_batch_is_answered_by_what_was_recorded_in_its_order) {
  auto recording =
      Recording::parse(R"({"responses": {"node": "node\tA\n", "gone": "",
                         "build": "build\t8.1\n"}})",
                       "x")
          .value();
  const auto sent = commands({"build", "gone", "unknown", "node"});
  const auto replies = recording.ask(sent).value();
  BOOST_TEST(replies.body() == "build\t8.1\nnode\tA\n");
  BOOST_TEST(replies.value(0).value() == "8.1");
  BOOST_TEST(!replies.value(1).has_value());
  BOOST_TEST(!replies.value(2).has_value());
  BOOST_TEST(replies.value(3).value() == "A");
}

BOOST_AUTO_TEST_CASE(a_recorded_refusal_is_a_failure) {
  auto recording =
      Recording::parse(
          R"({"responses": {"build": "ERROR:80:not authenticated\n"}})", "x")
          .value();
  BOOST_TEST((recording.ask(commands({"build", "node"})).error().exit ==
              Exit::no_permission));
}

BOOST_AUTO_TEST_CASE(what_is_no_recording_is_refused_by_name) {
  for (const auto* text :
       {"", "{", "[]", "{}", R"({"responses": []})",
        R"({"responses": {"a": 1}})", R"({"responses": {"a": "b"}} x)",
        "{\"responses\": {\"a\": \"\xff\"}}"}) {
    const auto recording = Recording::parse(text, "my.json");
    BOOST_REQUIRE_MESSAGE(!recording.has_value(), text);
    BOOST_TEST((recording.error().exit == Exit::data));
    BOOST_TEST(recording.error().message.starts_with("my.json "));
    BOOST_TEST(recording.error().message.find('\n') == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_no_input) {
  const auto recording = Recording::open("/nonexistent/x.json");
  BOOST_TEST((recording.error().exit == Exit::no_input));
}

BOOST_AUTO_TEST_CASE(what_was_recorded_answers_as_the_server_did) {
  auto server =
      Recording::parse(
          R"({"responses": {"build": "build\t8.1\n", "sl": "sl\tA\nok\n",
                       "empty": "empty\n", "q\"\\": "q\"\\\t\u0001\t\u00e9\n"}})",
          "x")
          .value();
  Recorder recorder(server);
  const auto sent = commands({"build", "sl", "empty", "unknown", "q\"\\"});
  const auto live = recorder.ask(sent).value();
  const auto text = recorder.text();
  BOOST_TEST(text.replaced_bytes == 0u);

  auto copy = Recording::parse(text.json, "copy").value();
  const auto replayed = copy.ask(sent).value();
  for (std::size_t i = 0; i < sent.size(); ++i)
    BOOST_CHECK_MESSAGE(live.value(i) == replayed.value(i), sent[i]);
}

BOOST_AUTO_TEST_CASE(bytes_that_json_cannot_hold_are_replaced_and_counted) {
  class Source : public InfoSource {
   public:
    Result<Replies> ask(std::span<const std::string> asked) override {
      // Valid in turn: two, three and four bytes; not: a lone continuation, an
      // overlong form, a surrogate, above U+10FFFF, a cut sequence.
      return Replies({asked.begin(), asked.end()},
                     "sets\t\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"
                     "|\x80|\xc0\xaf|\xed\xa0\x80|\xf4\x90\x80\x80|\xe2\x82\n");
    }
  };
  Source source;
  Recorder recorder(source);
  BOOST_REQUIRE(recorder.ask(commands({"sets"})).has_value());
  const auto text = recorder.text();
  BOOST_TEST(text.replaced_bytes == 12u);
  auto copy = Recording::parse(text.json, "copy").value();
  const auto replies = copy.ask(commands({"sets"})).value();
  BOOST_TEST(replies.value(0)->starts_with(
      "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80|\xef\xbf\xbd|"));
}

BOOST_AUTO_TEST_CASE(a_request_that_fails_records_nothing) {
  class Source : public InfoSource {
   public:
    Result<Replies> ask(std::span<const std::string>) override {
      return failure(Exit::temporary, "down");
    }
  };
  Source source;
  Recorder recorder(source);
  BOOST_TEST(!recorder.ask(commands({"build"})).has_value());
  BOOST_TEST(recorder.text().json.find("\"build\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_real_recording_is_read_from_its_file) {
  auto recording =
      Recording::open(TEST_DIR "/recordings/8.1.2.0-cluster3.json").value();
  const auto replies = recording.ask(commands({"build"})).value();
  BOOST_TEST(replies.value(0).value() == "8.1.2.0");
}
