#include "detect/life/silence.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::life {
namespace {

// No hour is taken to be steadier than a gamma variate of shape 4 (rates that vary by half): a few
// hours of history cannot show how much a server's clients vary.
constexpr double kSteadiest = 4;
// An hour of the day must be quiet on earlier days by more than so many records before it counts
// as quiet: the weight of the prior that all hours are alike.
constexpr double kPriorRecords = 3;
constexpr double kFade = 0.985663;  // 2^(−1/48): by half in 48 hours

}  // namespace

double Silence::quiet_hour(std::size_t hour_of_day) const {
  double least = 1;
  for (const std::size_t shift : {23U, 24U, 25U}) {  // its neighbours too: days are not alike
    const std::size_t hour = (hour_of_day + shift) % 24;
    const double promised = rate() * day_weight_[hour];
    least = std::min(least, (day_records_[hour] + kPriorRecords) / (promised + kPriorRecords));
  }
  return least;
}

double Silence::expected(std::size_t hour_of_day, double weight) const {
  // Never more than at the best exposure so far: a finer sampling sees more packets of the same
  // records, not more records.
  return rate() * std::min(weight, most_weight_) * quiet_hour(hour_of_day);
}

// How busy its clients are changes from day to day, but what we know of its rate does not get
// better by waiting: the weaker of the two holds.
double Silence::log_p(std::span<const double> days) const {
  const double varied = square_ > 0 ? std::max(residual_ / square_, 0.0) : 0.0;
  const double shape = varied > 0 ? std::min(kSteadiest, 1 / varied) : kSteadiest;
  double by_day = 0;
  double expected = 0;
  for (const double day : days) {
    by_day -= shape * std::log1p(day / shape);
    expected += day;
  }
  const double known = std::min(kSteadiest, records_);
  return known > 0 ? std::max(by_day, -known * std::log1p(expected / known)) : 0.0;
}

void Silence::fade() {
  for (double* sum : {&records_, &weight_, &residual_, &square_}) *sum *= kFade;
  for (double& records : day_records_) records *= kFade;
  for (double& weight : day_weight_) weight *= kFade;
}

void Silence::learn(std::size_t hour_of_day, double records, double weight) {
  if (weight <= 0) return;
  if (weight_ > 0) {
    const double mean = expected(hour_of_day, weight);
    residual_ += (records - mean) * (records - mean) - mean;
    square_ += mean * mean;
  }
  fade();
  records_ += records;
  weight_ += weight;
  most_weight_ = std::max(most_weight_, weight);
  day_records_[hour_of_day] += records;
  day_weight_[hour_of_day] += weight;
}

}  // namespace noroshi::life
