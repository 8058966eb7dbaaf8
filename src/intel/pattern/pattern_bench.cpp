// What it costs to read and to match patterns as they arrive.
#include <benchmark/benchmark.h>

#include "intel/pattern/pattern.hpp"

namespace {

using namespace noroshi;

void parse(benchmark::State& state, const std::string& text) {
  for (auto _ : state) benchmark::DoNotOptimize(pattern::Pattern::parse(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

std::string megabyte(std::string_view first, std::string_view more, std::string_view end) {
  std::string text(first);
  while (text.size() + more.size() + end.size() <= std::size_t{1} << 20) text += more;
  return text.append(end);
}

void match(benchmark::State& state, const char* text) {
  const auto parsed = pattern::Pattern::parse(text);
  const std::vector<pattern::Observation> seen{
      {0,
       0,
       1,
       {{"ipv4-addr--28bb3599-77cd-5a82-a950-b5bbc3caf07c",
         R"({"type":"ipv4-addr","id":"ipv4-addr--28bb3599-77cd-5a82-a950-b5bbc3caf07c",)"
         R"("value":"198.51.100.3"})"}}}};
  for (auto _ : state) benchmark::DoNotOptimize(parsed->match(seen));
}

BENCHMARK_CAPTURE(parse, address, "[ipv4-addr:value = '198.51.100.3']");
BENCHMARK_CAPTURE(
    parse, hash,
    "[file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']");
BENCHMARK_CAPTURE(parse, endpoint,
                  "[network-traffic:dst_ref.value = '198.51.100.3' AND "
                  "network-traffic:dst_port = 443]");
BENCHMARK_CAPTURE(parse, regular_expression, "[file:name MATCHES '^Final Report.+\\\\.exe$']");
BENCHMARK_CAPTURE(parse, megabyte_of_comparisons,
                  megabyte("[ipv4-addr:value = '198.51.100.3'",
                           " OR ipv4-addr:value = '198.51.100.3'", "]"));
BENCHMARK_CAPTURE(parse, megabyte_of_observations, megabyte("[a:b=1]", "OR[a:b=1]", ""));
BENCHMARK_CAPTURE(match, address, "[ipv4-addr:value = '198.51.100.3']");
BENCHMARK_CAPTURE(match, other_address, "[ipv4-addr:value = '198.51.100.4']");

}  // namespace
