// What an imagined telescope watches, and how much happens before it.
//
// Every figure of the world behind it (who is infected, when, how fast) is drawn from ranges under
// the seed; docs/formats/darknet-truth.md lists them with their sources.  Here stand only those
// that a person may wish to turn.
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/prefix.hpp"
#include "train/traffic/random.hpp"

namespace noroshi::darknet {

struct Scenario {
  std::uint64_t seed = 1;
  base::Micros start = 1'768'348'800'000'000;  ///< 2026-01-14T00:00:00Z
  std::uint32_t days = 30;
  net::Prefix dark{.address = net::Address::v4(0xC6120000), .length = 18};  ///< 198.18.0.0/18
  double scale = 1;                           ///< of everybody's number; 0.01–100
  base::Micros idle = 10 * base::kMinute;     ///< silence that ends an event
  base::Micros utc_offset = 9 * base::kHour;  ///< of the people behind the hosts
  bool outages = true;                        ///< may the sensor fail?
};

/// What is wrong with it, in words.
Status check(const Scenario& scenario);

/// Dark addresses watched.
inline std::uint32_t dark_addresses(const Scenario& scenario) {
  return 1U << static_cast<unsigned>(32 - scenario.dark.length);
}

/// Share of a random scanner's packets that comes here: it draws from the 2³² addresses without
/// those that no scanner asks (RFC 6890: private, multicast, reserved: about 3.7 × 10⁹ remain).
inline double dark_share(const Scenario& scenario) {
  return static_cast<double>(dark_addresses(scenario)) / 3.7e9;
}

/// What a stream of random numbers is for (traffic::Domain ends below 64).
enum class Part : std::uint64_t {
  Network = 64,
  Lease,
  Family,
  Host,
  Infection,
  Probe,
  Service,
  Drifter,
  Research,
  Group,
  Surge,
  Payload,
  Stray,
  Victim,
  Outage,
};

inline traffic::Stream stream(std::uint64_t seed, Part part, std::uint64_t a, std::uint64_t b = 0,
                              std::uint64_t c = 0) {
  return traffic::Stream::of(seed, static_cast<traffic::Domain>(part), a, b, c);
}

}  // namespace noroshi::darknet
