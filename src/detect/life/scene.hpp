// A scene for tests: servers by the hour, and clients by their visits, made by hand.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detect/life/clientele.hpp"
#include "detect/life/liveness.hpp"

namespace noroshi::life {

inline constexpr base::Micros kDayOne = 1'767'312'000 * base::kSecond;  // 2026-01-02T00:00:00Z

inline model::Endpoint endpoint(std::string_view text) {
  return model::parse_endpoint(text).value();
}

/// One server; hours are numbered from kDayOne.
class ServerScene {
 public:
  explicit ServerScene(std::string_view server = "203.0.113.66:6667/tcp") {
    hours_.server = endpoint(server);
  }

  ServerScene& sampling(std::uint32_t interval) {
    sampling_ = interval;
    return *this;
  }
  /// Hours [from, to) with so many answered records each.
  ServerScene& answering(int from, int to, std::uint64_t records = 20) {
    return add(from, to, records, records, 0);
  }
  /// SYNs that nobody answers.
  ServerScene& refused(int from, int to, std::uint64_t records = 20) {
    return add(from, to, records, 0, records);
  }
  /// Packets of clients that say nothing by their flags (UDP, or TCP data).
  ServerScene& unanswered(int from, int to, std::uint64_t records = 20) {
    return add(from, to, records, 0, 0);
  }

  [[nodiscard]] const ServerHours& hours() const { return hours_; }

  [[nodiscard]] Life life(int hours, const Exposure* exposure = nullptr,
                          const LivenessOptions& options = {}) const {
    const Hours window{kDayOne, static_cast<std::size_t>(hours)};
    return life_of(hours_, window, exposure != nullptr ? *exposure : Exposure::complete(window),
                   options)
        .value();
  }

  /// One hour of a sampled server: packets of either side.
  ServerScene& sampled(int hour, std::uint64_t out, std::uint64_t back) {
    return add(hour, hour + 1, out, back, 0);
  }

 private:
  ServerScene& add(int from, int to, std::uint64_t out, std::uint64_t in, std::uint64_t failed) {
    for (int hour = from; hour < to; ++hour) {
      HourSeen seen;
      seen.hour = kDayOne + hour * base::kHour;
      seen.packets = out;
      seen.rev_packets = in;
      seen.flows = out;
      seen.rev_flows = in;
      seen.failed = failed;
      seen.sampling = sampling_;
      seen.first = seen.hour + base::kMinute;
      seen.last = seen.hour + 59 * base::kMinute;
      if (in > 0) seen.last_answer = seen.last;
      hours_.hours.push_back(seen);
    }
    return *this;
  }

  ServerHours hours_;
  std::uint32_t sampling_ = 1;
};

/// "AAq.s" and the like: A answering, q asked only, s silent, ? cannot tell.
inline std::string letters(const Life& life) {
  std::string text;
  for (const State state : life.strip) text += "Aqs?"[static_cast<int>(state)];
  return text;
}

inline net::Address client(std::uint32_t number) {
  return net::Address::v6(0x0100000000000000, number);
}

}  // namespace noroshi::life
