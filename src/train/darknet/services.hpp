// Which services strangers ask for, and how the interest in each changes from day to day.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "train/darknet/scenario.hpp"

namespace noroshi::darknet {

struct Asked {
  std::uint16_t port = 0;
  std::uint8_t protocol = 6;
  friend auto operator<=>(const Asked&, const Asked&) = default;
};

/// A few dozen well-known services, popular ones first, then ports drawn by chance.  Weights
/// follow Zipf's law; each day multiplies them by a lognormal factor that remembers yesterday's
/// (autoregressive, 0.8), because interest in a port wanders.
class Services {
 public:
  explicit Services(const Scenario& scenario);

  [[nodiscard]] const std::vector<Asked>& all() const { return services_; }

  /// One of them by weight, on that day.
  [[nodiscard]] std::size_t draw(std::uint32_t day, traffic::Stream& random) const;

  /// Its share of the draws of an ordinary day.
  [[nodiscard]] double share(std::size_t service) const { return weights_[service] / total_; }

  /// What is sent to a UDP service; empty for TCP.
  [[nodiscard]] const std::string& payload(const Asked& asked) const;

 private:
  std::vector<Asked> services_;
  std::vector<double> weights_;
  std::vector<std::vector<double>> until_;  // day → running sums
  std::vector<std::string> payloads_;       // beside services_
  std::string none_;
  double total_ = 0;
};

}  // namespace noroshi::darknet
