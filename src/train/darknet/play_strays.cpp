// Mistakes: packets that were meant for somebody else.  Nobody of these is infected.
#include <array>

#include "train/darknet/stage.hpp"

namespace noroshi::darknet {
namespace {

using base::kHour;
using base::kMinute;
using base::Micros;

enum class Slip : std::uint8_t {
  Peer,      ///< a dark address was once somebody's in a file-sharing network: few packets of many
  Resolver,  ///< a host asks a name server that is not there, all day
  Clock,     ///< the same with a time server
  Typing,    ///< a connection to a wrong address, repeated by the stack, then given up
  Stale,     ///< a service moved away; its clients keep trying once in a while
};

struct Mistake {
  Slip slip;
  double share;
};

constexpr std::array<Mistake, 5> kMistakes{{{Slip::Peer, 0.55},
                                            {Slip::Resolver, 0.06},
                                            {Slip::Clock, 0.06},
                                            {Slip::Typing, 0.25},
                                            {Slip::Stale, 0.08}}};

Slip draw_slip(traffic::Stream& random) {
  double at = random.unit();
  for (const Mistake& mistake : kMistakes) {
    at -= mistake.share;
    if (at <= 0) return mistake.slip;
  }
  return Slip::Stale;
}

// The dark addresses that peers still know, each with the port that somebody used there.
std::uint16_t peer_port(const Stage& stage, std::uint64_t place) {
  auto random = stream(stage.cast.scenario.seed, Part::Stray, 1, place);
  return static_cast<std::uint16_t>(1025 + random.below(64000));
}

void as_peer(const Stage& stage, Burst& burst, traffic::Stream& random) {
  const std::uint64_t place = random.below(40);
  burst.port = peer_port(stage, place);
  burst.protocol = 17;
  burst.kind = model::ProbeKind::Udp;
  burst.place = name_of({10, place});
  burst.packets = 1 + random.poisson(0.8);
  burst.payload =
      "d1:ad2:id20:";  // the beginning of a question to a distributed hash table (BEP 5)
  for (int i = 0; i < 20; ++i) burst.payload += static_cast<char>(random.below(256));
  burst.end = burst.begin + 5 * kMinute;
}

void as_client(Burst& burst, std::uint16_t port, double an_hour, traffic::Stream& random) {
  burst.port = port;
  burst.protocol = 17;
  burst.kind = model::ProbeKind::Udp;
  burst.end = burst.begin + static_cast<Micros>(random.between(0.3, 20) * kHour);
  burst.packets = 1 + random.poisson(an_hour * base::seconds(burst.end - burst.begin) / 3600);
  burst.payload = port == 123 ? std::string("\x23", 1) + std::string(47, '\0')
                              : std::string("\x12\x34\x01\x00\x00\x01", 6) + std::string(6, '\0');
}

void as_connection(Burst& burst, std::uint32_t tries, traffic::Stream& random) {
  constexpr std::array<std::uint16_t, 8> kPorts{443, 80, 443, 993, 25, 22, 8080, 3389};
  burst.port = kPorts[random.below(kPorts.size())];
  burst.sender =
      at_source(draw_tool(random.chance(0.5) ? Craft::Windows : Craft::Linux, random), random);
  burst.packets = tries;
  burst.end = burst.begin + static_cast<Micros>(tries) * 20 * kMinute;
}

void play_stray(const Stage& stage, std::uint64_t which) {
  auto random = stream(stage.cast.scenario.seed, Part::Stray, 2, stage.day, which);
  const Network& network = choose_network(stage.cast, 0.1, random);
  Burst burst;
  burst.actor = stage.enter({Role::Stray, "", network.name, name_of({11, stage.day, which}), {}});
  burst.source = any_address(network, random);
  burst.aim = Aim::One;
  burst.name = name_of({12, stage.day, which});
  burst.begin = busy_instant(stage, random);
  burst.sender = at_source(draw_tool(Craft::Linux, random), random);
  burst.sender.repeats = 0;
  switch (draw_slip(random)) {
    case Slip::Peer:
      as_peer(stage, burst, random);
      break;
    case Slip::Resolver:
      as_client(burst, 53, random.lognormal(20, 1), random);
      break;
    case Slip::Clock:
      as_client(burst, 123, random.lognormal(6, 1), random);
      break;
    case Slip::Typing:
      as_connection(burst, 1, random);
      break;
    case Slip::Stale:
      as_connection(burst, 2 + random.below(20), random);
      break;
  }
  stage.add(std::move(burst));
}

Attack draw_attack(const Stage& stage, std::uint64_t which) {
  auto random = stream(stage.cast.scenario.seed, Part::Victim, stage.day, which);
  Attack attack;
  attack.victim = any_address(choose_network(stage.cast, 0.6, random), random);
  attack.span.begin = busy_instant(stage, random);
  attack.span.end = attack.span.begin + static_cast<Micros>(random.lognormal(6, 1.3) * kMinute);
  attack.protocol = random.chance(0.8) ? 6 : 17;
  constexpr std::array<std::uint16_t, 6> kPorts{80, 443, 22, 53, 25565, 3074};
  attack.port = kPorts[random.below(kPorts.size())];
  attack.reply = attack.protocol == 17 ? "unreachable" : random.chance(0.7) ? "syn-ack" : "rst";
  // Replies a second, of forged sources over the whole address space; the strongest are cut so
  // that a day stays small.
  const double pace = std::min(random.lognormal(40'000, 1.6), 4e6);
  attack.replies = random.poisson(pace * dark_share(stage.cast.scenario) *
                                  base::seconds(attack.span.end - attack.span.begin));
  attack.name = name_of({13, stage.day, which});
  return attack;
}

}  // namespace

void play_strays(const Stage& stage) {
  auto random = stream(stage.cast.scenario.seed, Part::Stray, 3, stage.day);
  const std::uint32_t count = random.poisson(1500 * stage.cast.scenario.scale);
  for (std::uint64_t i = 0; i < count; ++i) play_stray(stage, i);
}

void play_attacks(const Stage& stage) {
  auto random = stream(stage.cast.scenario.seed, Part::Victim, stage.day, 0, 1);
  const std::uint32_t count = random.poisson(25 * stage.cast.scenario.scale);
  for (std::uint64_t i = 0; i < count; ++i) {
    Attack attack = draw_attack(stage, i);
    if (attack.replies > 0) stage.played.attacks.push_back(std::move(attack));
  }
}

}  // namespace noroshi::darknet
