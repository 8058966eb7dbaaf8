// One day, played: every burst that begins in it, and every flood whose replies come here.
//
// A pure function of the cast and the number of the day; the days need not be played in order.
// Whatever lasts longer than a day begins anew at an instant of its own, not at midnight.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "train/darknet/burst.hpp"
#include "train/darknet/cast.hpp"

namespace noroshi::darknet {

/// A flood with forged sources, as its victim answers it.
struct Attack {
  net::Address victim;
  Span span;
  std::uint64_t replies = 0;  ///< that come here
  std::uint8_t protocol = 6;
  std::uint16_t port = 0;
  std::string reply;  ///< "syn-ack", "rst", "unreachable"
  std::uint64_t name = 0;
};

struct Played {
  Span span;
  std::vector<Actor> actors;
  std::vector<Burst> bursts;
  std::vector<Attack> attacks;
};

Played play(const Cast& cast, std::uint32_t day);

}  // namespace noroshi::darknet
