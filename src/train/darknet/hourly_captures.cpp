#include "train/darknet/hourly_captures.hpp"

#include <algorithm>
#include <limits>

#include "net/packet.hpp"
#include "train/darknet/frames.hpp"

namespace noroshi::darknet {
namespace {

using base::kHour;
using base::Micros;

// pcap is written in the byte order of the machine, with a magic number that tells it; here always
// the smaller end first.
void put(std::string& out, std::uint64_t value, int octets) {
  for (; octets > 0; --octets, value >>= 8) out += static_cast<char>(value & 0xFF);
}

std::string file_header() {
  std::string out;
  put(out, 0xA1B2C3D4, 4);
  put(out, 2, 2);
  put(out, 4, 2);
  put(out, 0, 8);
  put(out, 65535, 4);
  put(out, static_cast<std::uint16_t>(net::LinkType::Raw), 4);
  return out;
}

void put_packet(std::string& out, Micros time, const std::string& frame) {
  put(out, static_cast<std::uint64_t>(time / base::kSecond), 4);
  put(out, static_cast<std::uint64_t>(time % base::kSecond), 4);
  put(out, frame.size(), 4);
  put(out, frame.size(), 4);
  out += frame;
}

}  // namespace

Status HourlyCaptures::add(const Cast& cast, const Played& played, const Take& take) {
  const Scenario& scenario = cast.scenario;
  for (const Burst& burst : played.bursts) {
    auto chance = stream(scenario.seed, Part::Outage, burst.name, 1);  // as in `watch`
    for (const Packet& packet : packets_of(burst, scenario.seed, scenario.dark.address.v4_bits(),
                                           dark_addresses(scenario))) {
      if (!heard(cast.outages, packet.time, chance.unit())) continue;
      frames_.push_back({packet.time, frame_of(burst, packet)});
    }
  }
  for (const Attack& attack : played.attacks) {
    auto chance = stream(scenario.seed, Part::Outage, attack.name, 1);
    for (const Reply& reply : replies_of(attack, scenario)) {
      if (!heard(cast.outages, reply.time, chance.unit())) continue;
      frames_.push_back({reply.time, frame_of(attack, reply)});
    }
  }
  return write_hours(played.span.end, take);
}

Status HourlyCaptures::finish(const Take& take) {
  return write_hours(std::numeric_limits<Micros>::max(), take);
}

Status HourlyCaptures::write_hours(Micros end, const Take& take) {
  std::stable_sort(frames_.begin(), frames_.end(),
                   [](const Framed& a, const Framed& b) { return a.time < b.time; });
  std::size_t at = 0;
  while (at < frames_.size() && frames_[at].time < end) {
    const Micros hour = frames_[at].time / kHour;
    std::string bytes = file_header();
    for (; at < frames_.size() && frames_[at].time / kHour == hour; ++at) {
      put_packet(bytes, frames_[at].time, frames_[at].frame);
    }
    NOROSHI_CHECK(take({hour_name(hour * kHour) + ".pcap.zst", packed(bytes)}));
  }
  frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(at));
  return {};
}

}  // namespace noroshi::darknet
