// The pure stages by themselves, over the cluster of 8.1 (-DBENCH=ON): what to
// run before and after a change to one of them. No test looks at its times.

#include <benchmark/benchmark.h>

#include <string>

#include "privacy/anonymize.h"
#include "privacy/audit.h"
#include "privacy/pseudonym.h"
#include "support/pipeline.h"

namespace {

using namespace telemetry;

constexpr char recording[] = "8.1.2.0-cluster3";

Recording open_recording() {
  return Recording::open(test::recording_path(recording)).value();
}

// Replies to a snapshot: the second half of collect().
void parse(benchmark::State& state) {
  auto source = open_recording();
  for (auto step : state) {
    auto collection = test::collect_all(source);
    benchmark::DoNotOptimize(collection);
  }
}
BENCHMARK(parse);

void pseudonym(benchmark::State& state) {
  const Pseudonymizer names(test::test_key());
  const std::string name(static_cast<std::size_t>(state.range(0)), 's');
  for (auto step : state) benchmark::DoNotOptimize(names.of(Domain::set, name));
}
BENCHMARK(pseudonym)->Arg(8)->Arg(63);

// A snapshot to the report's bytes: identifiers, pseudonyms, JSON.
void serialise(benchmark::State& state) {
  auto source = open_recording();
  const auto collection = test::collect_all(source);
  const auto host = test::test_host();
  const auto agent = test::test_agent();
  const Pseudonymizer names(test::test_key());
  std::size_t bytes = 0;
  for (auto step : state) {
    const auto made = anonymize(collection.snapshot, host, agent, names);
    bytes += made.json.size();
    benchmark::DoNotOptimize(made.json.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(serialise);

void audit(benchmark::State& state) {
  const auto made = test::anonymize_recording(recording);
  const bool knows = state.range(0) != 0;  // the raw half knows what was raw
  const Audit gate(knows ? &made.identifiers : nullptr, "");
  std::size_t bytes = 0;
  for (auto step : state) {
    const auto payload = gate(made.json);
    if (!payload) state.SkipWithError("the audit refuses the report");
    bytes += made.json.size();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(audit)->ArgName("raw")->Arg(1)->Arg(0);

}  // namespace

BENCHMARK_MAIN();
