// When a million hosts reach home: a simulation with the program's own
// schedule, against the old agent's and a plain cron's.
//
//   fleet [SVG]
//
// prints a line a schedule: name, the most arrivals in one second, that divided
// by the mean (both within one interval of 600 s), the share of all arrivals in
// the busiest second; then the full reports a host and day. Writes the plot to
// SVG. The same bytes each time: the chance is a fixed one.
//
// The models, beside the program's own functions:
//   timer     systemd: the calendar's next ten minutes, the host's own fixed
//             delay (uniform in 600 s, drawn from the machine's id) and up to
//             AccuracySec= (1 s) later
//   splay     cron at the full minute, then --splay (schedule.h)
//   old       a daemon: its start, then every 600 s. Two hosts of three started
//             whenever; the third restarted in its nightly window, a package
//             upgrade at a full hour that cron spreads over five minutes
//   cron      */10 without a splay: the full minute, the second in which cron
//             wakes up, a clock that is off by 0.1 s (one sigma)
// And each run needs 0.1 to 0.5 s until it has reached home.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "process/schedule.h"

namespace {

using namespace telemetry;
using namespace std::chrono_literals;

constexpr int hosts = 1'000'000;
constexpr int interval = 600;
constexpr double mean = double{hosts} / interval;

using Random = std::mt19937_64;
using Digest = std::array<std::uint8_t, 16>;

double uniform(Random& random, double from, double to) {
  return std::uniform_real_distribution<double>(from, to)(random);
}

Digest digest(Random& random) {
  Digest bytes;
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() >> 32);
  return bytes;
}

double on_timer(Random& random) {
  return uniform(random, 0, interval) + uniform(random, 0, 1);
}

double on_splay(Random& random) {
  const auto wait = splay(random(), std::chrono::seconds(interval));
  return std::chrono::duration<double>(wait).count() + uniform(random, 0, 1);
}

double on_old(Random& random) {
  if (random() % 3 != 0) return uniform(random, 0, interval);
  return uniform(random, 0, 300);
}

double on_cron(Random& random) {
  return uniform(random, 0, 1) +
         std::normal_distribution<double>(0, 0.1)(random);
}

// Arrivals in each second of the interval.
using Seconds = std::vector<int>;

Seconds arrivals(const std::function<double(Random&)>& start) {
  Random random(20261123);
  Seconds seconds(interval);
  for (int host = 0; host < hosts; ++host) {
    const double at = start(random) + uniform(random, 0.1, 0.5);
    const auto second = static_cast<int>(std::floor(at));
    ++seconds[static_cast<std::size_t>((second % interval + interval) %
                                       interval)];
  }
  return seconds;
}

// Full reports a host and day, and the busiest ten minutes of the day's.
void print_full() {
  Random random(20261123);
  constexpr int sample = 20'000;
  constexpr int runs = 86'400 / interval;
  std::array<int, runs> full = {};
  int total = 0;
  for (int host = 0; host < sample; ++host) {
    const auto bytes = digest(random);
    const auto phase = day_phase(bytes, std::chrono::seconds(interval));
    const auto offset = static_cast<int>(uniform(random, 0, interval));
    for (int run = 0; run < runs; ++run) {
      const std::chrono::seconds now(run * interval + offset);
      if (!is_full(now, std::chrono::seconds(interval), std::nullopt, phase))
        continue;
      ++full[static_cast<std::size_t>(run)];
      ++total;
    }
  }
  std::printf("full %.3f %.2f\n", double(total) / sample,
              double(*std::ranges::max_element(full)) * runs / total);
}

struct Line {
  const char* name;
  const char* colour;
  const char* label;
  std::function<double(Random&)> start;
};

// Logarithmic upwards: a plain cron's peak is some hundred times the mean.
void write_plot(const char* path, const std::vector<Line>& lines,
                const std::vector<Seconds>& all) {
  constexpr double left = 70;
  constexpr double top = 20;
  constexpr double width = 600;
  constexpr double height = 300;
  constexpr double decades = 6;
  const auto y = [](double arrivals) {
    return top + height -
           height * std::log10(std::max(arrivals, 1.0)) / decades;
  };
  std::FILE* file = std::fopen(path, "we");
  if (file == nullptr) return;
  std::fprintf(file,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"700\" "
               "height=\"440\" font-family=\"sans-serif\" font-size=\"12\">\n"
               "<rect width=\"700\" height=\"440\" fill=\"white\"/>\n");
  for (int decade = 0; decade <= int(decades); ++decade) {
    const double at = y(std::pow(10, decade));
    std::fprintf(
        file,
        "<path d=\"M%.0f %.1fh%.0f\" stroke=\"#ddd\"/>"
        "<text x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>\n",
        left, at, width, left - 6, at + 4, std::pow(10, decade));
  }
  for (int minute = 0; minute <= 10; ++minute)
    std::fprintf(
        file, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">%d</text>\n",
        left + width * minute / 10, top + height + 16, minute);
  std::fprintf(file,
               "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">minutes of "
               "an interval; arrivals at home per second, 1,000,000 hosts"
               "</text>\n",
               left + width / 2, top + height + 34);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t row = i / 2;
    std::fprintf(file,
                 "<polyline fill=\"none\" stroke-width=\"1.2\" stroke=\"%s\" "
                 "points=\"",
                 lines[i].colour);
    for (int second = 0; second < interval; ++second)
      std::fprintf(file, "%.1f,%.1f ", left + width * second / interval,
                   y(all[i][static_cast<std::size_t>(second)]));
    std::fprintf(file,
                 "\"/>\n<text x=\"%.0f\" y=\"%.0f\" fill=\"%s\">%s</text>\n",
                 left + 10 + 300.0 * double(i % 2),
                 top + height + 58 + 20.0 * double(row), lines[i].colour,
                 lines[i].label);
  }
  std::fprintf(file, "</svg>\n");
  std::fclose(file);
}

}  // namespace

int main(int count, char** values) {
  const std::vector<Line> lines = {
      {"timer", "#1a7f37", "systemd timer, FixedRandomDelay", on_timer},
      {"splay", "#0969da", "cron with --splay", on_splay},
      {"old", "#bc4c00", "old agent: a daemon, from its start", on_old},
      {"cron", "#cf222e", "plain */10 cron", on_cron}};
  std::vector<Seconds> all;
  for (const auto& line : lines) {
    all.push_back(arrivals(line.start));
    const int peak = *std::ranges::max_element(all.back());
    std::printf("%s %d %.2f %.4f\n", line.name, peak, peak / mean,
                double(peak) / hosts);
  }
  print_full();
  if (count > 1) write_plot(values[1], lines, all);
}
