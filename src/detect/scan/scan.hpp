// A day of telescope events → who is infected, what moves together, what is new.
//
// Pure: the same events and the same History give the same Day, byte for byte, in any order of the
// events and on any number of threads.  No list of bad addresses, label or file name enters; what a
// research scanner is may come from lists (ScanEvent::scanner) and from behaviour.
//
// What each part means, its formulas and what they were measured to do:
// docs/operations/telescope.md.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "detect/scan/history.hpp"
#include "model/infected_host.hpp"
#include "model/scan_event.hpp"
#include "net/address.hpp"

namespace noroshi::scan {

/// A port of a transport, as people name it: 23/tcp.
struct Service {
  std::uint16_t port = 0;
  std::uint8_t protocol = 0;
  friend auto operator<=>(const Service&, const Service&) = default;
};

/// What is known of the network of an address: within one pool, subscribers change addresses.
/// An empty `pool` means nothing is known; then /24 and /48 stand in for it.
struct Pool {
  std::string pool;     ///< the prefix that the registry names, as text
  std::string network;  ///< the operator that answers for it
};
using PoolOf = std::function<Pool(const net::Address&)>;

struct Settings {
  double infected_at = 0.9;         ///< probability from which an address is reported
  std::uint32_t cleared_after = 3;  ///< days of silence (with the sensor alive) until "cleared"
  std::uint32_t alarms_a_day = 3;   ///< at most so many ports are called surging
  std::size_t most_campaigns = 500;
  std::size_t most_scanners = 1'000;         ///< the heaviest of them are named in Day::scanners
  base::Micros clock_error = base::kSecond;  ///< of the sensor, either way; goes into sightings
};

/// Sources that do the same thing with the same tool: same services, same header profile, same
/// pace.
struct Campaign {
  std::string id;    ///< stable while its signature is
  std::string tool;  ///< "mirai", "zmap", "masscan", "nmap", or "unknown-…" by header invariants
  std::vector<Service> services;
  std::vector<net::Address> sources;  ///< sorted
  base::Micros first = 0;
  base::Micros last = 0;
  std::uint64_t packets = 0;
  std::uint64_t targets = 0;
  std::string profile;  ///< the header invariants in words: "window 14600, TTL 32–64, no options"
  bool research = false;
  bool synchronised = false;  ///< its sources start or stop together more than chance allows
  double chance = 1;  ///< of such agreement if they were independent, after correction; 0–1
};

/// How a source spreads its packets over targets and services.
enum class ScanShape : std::uint8_t {
  Few,         ///< too little was seen to say
  Horizontal,  ///< few services on many targets
  Vertical,    ///< many services on few targets
  Block,       ///< many services on many targets
  Repeated,    ///< one service of few targets again and again: guessing of passwords, or a mistake
};

std::string_view to_string(ScanShape shape);  ///< "few", "horizontal", "vertical", …

/// One source, whatever it is.
struct Scanner {
  net::Address address;
  ScanShape shape = ScanShape::Few;
  std::string tool;  ///< as Campaign::tool
  Service service;   ///< the one with most packets
  std::uint64_t packets = 0;
  std::uint64_t services = 0;
  std::uint64_t targets = 0;  ///< distinct, at least
  base::Micros first = 0;
  base::Micros last = 0;
};

/// A port that suddenly interests more hosts than it used to.
struct Surge {
  Service service;
  base::Micros at = 0;      ///< the hour from which
  double hosts_before = 0;  ///< distinct hosts an hour, usual
  double hosts_now = 0;
  double score = 0;  ///< change-point score; the threshold that keeps the budget is in the Day
};

/// A service or a payload that nobody sent before.
struct Novelty {
  Service service;
  std::string payload;  ///< first octets, empty when the port itself is new
  std::uint64_t payload_hash = 0;
  base::Micros first = 0;
  std::uint64_t hosts = 0;
};

/// Hosts of a family within a network.  Addresses overcount hosts where addresses change.
struct HostCount {
  std::string network;
  std::string family;
  std::uint64_t addresses = 0;  ///< distinct, over the day
  double hosts = 0;             ///< estimate
  double low = 0;               ///< 95 % interval
  double high = 0;
};

/// A surveyor of the whole Internet, kept apart from the infected.
struct Researcher {
  net::Address address;
  std::string list;    ///< that names it; empty: by behaviour
  std::string reason;  ///< in English, with counts
  std::uint64_t packets = 0;
};

struct ServiceCount {
  Service service;
  std::uint64_t hosts = 0;
  std::uint64_t packets = 0;
};

struct Day {
  base::Micros begin = 0;
  base::Micros end = 0;
  std::vector<model::InfectedHost> infected;  ///< by address; Cleared ones among them
  std::vector<Campaign> campaigns;            ///< most sources first
  std::vector<Surge> surges;                  ///< highest score first
  double surge_threshold = 0;
  std::vector<Novelty> novelties;
  std::vector<HostCount> hosts;
  std::vector<Researcher> researchers;
  std::vector<ServiceCount> services;  ///< most hosts first; research apart
  std::vector<Scanner> scanners;       ///< most packets first
  std::vector<model::DosVictim> victims;
  std::vector<model::TelescopeHour> hours;
  History after;  ///< to be handed in tomorrow
};

struct DayInput {
  base::Micros begin = 0;
  base::Micros end = 0;
  std::span<const model::ScanEvent> events;  ///< that began within the day
  std::span<const model::DosVictim> victims;
  std::span<const model::TelescopeHour> hours;
  PoolOf pool_of;
  std::string sensor;
};

Day analyse(const DayInput& input, const History& before, const Settings& settings = {});

/// Addresses that are infected now, sorted: what `noroshi c2 hunt --infected` takes.
std::vector<net::Address> infected_addresses(const Day& day);

}  // namespace noroshi::scan
