#include "train/darknet/networks.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <unordered_set>

namespace noroshi::darknet {
namespace {

using base::kDay;
using base::kHour;

constexpr std::array<const char*, 12> kNames{"cedar", "maple",  "pine",   "willow",
                                             "birch", "bamboo", "poplar", "beech",
                                             "aspen", "larch",  "elm",    "oak"};

constexpr std::array kLeases{Lease::Never,   Lease::Sticky,   Lease::Session, Lease::Clock,
                             Lease::Clock,   Lease::Restless, Lease::Session, Lease::Sticky,
                             Lease::Session, Lease::Clock,    Lease::Never,   Lease::Restless};

base::Micros draw_mean(Lease lease, std::uint32_t number, traffic::Stream& random) {
  constexpr std::array<base::Micros, 3> kPeriods{kDay, 2 * kDay, 7 * kDay};
  const auto days = [](double count) { return static_cast<base::Micros>(count * kDay); };
  switch (lease) {
    case Lease::Never:
      return 0;
    case Lease::Sticky:
      return days(random.between(12, 60));
    case Lease::Session:
      return days(random.between(2, 10));
    case Lease::Clock:
      return number == 3 ? kDay : kPeriods[random.below(kPeriods.size())];
    case Lease::Restless:
      return days(random.between(0.35, 0.9));
  }
  return 0;
}

// The pools of network `number` within 10.number.0.0/16, from the middle of its quarters on.
std::vector<net::Prefix> draw_pools(std::uint32_t number, traffic::Stream& random) {
  const std::uint32_t count = 1 + random.below(4);
  std::vector<net::Prefix> pools;
  for (std::uint32_t i = 0; i < count; ++i) {
    const int length = 19 + static_cast<int>(random.below(3));
    const std::uint32_t bits = 0x0A000000U | (number + 1) << 16 | i << 14;
    pools.push_back(net::Prefix{.address = net::Address::v4(bits), .length = length});
  }
  return pools;
}

base::Micros next_change(const Network& network, base::Micros at, traffic::Stream& random) {
  if (network.lease == Lease::Clock) return at + network.mean;
  return at + static_cast<base::Micros>(random.exponential(static_cast<double>(network.mean))) +
         base::kMinute;
}

struct Change {
  base::Micros at;
  std::uint32_t line;
};

std::vector<Change> all_changes(const Scenario& scenario, const Network& network,
                                std::uint32_t number, std::uint32_t lines) {
  std::vector<Change> changes;
  const base::Micros end = scenario.start + scenario.days * kDay;
  for (std::uint32_t line = 0; line < lines; ++line) {
    changes.push_back({scenario.start, line});
    if (network.mean == 0) continue;
    auto random = stream(scenario.seed, Part::Lease, number, line);
    // A line is met in the midst of a tenure, wherever that is.
    base::Micros at = scenario.start;
    at += static_cast<base::Micros>(network.lease == Lease::Clock
                                        ? random.unit() * static_cast<double>(network.mean)
                                        : random.exponential(static_cast<double>(network.mean)));
    for (; at < end; at = next_change(network, at, random)) changes.push_back({at, line});
  }
  std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
    return a.at != b.at ? a.at < b.at : a.line < b.line;
  });
  return changes;
}

}  // namespace

std::vector<Network> draw_networks(const Scenario& scenario) {
  std::vector<Network> networks;
  for (std::uint32_t i = 0; i < kNames.size(); ++i) {
    auto random = stream(scenario.seed, Part::Network, i);
    Network network;
    network.name = kNames[i];
    network.lease = kLeases[i];
    network.mean = draw_mean(network.lease, i, random);
    network.pools = draw_pools(i, random);
    network.lines = std::max(3U, static_cast<std::uint32_t>(
                                     std::min(random.lognormal(90, 0.7), 400.0) * scenario.scale));
    networks.push_back(std::move(network));
  }
  for (std::uint32_t i = 0; i < 6; ++i) {  // rented servers
    auto random = stream(scenario.seed, Part::Network, 100 + i);
    Network network;
    network.name = fmt::format("hosting-{}", i + 1);
    network.hosting = true;
    network.lines = static_cast<std::uint32_t>(random.between(4, 30) * scenario.scale);
    network.pools = {net::Prefix{.address = net::Address::v4(0x0A800000U | i << 20), .length = 14}};
    networks.push_back(std::move(network));
  }
  return networks;
}

net::Address any_address(const Network& network, traffic::Stream& random) {
  const net::Prefix& pool =
      network.pools[random.below(static_cast<std::uint32_t>(network.pools.size()))];
  const std::uint32_t width = 1U << static_cast<unsigned>(32 - pool.length);
  return net::Address::v4(pool.address.v4_bits() + 1 + random.below(width - 2));
}

std::vector<std::vector<Tenure>> draw_tenures(const Scenario& scenario, const Network& network,
                                              std::uint32_t number, std::uint32_t lines) {
  std::vector<std::vector<Tenure>> tenures(lines);
  std::unordered_set<net::Address> taken;
  auto random = stream(scenario.seed, Part::Lease, number, lines, 1);
  for (const Change& change : all_changes(scenario, network, number, lines)) {
    auto& line = tenures[change.line];
    net::Address fresh = any_address(network, random);
    while (!taken.insert(fresh).second) fresh = any_address(network, random);
    if (!line.empty()) taken.erase(line.back().address);
    line.push_back({change.at, fresh});
  }
  return tenures;
}

std::string_view to_string(Lease lease) {
  switch (lease) {
    case Lease::Never:
      return "never";
    case Lease::Sticky:
      return "sticky";
    case Lease::Session:
      return "session";
    case Lease::Clock:
      return "clock";
    case Lease::Restless:
      return "restless";
  }
  return "";
}

}  // namespace noroshi::darknet
