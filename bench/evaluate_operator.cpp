// Writes docs/evaluation-operator.md; takes some minutes and a few gigabytes.
//
//   evaluate_operator PAGE [COEFFICIENTS]
#include <cstdio>
#include <fmt/format.h>

#include "operator_day.hpp"
#include "page_file.hpp"

namespace noroshi::bench {
namespace {

// At N = 1 a million subscribers' records (some 230 million) do not fit into memory.
constexpr std::pair<std::uint32_t, std::uint32_t> kDays[] = {{1'000'000, 1'000}, {100'000, 1}};

Status run(const std::string& page, const char* model) {
  c2::Coefficients coefficients = c2::built_in_coefficients();
  if (model != nullptr) coefficients = NOROSHI_TRY(c2::Coefficients::parse(text_of(model), model));
  std::vector<OperatorDay> days;
  for (const auto& [subscribers, sampling] : kDays) {
    fmt::print(stderr, "{} subscribers at N = {}\n", subscribers, sampling);
    days.push_back(NOROSHI_TRY(operator_day(coefficients, subscribers, sampling)));
    NOROSHI_CHECK(write_page(page, page_of(days, coefficients)));
  }
  return {};
}

}  // namespace
}  // namespace noroshi::bench

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    fmt::print(stderr, "usage: evaluate_operator PAGE [COEFFICIENTS]\n");
    return 2;
  }
  const noroshi::Status status = noroshi::bench::run(argv[1], argc == 3 ? argv[2] : nullptr);
  if (status) return 0;
  fmt::print(stderr, "evaluate_operator: {}\n", status.error().message);
  return 1;
}
