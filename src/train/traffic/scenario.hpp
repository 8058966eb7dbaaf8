// Scenario: everything that decides what is generated.
//
// Two equal scenarios give equal bytes.  Every member says its unit and range; `check` refuses
// what lies outside, naming the member as the command line spells it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/finding.hpp"
#include "model/flow_batch.hpp"

namespace noroshi::traffic {

/// What a botnet's bots do; the numbers enter the streams, so they never change.
enum class Family : std::uint8_t {
  HttpBeacon = 0,
  Mirai = 1,
  Irc = 2,
  Rat = 3,
  SlowBeacon = 4,
  Fronted = 5,
  DeadC2 = 6,
  P2p = 7,
};

/// A family as `--help` and `--botnet` know it.
struct FamilyEntry {
  Family family;
  std::string_view name;         ///< "http-beacon"
  std::string_view description;  ///< one line
  std::uint32_t bots;            ///< how many by default
  std::uint32_t servers;         ///< C2 servers by default; 0: none of its own
};

/// All families, in the order of their numbers.
const std::vector<FamilyEntry>& families();
const FamilyEntry& entry_of(Family family);

struct BotnetSpec {
  Family family = Family::HttpBeacon;
  std::uint32_t bots = 0;  ///< hosts infected by the end of a long spread, 1–100,000; 0: default
  std::uint32_t servers = 0;  ///< C2 servers, 1–64; 0: the family's default
  base::Micros period = 0;    ///< between contacts, 1 s–7 d; 0: drawn from the family's range
  double jitter = -1;         ///< ± share of the period, 0–0.9; negative: the family's own
  /// Each server is given up for a new one so often, all bots at once, 10 min–31 d; 0: never.
  base::Micros rotation = 0;
  /// C2 servers share address and port 443 with an ordinary site, as on a shared host.
  bool shared_host = false;
};

/// Reads "mirai", "mirai:60" (bots) or "http-beacon:40:300" (bots, period in seconds).
Result<BotnetSpec> parse_botnet(std::string_view text);

/// One of each family, at its default size.
std::vector<BotnetSpec> default_botnets();

/// How routers turn packets into records.
struct Export {
  /// Cut as a router's flow cache does.  False: one record a conversation, as Zeek logs it.
  bool router = true;
  base::Micros active_timeout = 30 * base::kMinute;    ///< 1 s–1 d; Cisco IOS default 30 min
  base::Micros inactive_timeout = 15 * base::kSecond;  ///< 1 s–1 h; Cisco IOS default 15 s
  bool biflow = true;  ///< false: one record a direction, as NetFlow v5 and v9 send
};

/// Flows of one host in a real capture, to be lived again by many subscribers (graft.hpp).
struct Graft {
  std::string name;                 ///< the capture, for the truth's notes
  std::string family;               ///< for the truth
  std::vector<model::Endpoint> c2;  ///< what to find; empty if none is known
  std::vector<model::Flow> flows;   ///< `source` is the host, or `destination` if it was called
  net::Address host;                ///< replaced by each client's address
  base::Micros length = 0;          ///< one turn: the capture and a gap before it begins anew
  std::uint32_t clients = 20;       ///< 1–100,000
  bool always_on = false;           ///< false: clients are switched off at night
};

struct Scenario {
  std::uint64_t seed = 1;
  base::Micros start = 1'768'316'400'000'000;  ///< 2026-01-14T00:00:00+09:00, a Wednesday
  base::Micros duration = base::kDay;          ///< 1 min–31 d
  base::Micros utc_offset = 9 * base::kHour;   ///< of the region, −12 h–14 h; Japan by default
  std::uint32_t subscribers = 20'000;          ///< 10–4,000,000
  std::uint32_t sites = 20'000;                ///< web services across the Internet, 100–49,152
  double activity = 1.0;      ///< times the browsing of a household, 0–100 (1: 110 records a day)
  double background = 1.0;    ///< times the share of devices that poll or hold, 0–3
  double ipv6_share = 0.3;    ///< of households with IPv6, 0–1
  double p2p_share = 0.02;    ///< of households that run BitTorrent, 0–1
  double scan_per_day = 2.0;  ///< probes from outside to each subscriber a day, 0–1,000
  double floods_per_day = 2.0;   ///< reflected floods against subscribers a day, 0–1,000
  double attacks_per_day = 3.0;  ///< commands to attack, a botnet that can, a day, 0–100
  base::Micros spread_midpoint = 4 * base::kHour;  ///< after start: half of the bots are infected
  double spread_hours = 3.0;  ///< time constant of the logistic spread, 0.1–1,000 h
  std::vector<BotnetSpec> botnets = default_botnets();
  std::vector<Graft> grafts;
  Export exporter;
  std::uint32_t sampling = 1;  ///< 1 of N packets is seen, 1–1,000,000

  [[nodiscard]] base::Micros end() const { return start + duration; }
};

/// Whether the scenario can be generated; an Error (InvalidUsage) names the member at fault.
Status check(const Scenario& scenario);

}  // namespace noroshi::traffic
