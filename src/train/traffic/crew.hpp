// Crew: the bots of one botnet, when each was infected, and the servers they answer to.
//
// Infection spreads along a logistic curve: the i-th of n bots falls when the curve passes
// (i + ½) ÷ n, so a part is infected before the day begins and the last ones never within it.
//
// Servers may rotate: the first generation serves from the start of the scenario, the next one from
// one rotation later, and so on; all bots change over at once, as with a name that is moved.
#pragma once

#include <string>
#include <vector>

#include "train/traffic/world.hpp"

namespace noroshi::traffic {

struct Bot {
  std::uint32_t subscriber = 0;
  base::Micros infected = 0;  ///< may lie before the scenario
};

/// What sets a family's C2 apart.
struct Signature {
  std::vector<std::uint16_t> ports;  ///< one is chosen for each server
  double shortest_s = 0;             ///< period, drawn once a botnet between these two
  double longest_s = 0;
  double jitter = 0;
  std::uint8_t protocol = model::kTcp;
};

class Crew {
 public:
  /// `instance` counts the botnets of one family from 0.
  Crew(const World& world, const BotnetSpec& spec, std::uint32_t instance,
       const Signature& signature, Ledger& ledger);

  [[nodiscard]] const std::vector<Bot>& bots() const { return bots_; }
  /// All that there are, one after the other or at once.
  [[nodiscard]] std::uint32_t servers() const {
    return static_cast<std::uint32_t>(servers_.size());
  }
  /// How many of them serve at the same time.
  [[nodiscard]] std::uint32_t at_once() const { return rotation_ > 0 ? at_once_ : servers(); }
  /// Which server stands in place number `place` (below `at_once`) at that time.
  [[nodiscard]] std::uint32_t in_service(std::uint32_t place, base::Micros when) const;
  /// When the servers of that time are given up.
  [[nodiscard]] base::Micros given_up(base::Micros when) const;
  [[nodiscard]] const model::Endpoint& server(std::uint32_t index) const { return servers_[index]; }
  [[nodiscard]] Tag server_tag(std::uint32_t index) const { return tags_[index]; }
  [[nodiscard]] std::string_view name() const { return entry_of(family_).name; }
  [[nodiscard]] base::Micros period() const { return period_; }
  [[nodiscard]] double jitter() const { return jitter_; }

  /// A stream of this botnet; `what` tells its uses apart.
  [[nodiscard]] Stream stream(Domain domain, std::uint64_t a, std::uint64_t b = 0) const;

  /// Makes a server known that lies outside the botnet's own slots (a CDN's, a peer's).
  void recruit(const model::Endpoint& endpoint, Ledger& ledger);

  /// A conversation from a bot to a server, counters still empty; notes the contact.
  Conversation towards(std::uint32_t bot, std::uint32_t server, base::Micros start, Stream& stream);

  [[nodiscard]] net::Address address(std::uint32_t bot) const {
    return world_.plan.subscriber(bots_[bot].subscriber);
  }

  /// Period with jitter, for one interval.
  base::Micros interval(Stream& stream) const;

  /// Adds bots and servers to the truth, the servers as `kind`.
  void testify(Truth& truth, std::string_view kind) const;

 private:
  void infect(std::uint32_t count);
  std::uint32_t generation(base::Micros when) const;
  [[nodiscard]] model::Endpoint shared_endpoint(Stream& draw) const;
  void set_up_servers(const BotnetSpec& spec, const Signature& signature, Ledger& ledger);

  const World& world_;
  Family family_;
  std::uint64_t id_;
  std::vector<Bot> bots_;
  std::vector<model::Endpoint> servers_;
  std::vector<Tag> tags_;                     // by server
  std::vector<std::vector<bool>> contacted_;  // by server, by bot
  base::Micros period_ = 0;
  double jitter_ = 0;
  base::Micros rotation_ = 0;
  std::uint32_t at_once_ = 0;  // where servers rotate
};

}  // namespace noroshi::traffic
