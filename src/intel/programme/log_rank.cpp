#include "intel/programme/log_rank.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::programme {
namespace {

constexpr int kTerms = 1'000;
constexpr double kSmall = 1e-15;

using Matrix = std::vector<std::vector<double>>;

/// Regularised lower incomplete gamma function by its series (Abramowitz and Stegun, 6.5.29).
double lower_gamma(double a, double x) {
  double term = 1 / a;
  double sum = term;
  for (int n = 1; n < kTerms && term > sum * kSmall; ++n) sum += term *= x / (a + n);
  int sign = 0;
  return sum * std::exp(-x + a * std::log(x) - ::lgamma_r(a, &sign));
}

/// The upper one by its continued fraction (6.5.31), evaluated as Lentz does.
double upper_gamma(double a, double x) {
  constexpr double kTiny = 1e-300;
  double b = x + 1 - a;
  double c = 1 / kTiny;
  double d = 1 / b;
  double fraction = d;
  for (int i = 1; i < kTerms; ++i) {
    const double an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (std::abs(d) < kTiny) d = kTiny;
    c = b + an / c;
    if (std::abs(c) < kTiny) c = kTiny;
    d = 1 / d;
    fraction *= d * c;
    if (std::abs(d * c - 1) < kSmall) break;
  }
  int sign = 0;
  return std::exp(-x + a * std::log(x) - ::lgamma_r(a, &sign)) * fraction;
}

/// Solves m·y = v by elimination with pivots; what has no pivot (a group that is never at risk, or
/// the last of groups that sum up) adds nothing.  The rank comes out too.
double quadratic_form(Matrix m, std::vector<double> v, std::size_t& rank) {
  const std::size_t size = v.size();
  double form = 0;
  rank = 0;
  std::vector<bool> done(size, false);
  double scale = 0;
  for (std::size_t i = 0; i < size; ++i) scale = std::max(scale, std::abs(m[i][i]));
  for (std::size_t step = 0; step < size; ++step) {
    std::size_t pivot = size;
    for (std::size_t i = 0; i < size; ++i) {
      if (!done[i] && (pivot == size || m[i][i] > m[pivot][pivot])) pivot = i;
    }
    done[pivot] = true;
    if (!(m[pivot][pivot] > scale * 1e-10)) continue;
    ++rank;
    form += v[pivot] * v[pivot] / m[pivot][pivot];
    for (std::size_t i = 0; i < size; ++i) {
      if (done[i]) continue;
      const double factor = m[i][pivot] / m[pivot][pivot];
      for (std::size_t j = 0; j < size; ++j) m[i][j] -= factor * m[pivot][j];
      v[i] -= factor * v[pivot];
    }
  }
  return form;
}

/// Sums over the times of one stratum.
class Sums {
 public:
  explicit Sums(std::size_t groups)
      : observed(groups), expected(groups), variance(groups, std::vector<double>(groups)) {}

  void add(const std::vector<double>& at_risk, const std::vector<double>& events) {
    double risk = 0;
    double died = 0;
    for (std::size_t i = 0; i < at_risk.size(); ++i) {
      risk += at_risk[i];
      died += events[i];
    }
    if (died == 0) return;
    const double common = risk > 1 ? died * (risk - died) / (risk - 1) : 0;
    for (std::size_t i = 0; i < at_risk.size(); ++i) {
      const double share = at_risk[i] / risk;
      observed[i] += events[i];
      expected[i] += died * share;
      for (std::size_t j = 0; j < at_risk.size(); ++j) {
        variance[i][j] += common * share * ((i == j ? 1 : 0) - at_risk[j] / risk);
      }
    }
  }

  std::vector<double> observed;
  std::vector<double> expected;
  Matrix variance;
};

void add_stratum(const std::vector<Member>& members, std::size_t begin, std::size_t end,
                 Sums& sums) {
  std::vector<double> at_risk(sums.observed.size());
  for (std::size_t i = begin; i < end; ++i) ++at_risk[members[i].group];
  for (std::size_t i = begin; i < end;) {
    std::vector<double> events(at_risk.size());
    std::vector<double> leaving(at_risk.size());
    const double time = members[i].time;
    for (; i < end && members[i].time == time; ++i) {
      ++leaving[members[i].group];
      if (members[i].event) ++events[members[i].group];
    }
    sums.add(at_risk, events);
    for (std::size_t group = 0; group < at_risk.size(); ++group) at_risk[group] -= leaving[group];
  }
}

}  // namespace

double chi_squared_tail(double x, std::size_t degrees) {
  if (degrees == 0 || !(x > 0)) return 1;
  const double a = static_cast<double>(degrees) / 2;
  return x / 2 < a + 1 ? 1 - lower_gamma(a, x / 2) : upper_gamma(a, x / 2);
}

std::optional<LogRank> log_rank(std::vector<Member> members, std::size_t groups) {
  std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
    return a.stratum != b.stratum ? a.stratum < b.stratum : a.time < b.time;
  });
  Sums sums(groups);
  for (std::size_t begin = 0; begin < members.size();) {
    std::size_t end = begin;
    while (end < members.size() && members[end].stratum == members[begin].stratum) ++end;
    add_stratum(members, begin, end, sums);
    begin = end;
  }
  std::vector<double> difference(groups);
  for (std::size_t i = 0; i < groups; ++i) difference[i] = sums.observed[i] - sums.expected[i];
  LogRank test;
  test.chi_squared = quadratic_form(sums.variance, std::move(difference), test.degrees);
  if (test.degrees == 0) return std::nullopt;
  test.p = chi_squared_tail(test.chi_squared, test.degrees);
  test.observed = std::move(sums.observed);
  test.expected = std::move(sums.expected);
  return test;
}

}  // namespace noroshi::programme
