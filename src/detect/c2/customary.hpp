// Customary: what servers of this input usually see, for lines that hold one server against them.
//
// Two habits are kept: how occasions (occasions.hpp) spread over the hours of the day, and how
// often the clients of a server with so many occasions come again.  Counters are sums, so threads
// may fill them together; then read-only.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>

#include "detect/c2/occasions.hpp"

namespace noroshi::c2 {

class Customary {
 public:
  /// Adds one server.  Threads may call it together.
  void observe(const Occasions& occasions);

  /// What is known only after the last `observe`: the time that was watched.
  void conclude(base::Micros first_seen, base::Micros last_seen);

  /// Shares of an hour of the day: of the time watched, and of all occasions.
  [[nodiscard]] double watched(std::size_t hour) const { return watched_[hour]; }
  [[nodiscard]] double busy(std::size_t hour) const { return busy_[hour]; }

  /// Share of all traffic that lies before `instant`, 0–1, were every day like the average one.
  [[nodiscard]] double passed(base::Micros instant) const;

  /// Whether occasions are days (two and more were watched) rather than hours.
  [[nodiscard]] bool by_day() const { return by_day_; }

  /// Of the servers with a like number of occasions and kFewestClients clients at least, the share
  /// whose clients returned less (ties count half).  Nothing if there are too few to compare.
  [[nodiscard]] std::optional<double> returned_less(const Occasions& occasions) const;

  static constexpr std::uint32_t kFewestClients = 3;

 private:
  static constexpr std::size_t kVolumes = 16;  // by powers of two
  static constexpr std::size_t kShares = 64;
  using Shares = std::array<std::atomic<std::uint32_t>, kShares>;

  // In any unit, from the beginning to an instant of the first day.
  [[nodiscard]] double traffic_until(base::Micros instant) const;

  std::array<std::atomic<std::uint64_t>, kHoursOfDay> occasions_{};
  std::array<Shares, kVolumes> returns_by_hour_{};
  std::array<Shares, kVolumes> returns_by_day_{};
  std::array<double, kHoursOfDay> watched_{};
  std::array<double, kHoursOfDay> busy_{};
  base::Micros first_seen_ = 0;
  base::Micros last_seen_ = 0;
  bool by_day_ = false;
};

/// Share of the occasions on which the client was known already.
double returning_share(std::uint32_t occasions, std::uint32_t clients);

}  // namespace noroshi::c2
