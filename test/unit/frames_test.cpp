// process/frames: what the clean half accepts from the pipe.

#define BOOST_TEST_MODULE frames
#include "process/frames.h"

#include <boost/test/unit_test.hpp>

using namespace telemetry;

namespace {

const Log no_log(Level::debug, {});

std::string frame(char kind, const std::string& text) {
  return frame_header(kind, text.size()) + text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(frames_arrive_in_parts_of_any_size) {
  const auto stream =
      frame('L', "\1one") + frame('L', "\2two") + frame('B', "{\"a\":\"1\"}");
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    std::string heard;
    const Log log(Level::debug, [&](Level level, std::string_view line) {
      heard += std::to_string(static_cast<int>(level)) + std::string(line);
    });
    FrameReader frames(100, log);
    std::string_view rest = stream;
    while (!rest.empty()) {
      BOOST_TEST(!frames.outcome().has_value());
      BOOST_REQUIRE(frames.take(rest.substr(0, step)));
      rest.remove_prefix(std::min(step, rest.size()));
    }
    BOOST_REQUIRE(frames.outcome().has_value());
    BOOST_TEST(frames.outcome()->value() == "{\"a\":\"1\"}");
    BOOST_TEST(heard == "1one2two");
  }
}

BOOST_AUTO_TEST_CASE(an_error_has_a_known_status_and_one_printable_line) {
  FrameReader frames(100, no_log);
  BOOST_REQUIRE(frames.take(frame('E',
                                  "\x4c"
                                  "bad\nnews\x1b")));
  const auto& error = frames.outcome()->error();
  BOOST_CHECK(error.exit == Exit::protocol);
  BOOST_TEST(error.message == "bad?news?");
  for (const char* status : {"\1x", "\2x", "\x7fx", "\xffx"}) {
    FrameReader other(100, no_log);
    BOOST_TEST(!other.take(frame('E', status)));
  }
  FrameReader zero(100, no_log);  // "ok" is no error
  BOOST_TEST(!zero.take(frame('E', std::string("\0x", 2))));
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
  FrameReader frames(100, no_log);
  BOOST_TEST(frame_of(Level::warning, "li\ne") == frame('L', "\2li?e"));
  BOOST_TEST(frame_of(Level::debug, std::string(2000, 'x')).size() ==
             6 + frame_text_limit);
  BOOST_REQUIRE(frames.take(frame_of({Exit::data, "refused"})));
  BOOST_CHECK(frames.outcome()->error().exit == Exit::data);
  BOOST_TEST(frames.outcome()->error().message == "refused");
}

BOOST_AUTO_TEST_CASE(nothing_to_report_is_a_report_without_bytes) {
  FrameReader frames(100, no_log);
  BOOST_REQUIRE(frames.take(frame('B', "")));
  BOOST_TEST(frames.outcome()->value() == "");
}

BOOST_AUTO_TEST_CASE(garbage_is_refused_at_its_header) {
  const std::string bad[] = {
      frame_header('B', 101),                   // over the limit
      std::string("B\xff\xff\xff\xff", 5),      // 4 GiB
      frame_header('L', 0),                     // no level
      frame_header('L', frame_text_limit + 2),  // too long a line
      frame_header('E', 0),                     // no status
      frame_header('E', frame_text_limit + 2),
      std::string(5, '\0'),
      "{\"a\":\"1\"}",
      frame('L', "\5too high a level"),
      frame('B', "x") + "y",  // after the last frame
      frame('B', "") + frame('B', "x"),
  };
  for (const auto& bytes : bad) {
    FrameReader frames(100, no_log);
    BOOST_TEST(!frames.take(bytes));
  }
}

BOOST_AUTO_TEST_CASE(the_number_of_log_lines_is_bounded) {
  FrameReader frames(100, no_log);
  for (std::size_t i = 0; i < frame_log_lines; ++i)
    BOOST_REQUIRE(frames.take(frame('L', "\1line")));
  BOOST_TEST(!frames.take(frame('L', "\1line")));
}

BOOST_AUTO_TEST_CASE(an_incomplete_frame_is_no_outcome) {
  const auto stream = frame('B', "{}");
  for (std::size_t size = 0; size < stream.size(); ++size) {
    FrameReader frames(100, no_log);
    BOOST_TEST(frames.take(std::string_view(stream).substr(0, size)));
    BOOST_TEST(!frames.outcome().has_value());
  }
}
