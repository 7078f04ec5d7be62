// process/frames: what the clean half accepts from the pipe.

#define BOOST_TEST_MODULE frames
#include "process/frames.h"

#include <boost/test/unit_test.hpp>

using namespace telemetry;

namespace {

std::string frame(char kind, const std::string& text) {
  return frame_header(kind, text.size()) + text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(frames_arrive_in_parts_of_any_size) {
  const auto stream =
      frame('L', "\1one") + frame('L', "\2two") + frame('B', "{\"a\":\"1\"}");
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    FrameReader frames(100);
    std::string_view rest = stream;
    while (!rest.empty()) {
      BOOST_TEST(!frames.complete());
      BOOST_REQUIRE(frames.take(rest.substr(0, step)));
      rest.remove_prefix(std::min(step, rest.size()));
    }
    BOOST_REQUIRE(frames.complete());
    BOOST_TEST(frames.kind() == 'B');
    BOOST_TEST(frames.take_text() == "{\"a\":\"1\"}");
    const auto log = frames.take_log();
    BOOST_REQUIRE(log.size() == 2u);
    BOOST_TEST(log[0].text == "one");
    BOOST_CHECK(log[0].level == Level::info);
    BOOST_CHECK(log[1].level == Level::warning);
  }
}

BOOST_AUTO_TEST_CASE(an_error_has_a_known_status_and_one_printable_line) {
  FrameReader frames(100);
  BOOST_REQUIRE(frames.take(frame('E',
                                  "\x4c"
                                  "bad\nnews\x1b")));
  BOOST_TEST(frames.kind() == 'E');
  BOOST_CHECK(frames.exit() == Exit::protocol);
  BOOST_TEST(frames.take_text() == "bad?news?");
  for (const char* status : {"\1x", "\2x", "\x7fx", "\xffx"}) {
    FrameReader other(100);
    BOOST_TEST(!other.take(frame('E', status)));
  }
  FrameReader zero(100);  // "ok" is no error
  BOOST_TEST(!zero.take(frame('E', std::string("\0x", 2))));
}

BOOST_AUTO_TEST_CASE(nothing_to_report_may_say_why_or_not) {
  for (const std::string why : {"", "no server"}) {
    FrameReader frames(100);
    BOOST_REQUIRE(frames.take(frame('N', why)));
    BOOST_TEST(frames.kind() == 'N');
    BOOST_TEST(frames.take_text() == why);
  }
}

BOOST_AUTO_TEST_CASE(garbage_is_refused_at_its_header) {
  const std::string bad[] = {
      frame_header('B', 101),                   // over the limit
      std::string("B\xff\xff\xff\xff", 5),      // 4 GiB
      frame_header('B', 0),                     // no bytes at all
      frame_header('L', 0),                     // no level
      frame_header('L', frame_text_limit + 2),  // too long a line
      frame_header('E', 0),                     // no status
      frame_header('E', frame_text_limit + 2),
      frame_header('N', frame_text_limit + 2),
      std::string(5, '\0'),
      "{\"a\":\"1\"}",
      frame('L', "\5too high a level"),
      frame('B', "x") + "y",  // after the last frame
      frame('N', "") + frame('B', "x"),
  };
  for (const auto& bytes : bad) {
    FrameReader frames(100);
    BOOST_TEST(!frames.take(bytes));
  }
}

BOOST_AUTO_TEST_CASE(the_number_of_log_lines_is_bounded) {
  FrameReader frames(100);
  for (std::size_t i = 0; i < frame_log_lines; ++i)
    BOOST_REQUIRE(frames.take(frame('L', "\1line")));
  BOOST_TEST(!frames.take(frame('L', "\1line")));
}

BOOST_AUTO_TEST_CASE(an_incomplete_frame_is_not_complete) {
  const auto stream = frame('B', "{}");
  for (std::size_t size = 0; size < stream.size(); ++size) {
    FrameReader frames(100);
    BOOST_TEST(frames.take(std::string_view(stream).substr(0, size)));
    BOOST_TEST(!frames.complete());
  }
}
