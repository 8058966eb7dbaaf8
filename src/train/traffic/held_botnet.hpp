// HeldBotnet: bots that keep one TCP connection to their server open and wait for commands.
//
// Three families share it: mirai (keep-alive each 60 s, telnet scans, floods on command), irc
// (server PINGs, floods on command), rat (few victims).  A connection lasts until the device
// sleeps, loses its link, or the server goes away; then the bot tries again until it succeeds.
// A command reaches all connected bots within a second, and within seconds they flood.
#pragma once

#include <vector>

#include "train/traffic/crew.hpp"
#include "train/traffic/daily.hpp"

namespace noroshi::traffic {

class HeldBotnet final : public Source {
 public:
  HeldBotnet(const World& world, const BotnetSpec& spec, std::uint32_t instance, Ledger& ledger);
  void run(const Slice& slice, Exporter& exporter) override;
  void testify(Truth& truth) const override;

 private:
  struct Span {
    base::Micros begin = 0;
    base::Micros end = 0;
    std::uint16_t client_port = 0;
    [[nodiscard]] bool holds(base::Micros at) const { return at >= begin && at < end; }
  };
  struct Session {  // of one bot
    base::Micros next = 0;
    std::uint32_t tick = 0;
    Span current;
    Span previous;
  };
  struct Command {
    base::Micros when = 0;
    std::uint32_t server = 0;
    std::uint32_t bots = 0;  // that were connected
    model::Endpoint victim;
  };

  void plan_outages();
  void plan_commands();
  void connect(std::uint32_t bot, Exporter& exporter);
  void retry(std::uint32_t bot, Conversation& conversation, Stream& stream, Exporter& exporter);
  void hold(std::uint32_t bot, Conversation& conversation, base::Micros until, Stream& stream,
            Exporter& exporter);
  void scan(std::uint32_t bot, const Slice& slice, Exporter& exporter) const;
  void carry_out(Command& command, std::uint64_t number, Exporter& exporter) const;
  bool commands_stand_alone() const;
  std::uint32_t server_of(std::uint32_t bot, base::Micros when) const {
    return crew_.in_service(bot % crew_.at_once(), when);
  }
  const Span* span_at(std::uint32_t bot, base::Micros at) const;

  const World& world_;
  Family family_;
  Crew crew_;
  Tag scan_;
  Tag attack_;
  std::vector<Session> sessions_;  // by bot
  std::vector<Span> outages_;      // of the servers, in order
  std::vector<Command> commands_;  // in order
};

}  // namespace noroshi::traffic
