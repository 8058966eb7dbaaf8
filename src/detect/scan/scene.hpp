// A scene for tests: what a telescope of 4,096 addresses saw in a day, source by source.
//
// Sources are imitated packet by packet from numbers that are the same on every machine, and their
// packets are joined to events as a telescope does, after ten minutes of silence.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "detect/scan/scan.hpp"

namespace noroshi::scan {

inline constexpr base::Micros kMidnight = 1'768'348'800'000'000;  // 2026-01-14T00:00:00Z
inline constexpr std::uint32_t kDarkAddresses = 4'096;            // 198.18.0.0/20

inline net::Address dark(std::uint32_t number) {
  return net::Address::v4(0xC6120000U + number % kDarkAddresses);
}

/// Who sends, and how.  The default is a bot of Mirai's kind, without the mark.
struct Cast {
  net::Address source = net::Address::v4(0x0A010203);
  std::vector<std::pair<Service, double>> services{{{23, 6}, 0.9}, {{2323, 6}, 0.1}};
  model::ProbeKind kind = model::ProbeKind::TcpSyn;
  std::uint32_t packets = 40;
  base::Micros from = kMidnight + base::kHour;
  base::Micros until = kMidnight + 20 * base::kHour;
  std::uint32_t targets = kDarkAddresses;  ///< the first so many dark addresses
  bool in_order = false;
  bool mirai = false;
  bool zmap = false;
  model::HeaderProfile headers{.ttl_low = 50,
                               .ttl_high = 50,
                               .window = 14600,
                               .options = {},
                               .ip_id = 7,
                               .sequence = 9,
                               .length = 40};
  bool sequence_each = true;  ///< drawn for each packet
  bool ip_id_each = true;
  bool source_port_each = false;
  std::string payload{};
  std::string scanner{};
};

inline model::HeaderProfile linux_headers(std::uint16_t window = 14600) {
  return {.ttl_low = 52,
          .ttl_high = 52,
          .window = window,
          .mss = 1460,
          .options = {2, 4, 8, 1, 3},
          .dont_fragment = true,
          .ip_id = 3,
          .sequence = 5,
          .length = 60};
}

class Scene {
 public:
  explicit Scene(std::uint64_t seed = 1) : state_(net::mix(seed)) {}

  Scene& add(const Cast& cast) {
    std::map<Service, std::vector<base::Micros>> times;
    for (std::uint32_t i = 0; i < cast.packets; ++i) {
      times[service(cast)].push_back(cast.from + below(cast.until - cast.from));
    }
    for (auto& [wanted, at] : times) join(cast, wanted, std::move(at));
    return *this;
  }

  /// `count` sources of the same kind, each in a /24 of its own from `network` on.
  Scene& add(Cast cast, std::uint32_t count, std::uint32_t network = 0x0A000000) {
    for (std::uint32_t i = 0; i < count; ++i) {
      cast.source = net::Address::v4(network + 256 * i + 7);
      add(cast);
    }
    return *this;
  }

  [[nodiscard]] const std::vector<model::ScanEvent>& events() const { return events_; }

  [[nodiscard]] Day analysed(const Settings& settings = {}) const {
    return analyse_events(events_, settings);
  }

  static Day analyse_events(std::span<const model::ScanEvent> events,
                            const Settings& settings = {}) {
    const model::TelescopeHour hour{.sensor = "north",
                                    .begin = kMidnight,
                                    .end = kMidnight + base::kDay,
                                    .dark_addresses = kDarkAddresses,
                                    .classes = {}};
    return analyse({.begin = kMidnight,
                    .end = kMidnight + base::kDay,
                    .events = events,
                    .victims = {},
                    .hours = {&hour, 1},
                    .pool_of = {},
                    .sensor = "north"},
                   {}, settings);
  }

 private:
  std::uint64_t next() { return net::mix(state_ += 0x9E3779B97F4A7C15ULL); }
  base::Micros below(base::Micros bound) {
    return static_cast<base::Micros>(next() % static_cast<std::uint64_t>(bound));
  }

  Service service(const Cast& cast) {
    double drawn = static_cast<double>(next() >> 11) * 0x1p-53;
    for (const auto& [one, weight] : cast.services) {
      if (drawn < weight) return one;
      drawn -= weight;
    }
    return cast.services.back().first;
  }

  void join(const Cast& cast, const Service& wanted, std::vector<base::Micros> at) {
    std::sort(at.begin(), at.end());
    for (std::size_t begin = 0; begin < at.size();) {
      std::size_t end = begin + 1;
      while (end < at.size() && at[end] - at[end - 1] < 10 * base::kMinute) ++end;
      events_.push_back(event(cast, wanted,
                              {at.begin() + static_cast<std::ptrdiff_t>(begin),
                               at.begin() + static_cast<std::ptrdiff_t>(end)}));
      begin = end;
    }
  }

  model::ScanEvent event(const Cast& cast, const Service& wanted,
                         const std::vector<base::Micros>& times) {
    model::ScanEvent event;
    event.source = cast.source;
    event.port = wanted.port;
    event.protocol = wanted.protocol;
    event.kind = cast.kind;
    event.first = times.front();
    event.last = times.back();
    event.packets = times.size();
    event.octets = times.size() * cast.headers.length;
    event.targets = std::min<std::uint64_t>(times.size(), cast.targets);
    event.in_order = cast.in_order ? event.packets - 1 : 0;
    event.marks.mirai = cast.mirai ? event.packets : 0;
    event.marks.zmap = cast.zmap ? event.packets : 0;
    event.headers = headers(cast, event.packets > 1);
    event.payload = cast.payload;
    event.scanner = cast.scanner;
    for (std::size_t i = 0; i < times.size() && i < 4; ++i) {
      const auto target = static_cast<std::uint32_t>(next() % cast.targets);
      const auto port = cast.source_port_each ? 1024 + next() % 60'000 : 40'000;
      event.samples.push_back({times[i], dark(target), static_cast<std::uint16_t>(port)});
    }
    return event;
  }

  model::HeaderProfile headers(const Cast& cast, bool several) {
    model::HeaderProfile headers = cast.headers;
    if (cast.sequence_each || cast.mirai) headers.sequence = static_cast<std::uint32_t>(next());
    if (cast.ip_id_each) headers.ip_id = static_cast<std::uint16_t>(next());
    headers.sequence_varies = several && (cast.sequence_each || cast.mirai);
    headers.ip_id_varies = several && cast.ip_id_each;
    headers.source_port_varies = several && cast.source_port_each;
    return headers;
  }

  std::uint64_t state_;
  std::vector<model::ScanEvent> events_;
};

inline const model::InfectedHost* infected(const Day& day, const net::Address& address) {
  const auto found =
      std::find_if(day.infected.begin(), day.infected.end(),
                   [&](const model::InfectedHost& one) { return one.address == address; });
  return found == day.infected.end() ? nullptr : &*found;
}

}  // namespace noroshi::scan
