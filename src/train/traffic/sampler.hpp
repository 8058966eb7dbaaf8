// Sampler: what is left of a record when 1 of N packets is looked at.
//
// Each packet is taken with probability 1/N independently (RFC 5475, section 5.2.2.2: uniform
// probabilistic sampling), each direction by itself.  Counters stay raw; the record says N.  The
// record shrinks to its sampled packets: start and end are theirs, flags are theirs, and the side
// whose packet was seen first becomes the source.  A record without a sampled packet vanishes.
#pragma once

#include <cstdint>

#include "model/flow_batch.hpp"
#include "train/traffic/random.hpp"

namespace noroshi::traffic {

class Sampler {
 public:
  Sampler(std::uint64_t seed, std::uint32_t interval);

  /// Samples `flow` in place; false if nothing of it was seen.  The draw depends on the seed and
  /// the record alone, so that N = 1 and N = 1000 are views of the same traffic.
  [[nodiscard]] bool sample(model::Flow& flow) const;

  /// The positions taken out of `packets`: how many, the first, the last.
  struct Taken {
    std::uint64_t count = 0;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
  };
  Taken take(Stream& stream, std::uint64_t packets) const;

 private:
  std::uint64_t seed_;
  std::uint32_t interval_;
  double probability_;
  double log_miss_;  // ln(1 − 1/N)
};

}  // namespace noroshi::traffic
