// Two weeks of every service's hosts, the day's hours at the end, and what they promise.
//
// Learnt from all services together: the rhythm of the day, and how much interest in a port wanders
// from day to day beyond chance.  What the sensor did not hear promises nothing.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "detect/scan/history.hpp"
#include "detect/scan/scan.hpp"

namespace noroshi::scan {

/// Hours of a series that are kept.
inline constexpr std::size_t kSeriesHours = 14 * 24;

/// Services whose series are kept; those with the fewest hosts are forgotten first.
inline constexpr std::size_t kMostSeries = 20'000;

class Fortnight {
 public:
  /// `apart`: sources that do not count, sorted.
  Fortnight(const DayInput& input, std::span<const net::Address> apart, const History& before);

  [[nodiscard]] std::size_t size() const { return heard_.size(); }
  [[nodiscard]] std::size_t today() const { return size() - today_; }  ///< its first hour
  [[nodiscard]] const std::map<std::uint32_t, ServiceSeries>& series() const { return series_; }

  /// Relative variance of a service's days beyond chance.
  [[nodiscard]] double wander() const { return wander_; }

  /// Hour of the day, counted from the day's begin.
  [[nodiscard]] std::size_t slot(std::size_t hour) const { return (hour + 24 - today() % 24) % 24; }

  /// Promise of an hour for a level of one; 0 where too little was heard.
  [[nodiscard]] double weight(std::size_t hour) const;

  /// How much an hour counts at `end`: what is older counts for less.
  [[nodiscard]] static double memory(std::size_t hour, std::size_t end);

  /// Hosts of a fully weighted hour, from hours [begin, end), the later ones counting more.
  [[nodiscard]] double level(const ServiceSeries& series, std::size_t begin, std::size_t end) const;

  [[nodiscard]] double heard_between(std::size_t begin, std::size_t end) const;

  /// What tomorrow needs.
  struct Kept {
    std::map<std::uint32_t, ServiceSeries> series;
    std::vector<float> heard;
  };
  Kept keep() &&;

  void mark(std::uint32_t service, base::Micros at) { series_[service].surged = at; }

 private:
  void append(ServiceSeries& series, const std::map<std::uint32_t, std::vector<float>>& today,
              std::uint32_t service, std::size_t before) const;
  void learn_rhythm();
  void learn_wander();
  [[nodiscard]] double wander_of(const ServiceSeries& series, std::size_t days) const;

  std::vector<float> heard_;
  std::map<std::uint32_t, ServiceSeries> series_;
  std::array<double, 24> rhythm_{};
  std::size_t today_ = 0;
  double wander_ = 0.06;
};

}  // namespace noroshi::scan
