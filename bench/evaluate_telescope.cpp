// Writes docs/evaluation-telescope.md; takes some minutes.
//
//   evaluate_telescope [--quick] PAGE
//
// --quick: one month of practice and one of the exam, to see whether all is well; no page to keep.
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <future>
#include <span>
#include <string_view>
#include <thread>

#include "page_file.hpp"
#include "telescope_page.hpp"

namespace {

using namespace noroshi;

constexpr std::uint64_t kPractice[] = {1, 2, 3};
constexpr std::uint64_t kExam[] = {101, 102, 103, 104, 105};

bench::MonthScore month_of(std::uint64_t seed) {
  fmt::print(stderr, "month {}\n", seed);
  darknet::Scenario scenario;
  scenario.seed = seed;
  return bench::run_month(scenario, {1, 2, 3, 4, 6, 8, 12});
}

// As many at a time as there are cores; the page does not show which was ready first.
bench::Months months_of(std::span<const std::uint64_t> seeds) {
  const std::size_t at_once = std::max(1U, std::thread::hardware_concurrency());
  bench::Months months;
  for (std::size_t begin = 0; begin < seeds.size(); begin += at_once) {
    const auto some = seeds.subspan(begin, std::min(at_once, seeds.size() - begin));
    std::vector<std::future<bench::MonthScore>> running;
    for (const std::uint64_t seed : some) {
      running.push_back(std::async(std::launch::async, month_of, seed));
    }
    for (std::size_t i = 0; i < some.size(); ++i) months.emplace_back(some[i], running[i].get());
  }
  return months;
}

}  // namespace

int main(int argc, char** argv) {
  const bool quick = argc == 3 && argv[1] == std::string_view("--quick");
  if (argc != 2 && !quick) {
    fmt::print(stderr, "usage: evaluate_telescope [--quick] PAGE\n");
    return 2;
  }
  const auto seeds = [quick](std::span<const std::uint64_t> all) {
    return quick ? all.first(1) : all;
  };
  const auto page = bench::telescope_page(months_of(seeds(kPractice)), months_of(seeds(kExam)));
  if (const Status status = bench::write_page(argv[argc - 1], page); !status) {
    fmt::print(stderr, "evaluate_telescope: {}\n", status.error().message);
    return 1;
  }
  return 0;
}
