// Writes docs/evaluation-telescope.md; takes some minutes.
//
//   evaluate_telescope PAGE
#include <cstdio>
#include <fmt/format.h>

#include "page_file.hpp"
#include "telescope_page.hpp"

namespace {

using namespace noroshi;

constexpr std::uint64_t kPractice[] = {1, 2, 3};
constexpr std::uint64_t kExam[] = {101, 102, 103, 104, 105};

template <std::size_t N>
bench::Months months_of(const std::uint64_t (&seeds)[N]) {
  bench::Months months;
  for (const std::uint64_t seed : seeds) {
    fmt::print(stderr, "month {}\n", seed);
    darknet::Scenario scenario;
    scenario.seed = seed;
    months.emplace_back(seed, bench::run_month(scenario, {1, 2, 3, 4, 6, 8, 12}));
  }
  return months;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: evaluate_telescope PAGE\n");
    return 2;
  }
  const auto page = bench::telescope_page(months_of(kPractice), months_of(kExam));
  if (const Status status = bench::write_page(argv[1], page); !status) {
    fmt::print(stderr, "evaluate_telescope: {}\n", status.error().message);
    return 1;
  }
  return 0;
}
