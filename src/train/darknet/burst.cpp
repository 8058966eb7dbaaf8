#include "train/darknet/burst.hpp"

#include <algorithm>

#include "train/darknet/scenario.hpp"

namespace noroshi::darknet {
namespace {

// The next target.  Distinct and Rising walk all addresses, by an odd step or one by one.
class Aimed {
 public:
  Aimed(Aim aim, std::uint32_t begin, std::uint32_t count, traffic::Stream& random)
      : aim_(aim), begin_(begin), count_(count), at_(random.below(count)) {
    if (aim == Aim::Distinct) step_ = random.below(count) | 1;
  }

  std::uint32_t next(traffic::Stream& random) {
    if (aim_ == Aim::Random) return begin_ + random.below(count_);
    const std::uint32_t target = begin_ + at_;
    if (aim_ != Aim::One) at_ = (at_ + step_) % count_;
    return target;
  }

 private:
  Aim aim_;
  std::uint32_t begin_;
  std::uint32_t count_;  // a power of two, so that an odd step reaches each
  std::uint32_t at_;
  std::uint32_t step_ = 1;
};

}  // namespace

std::vector<Packet> packets_of(const Burst& burst, std::uint64_t seed, std::uint32_t dark_begin,
                               std::uint32_t dark_count) {
  auto random = stream(seed, Part::Probe, burst.name);
  auto where = burst.place == 0 ? random : traffic::Stream(net::mix(burst.place));
  Aimed aimed(burst.aim, dark_begin, dark_count, where);
  std::vector<Packet> packets;
  packets.reserve(burst.packets * (1U + burst.sender.repeats));
  auto at = static_cast<double>(burst.begin);
  for (std::uint64_t left = burst.packets; left > 0; --left) {
    // The next of `left` instants that are independent and uniform over what remains.
    const double gap = 1 - traffic::exp(traffic::ln(1 - random.unit()) / static_cast<double>(left));
    at += (static_cast<double>(burst.end) - at) * gap;
    const std::uint32_t target = aimed.next(random);
    Packet packet{static_cast<base::Micros>(at), target,
                  header_of(burst.sender, target, burst.port, random)};
    packets.push_back(packet);
    base::Micros wait = base::kSecond;  // RFC 6298: doubled each time
    for (std::uint8_t again = 0; again < burst.sender.repeats; ++again, wait *= 2) {
      packet.time += wait;
      packet.header.ip_id = static_cast<std::uint16_t>(packet.header.ip_id + 1);
      packets.push_back(packet);
    }
  }
  std::stable_sort(packets.begin(), packets.end(),
                   [](const Packet& a, const Packet& b) { return a.time < b.time; });
  return packets;
}

std::string_view to_string(Role role) {
  switch (role) {
    case Role::Infected:
      return "infected";
    case Role::Scanner:
      return "scanner";
    case Role::Tool:
      return "tool";
    case Role::Research:
      return "research";
    case Role::Stray:
      return "stray";
  }
  return "";
}

}  // namespace noroshi::darknet
