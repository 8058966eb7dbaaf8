// BeaconBotnet: bots that call home, hang up, and sleep for a period with jitter.
//
// Four families share it: http-beacon, slow-beacon, domain-fronted (the server is a CDN's address
// that innocents visit too), dead-c2 (nobody answers any more).
#pragma once

#include <vector>

#include "train/traffic/crew.hpp"
#include "train/traffic/daily.hpp"

namespace noroshi::traffic {

class BeaconBotnet final : public Source {
 public:
  BeaconBotnet(const World& world, const BotnetSpec& spec, std::uint32_t instance, Ledger& ledger);
  void run(const Slice& slice, Exporter& exporter) override;
  void testify(Truth& truth) const override;

 private:
  struct Timer {
    base::Micros next = 0;
    std::uint32_t tick = 0;
  };

  void call_home(std::uint32_t bot, Stream& stream, Exporter& exporter);

  const World& world_;
  Family family_;
  Crew crew_;
  std::vector<Timer> timers_;  // by bot
};

}  // namespace noroshi::traffic
