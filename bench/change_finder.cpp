#include "change_finder.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace noroshi::bench {

double Sdar::learn(double value) {
  if (!begun_) {
    begun_ = true;
    mean_ = before_ = value;
    return 0;
  }
  const double slope = variance_ > 0 ? covariance_ / variance_ : 0;
  const double error = value - (mean_ + slope * (before_ - mean_));
  const double spread = std::max(surprise_, 1e-3);
  const double score = 0.5 * std::log(2 * std::numbers::pi * spread) + error * error / (2 * spread);
  const double keep = 1 - forgetting_;
  mean_ = keep * mean_ + forgetting_ * value;
  variance_ = keep * variance_ + forgetting_ * (value - mean_) * (value - mean_);
  covariance_ = keep * covariance_ + forgetting_ * (value - mean_) * (before_ - mean_);
  surprise_ = keep * surprise_ + forgetting_ * error * error;
  before_ = value;
  return score;
}

double Smoothed::add(double value) {
  values_.push_back(value);
  sum_ += value;
  if (values_.size() > window_) {
    sum_ -= values_.front();
    values_.pop_front();
  }
  return sum_ / static_cast<double>(values_.size());
}

}  // namespace noroshi::bench
