// Writes docs/evaluation-operator.md; takes some minutes and a few gigabytes.
//
//   evaluate_operator PAGE [COEFFICIENTS]
#include <cstdio>
#include <fmt/format.h>

#include "operator_day.hpp"
#include "page_file.hpp"
#include "page_program.hpp"

namespace noroshi::bench {
namespace {

// At N = 1 a million subscribers' records (some 230 million) do not fit into memory.
constexpr std::pair<std::uint32_t, std::uint32_t> kDays[] = {{1'000'000, 1'000}, {100'000, 1}};

Status run(const Words& words) {
  const c2::Coefficients coefficients = NOROSHI_TRY(coefficients_of(words, 1));
  std::vector<OperatorDay> days;
  for (const auto& [subscribers, sampling] : kDays) {
    fmt::print(stderr, "{} subscribers at N = {}\n", subscribers, sampling);
    days.push_back(NOROSHI_TRY(operator_day(coefficients, subscribers, sampling)));
    NOROSHI_CHECK(write_page(words[0], page_of(days, coefficients)));
  }
  return {};
}

}  // namespace
}  // namespace noroshi::bench

int main(int argc, char** argv) {
  return noroshi::bench::page_program(argc, argv, "evaluate_operator PAGE [COEFFICIENTS]",
                                      noroshi::bench::run);
}
