// Burst: packets of one source to one service in one stretch of time, before they are drawn.
//
// The unit in which days are played.  From a burst follow its packets, the same each time; from
// packets the events that a telescope would make of them (watch.hpp), or a capture (capture.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/scan_event.hpp"
#include "net/address.hpp"
#include "train/darknet/sender.hpp"

namespace noroshi::darknet {

/// Why somebody sends to addresses that nobody uses.
enum class Role : std::uint8_t {
  Infected,
  Scanner,   ///< a one-off scan with a stack of an ordinary machine: whose it is, nobody knows
  Tool,      ///< a one-off scan with ZMap, masscan, nmap or the like
  Research,  ///< a surveyor of the Internet
  Stray,     ///< a mistake: a stale peer, a wrong resolver, a typing slip
};

/// Who sends it.
struct Actor {
  Role role = Role::Stray;
  std::string activity;  ///< family, group, surveyor; empty: nothing in common with others
  std::string network;
  std::uint64_t host = 0;  ///< one machine, whatever its address
  std::string list;        ///< that names it a research scanner
};

enum class Aim : std::uint8_t {
  Random,    ///< each packet anywhere
  Distinct,  ///< each address once at most, in an order that seems random
  Rising,    ///< address after address
  One,       ///< one address
};

struct Burst {
  std::uint32_t actor = 0;  ///< of the day's actors
  net::Address source;
  std::uint16_t port = 0;
  std::uint8_t protocol = 6;
  model::ProbeKind kind = model::ProbeKind::TcpSyn;
  Aim aim = Aim::Random;
  Sender sender;
  base::Micros begin = 0;
  base::Micros end = 0;
  std::uint64_t packets = 0;  ///< first tries; `sender.repeats` come on top
  std::uint64_t name = 0;     ///< of its stream of random numbers
  std::uint64_t place = 0;    ///< of Aim::One: the same number, the same address; 0: by chance
  std::string payload;
};

struct Packet {
  base::Micros time = 0;
  std::uint32_t target = 0;  ///< address
  Header header;
};

/// The packets of a burst in order of time.
std::vector<Packet> packets_of(const Burst& burst, std::uint64_t seed, std::uint32_t dark_begin,
                               std::uint32_t dark_count);

std::string_view to_string(Role role);

}  // namespace noroshi::darknet
