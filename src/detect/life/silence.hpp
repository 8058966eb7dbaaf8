// Silence: how unlikely it is to see nothing of a server that is alive.
//
// Holds what was learnt of one server's rate so far and judges the next hours by it; see
// liveness.hpp for the model and its reasons.  Every prediction is made before its hour is learnt.
// What was learnt fades by half in two days, because botnets grow and are cleaned up.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace noroshi::life {

class Silence {
 public:
  /// One hour: `records` seen, at an exposure of `weight` (share heard ÷ sampling interval).
  void learn(std::size_t hour_of_day, double records, double weight);

  /// Records that such an hour promises.
  [[nodiscard]] double expected(std::size_t hour_of_day, double weight) const;

  /// ln P(no record | alive), where so many records were promised in each day of a quiet.
  [[nodiscard]] double log_p(std::span<const double> days) const;

  /// Records a fully weighted hour.
  [[nodiscard]] double rate() const { return weight_ > 0 ? records_ / weight_ : 0.0; }

 private:
  [[nodiscard]] double quiet_hour(std::size_t hour_of_day) const;
  void fade();

  double records_ = 0;
  double weight_ = 0;
  double most_weight_ = 0;  // of one hour
  double residual_ = 0;     // Σ (x − μ)² − μ
  double square_ = 0;       // Σ μ²
  std::array<double, 24> day_records_{};
  std::array<double, 24> day_weight_{};
};

}  // namespace noroshi::life
