// InfectedHost: an address behind which a machine does what its owner did not ask for.
//
// Telescopes, sinkholes and surveys conclude it; the operator of the network must hear of it and
// find the line.  For that it needs, beside the address, instants and source ports: behind address
// sharing (RFC 6269, section 12) the address alone means hundreds of homes.  Who the subscriber is
// stands nowhere here: only the operator can know (act/subscriber).
//
// Between processes: JSON Lines (docs/formats/infected-host.md).  Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/finding.hpp"
#include "net/address.hpp"

namespace noroshi::model {

/// One packet or connection of the host, as seen.
struct Sighting {
  base::Micros time = 0;         ///< UTC, of the sensor's clock
  base::Micros clock_error = 0;  ///< how far that clock may be off, either way
  net::Address source;
  std::optional<std::uint16_t> source_port;  ///< nothing where the sensor could not know
  std::uint8_t protocol = 0;
  net::Address destination;  ///< unspecified (::) where it must not be told
  std::uint16_t destination_port = 0;
  friend bool operator==(const Sighting&, const Sighting&) = default;
};

/// How a day's infected address relates to the days before.
enum class Standing : std::uint8_t {
  New,         ///< never seen, or longer ago than is remembered
  Persistent,  ///< seen within the days that still count as the same infection
  Returned,    ///< was cleared (silent long enough) and is back
  Cleared,     ///< silent long enough by now; reported once
};

struct InfectedHost {
  net::Address address;
  std::string family;      ///< "mirai", "mirai-like", "iot-unmarked", "worm", …; see detect/scan
  double probability = 0;  ///< that a machine behind the address is infected, 0–1
  double prior = 0;        ///< log-odds before any evidence: prior + Σ weight = ln(p / (1−p))
  std::vector<Evidence> evidence;  ///< heaviest first
  Standing standing = Standing::New;
  base::Micros first_seen = 0;  ///< of this infection, over all days
  base::Micros last_seen = 0;
  std::uint32_t days = 0;  ///< days on which it was seen
  std::uint64_t packets = 0;
  std::uint64_t targets = 0;
  std::vector<std::string> ports;   ///< "23/tcp", most packets first, at most 8
  std::vector<Sighting> sightings;  ///< by time, at most 8
  std::string sensor;
  std::string method;   ///< "noroshi.telescope.report", "noroshi.sinkhole"
  std::string version;  ///< of the method
  friend bool operator==(const InfectedHost&, const InfectedHost&) = default;
};

std::string_view to_string(Standing standing);  ///< "new", "persistent", "returned", "cleared"

/// One line of JSON, without the line feed; the same value always gives the same bytes.
std::string to_json(const InfectedHost& host);

/// Reads what `to_json` writes; unknown members are ignored, missing ones are an Error that names
/// them.
Result<InfectedHost> infected_host_from_json(std::string_view json);

}  // namespace noroshi::model
