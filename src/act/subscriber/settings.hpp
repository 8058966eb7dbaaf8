// What the operator configures: where each source of the resolver is, and how far to trust it.
//
// The section [subscriber] of a TOML file of its own (docs/operations/subscriber.md), which only
// those can read who may know subscribers.  Paths are relative to the folder of that file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "act/subscriber/deterministic_nat.hpp"
#include "act/subscriber/map_rule.hpp"
#include "base/config.hpp"
#include "base/time.hpp"
#include "net/prefix.hpp"

namespace noroshi::subscriber {

/// From when or until when a log tells all: an instant, or what the log itself shows.
struct LogBound {
  enum class By : std::uint8_t { Records, File, Instant };
  By by = By::Records;  ///< its oldest or newest record
  base::Micros instant = 0;
};

struct LogSettings {
  std::vector<std::string> files;
  std::vector<net::Prefix> covers;
  base::Micros clock_error = base::kSecond;  ///< of the system that wrote it
  LogBound kept_from;
  LogBound complete_until;
};

struct Settings {
  std::vector<net::Prefix> ranges;  ///< all addresses of the operator
  std::string device_key_file;      ///< empty: nothing is kept of devices
  std::string audit_file;           ///< where each single question is written down
  std::vector<std::string> static_files;
  LogSettings leases;
  LogSettings cgn_log;
  std::vector<DeterministicNat> deterministic_nats;
  std::vector<MapRule> map_rules;
};

/// Reads the section; what is wrong with it is kept for Config::finish.
Settings read_settings(base::Config::Section section, const std::string& folder);

/// The whole file.
Result<Settings> load_settings(const std::string& path);

}  // namespace noroshi::subscriber
