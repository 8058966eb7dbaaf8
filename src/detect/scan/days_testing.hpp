// Small days for the tests of what looks across days.
#pragma once

#include <vector>

#include "detect/scan/scan.hpp"

namespace noroshi::scan {

inline constexpr base::Micros kFirstDay = 1'768'348'800'000'000;  // 2026-01-14T00:00:00Z

inline net::Address host(std::uint32_t number) { return net::Address::v4(0x0A000000 + number); }

/// A day of events, and a sensor that was alive unless told otherwise.
struct TestDay {
  base::Micros begin = kFirstDay;
  std::vector<model::ScanEvent> events{};
  std::vector<model::TelescopeHour> hours{};

  explicit TestDay(int number) : begin(kFirstDay + number * base::kDay) { alive(0, 24); }

  void alive(int from, int until) {
    hours.clear();
    for (int hour = from; hour < until; ++hour) {
      model::TelescopeHour one;
      one.begin = begin + hour * base::kHour;
      one.end = one.begin + base::kHour;
      one.packets = 1000;
      hours.push_back(one);
    }
  }

  /// One packet at so many minutes into the day.
  model::ScanEvent& probe(const net::Address& source, int minute, std::uint16_t port = 23) {
    model::ScanEvent event;
    event.source = source;
    event.port = port;
    event.protocol = 6;
    event.first = event.last = begin + minute * base::kMinute;
    event.packets = event.targets = 1;
    const auto target = net::Address::v4(0xC6120000 + static_cast<std::uint32_t>(events.size()));
    event.samples.push_back({event.first, target, 40000});
    return events.emplace_back(std::move(event));
  }

  [[nodiscard]] DayInput input() const {
    return {.begin = begin,
            .end = begin + base::kDay,
            .events = events,
            .victims = {},
            .hours = hours,
            .pool_of = {},
            .sensor = "test"};
  }
};

inline model::InfectedHost infected_host(const net::Address& address, base::Micros first,
                                         base::Micros last) {
  model::InfectedHost one;
  one.address = address;
  one.family = "mirai";
  one.first_seen = first;
  one.last_seen = last;
  return one;
}

}  // namespace noroshi::scan
