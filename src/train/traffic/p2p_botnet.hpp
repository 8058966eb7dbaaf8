// P2pBotnet: bots that know one another and a few dozen peers, and have no server to be found.
//
// A hard negative for whoever looks for a central server: periodic, shared by all bots, infected.
#pragma once

#include <vector>

#include "train/traffic/crew.hpp"

namespace noroshi::traffic {

class P2pBotnet final : public Source {
 public:
  P2pBotnet(const World& world, const BotnetSpec& spec, std::uint32_t instance, Ledger& ledger);
  void run(const Slice& slice, Exporter& exporter) override;
  void testify(Truth& truth) const override;

 private:
  struct Timer {
    base::Micros next = 0;
    std::uint32_t tick = 0;
  };
  void gossip(std::uint32_t bot, Exporter& exporter);

  Crew crew_;                  // its servers are the remote peers
  std::vector<Timer> timers_;  // by bot
};

}  // namespace noroshi::traffic
