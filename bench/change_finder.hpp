// ChangeFinder, the baseline of early warning: Takeuchi and Yamanishi, "A Unifying Framework for
// Detecting Outliers and Change Points from Time Series", IEEE TKDE 18 (2006).
//
// An autoregressive model that forgets (SDAR) scores each value by its surprise; the scores are
// smoothed, a second such model scores these, and they are smoothed again.  Written from the
// paper's formulas; order 1, in which the Yule-Walker equation has one unknown.
#pragma once

#include <cstddef>
#include <deque>

namespace noroshi::bench {

/// Autoregression of order 1 with forgetting.
class Sdar {
 public:
  explicit Sdar(double forgetting) : forgetting_(forgetting) {}

  /// Learns a value and returns −ln of the density that was predicted for it.
  double learn(double value);

 private:
  double forgetting_;
  double mean_ = 0;
  double variance_ = 0;    // of the values
  double covariance_ = 0;  // with the value before
  double surprise_ = 1;    // variance of the prediction's error
  double before_ = 0;
  bool begun_ = false;
};

class Smoothed {
 public:
  explicit Smoothed(std::size_t window) : window_(window) {}
  double add(double value);

 private:
  std::size_t window_;
  std::deque<double> values_;
  double sum_ = 0;
};

class ChangeFinder {
 public:
  explicit ChangeFinder(double forgetting = 0.01, std::size_t window = 7)
      : first_(forgetting), second_(forgetting), smooth_(window), smooth_again_(window) {}

  /// The change-point score after one more value.
  double add(double value) {
    return smooth_again_.add(second_.learn(smooth_.add(first_.learn(value))));
  }

 private:
  Sdar first_;
  Sdar second_;
  Smoothed smooth_;
  Smoothed smooth_again_;
};

}  // namespace noroshi::bench
