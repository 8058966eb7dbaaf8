// A day of an operator with twenty botnets: what an analyst would have in hand.
#pragma once

#include "detect/c2/coefficients.hpp"
#include "scale.hpp"

namespace noroshi::bench {

/// An innocent server that is reported.
struct WrongReport {
  model::Endpoint server;
  double probability = 0;
  bool abandoned = false;  ///< innocent devices retry to it, and it never answers
};

struct OperatorDay {
  std::uint32_t subscribers = 0;
  std::uint32_t sampling = 1;
  std::uint64_t records = 0;  ///< generated
  Worth worth;
  std::size_t large = 0;           ///< botnets of which 20 bots and more were active
  std::size_t large_reported = 0;  ///< of these, at the default threshold
  std::size_t large_at_one_million = 0;
  std::vector<WrongReport> wrong{};
};

/// Twenty botnets of 5–500 bots (log-uniform), one server each, of the six families that have one.
Result<OperatorDay> operator_day(const c2::Coefficients& coefficients, std::uint32_t subscribers,
                                 std::uint32_t sampling);

std::string page_of(const std::vector<OperatorDay>& days, const c2::Coefficients& coefficients);

}  // namespace noroshi::bench
