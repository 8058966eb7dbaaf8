// Stream: seeded random numbers that are the same on every machine.
//
// The generator is splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
// generators", OOPSLA 2014).  Every entity (a household, a bot, a poller) draws from a stream of
// its own, named by up to three numbers under the seed, so that adding a botnet changes nothing
// that others send.
//
// The distributions are written out here: those of <random> differ between standard libraries.
// No libm enters (base/logarithm.hpp); the library is compiled without fused multiply-add.
#pragma once

#include <cstdint>

#include "base/logarithm.hpp"
#include "net/address.hpp"

namespace noroshi::traffic {

using base::exp;
using base::ln;

/// What a stream is for: the first of its names, so that no two parts share a stream.
enum class Domain : std::uint64_t {
  Household = 1,
  HouseholdTraits,
  Service,
  Presence,
  PollerMember,
  PollerTick,
  Peers,
  Scanner,
  Flood,
  Botnet,
  Bot,
  BotScan,
  BotAttack,
  Held,
  Sampler,
  Graft,
};

class Stream {
 public:
  explicit constexpr Stream(std::uint64_t state) : state_(state) {}

  /// The stream named (domain, a, b, c) under `seed`.
  static constexpr Stream of(std::uint64_t seed, Domain domain, std::uint64_t a,
                             std::uint64_t b = 0, std::uint64_t c = 0) {
    std::uint64_t state = net::mix(seed + kStep * static_cast<std::uint64_t>(domain));
    state = net::mix(state + a + kStep);
    state = net::mix(state + b + kStep);
    return Stream(net::mix(state + c + kStep));
  }

  constexpr std::uint64_t next() {
    state_ += kStep;
    std::uint64_t bits = state_;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9ULL;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBULL;
    return bits ^ (bits >> 31);
  }

  /// Uniform in [0, 1), a multiple of 2⁻⁵³.
  constexpr double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  /// Uniform in 0 … count−1; the bias is below count ÷ 2³².
  constexpr std::uint32_t below(std::uint32_t count) {
    return static_cast<std::uint32_t>(((next() >> 32) * count) >> 32);
  }

  constexpr bool chance(double probability) { return unit() < probability; }

  double between(double low, double high);
  double exponential(double mean);

  /// Standard normal, by Acklam's rational approximation of the inverse distribution function.
  double normal();

  /// Lognormal with this median; `sigma` is the standard deviation of its logarithm.
  double lognormal(double median, double sigma);

  /// Poisson: by inversion up to a mean of 30, by the rounded normal beyond.
  std::uint32_t poisson(double mean);

  /// Failures before the first success, each with this probability in (0, 1].
  std::uint64_t failures(double success);

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15ULL;  // 2⁶⁴ ÷ golden ratio, odd

  std::uint64_t state_;
};

}  // namespace noroshi::traffic
