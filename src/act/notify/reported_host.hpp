// What a report in another form says, as an InfectedHost: one sighting, nothing invented.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "model/infected_host.hpp"

namespace noroshi::notify {

struct Reported {
  net::Address address;
  base::Micros first_seen = 0;
  base::Micros time = 0;  ///< of the sighting
  base::Micros clock_error = 0;
  std::optional<std::uint16_t> source_port;
  std::uint8_t protocol = 0;
  net::Address destination;
  std::uint16_t destination_port = 0;
  std::string family;
  double probability = 1;
  std::uint64_t packets = 0;
  std::string sensor;
  std::string_view method;  ///< "shadowserver", "xarf"
};

model::InfectedHost host_of(const Reported& report);

/// Names of infections as one word in small letters: "Mirai" and "mirai " are one family.  At most
/// 64 octets; "unknown" where nothing is left.
std::string family_word(std::string_view name);

/// 1–65535, or nothing.
std::optional<std::uint16_t> port_of(std::string_view digits);

}  // namespace noroshi::notify
