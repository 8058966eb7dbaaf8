// What a bot of Mirai's source makes of a server's octets: for tests and the fuzz target.
//
// It peeks two octets, a length in network order; zero is a ping, anything else is the length of a
// command that follows.  Written from the behaviour of public copies of the source.
#pragma once

#include <cstddef>
#include <string_view>

namespace noroshi::sinkhole {

struct BotReading {
  std::size_t pings = 0;
  std::size_t commands = 0;  ///< lengths above zero: the bot would wait for, or obey, a command
  bool torn = false;         ///< an odd octet is left over: the next ones would be read askew
};

inline BotReading read_as_bot(std::string_view octets) {
  BotReading reading;
  while (octets.size() >= 2) {
    const auto high = static_cast<unsigned char>(octets[0]);
    const auto low = static_cast<unsigned char>(octets[1]);
    octets.remove_prefix(2);
    if (high == 0 && low == 0) {
      ++reading.pings;
    } else {
      ++reading.commands;
    }
  }
  reading.torn = !octets.empty();
  return reading;
}

}  // namespace noroshi::sinkhole
