// History: what yesterday must tell tomorrow, so that "new", "cleared", "returned", "first seen"
// and "surging" mean something.  A value: `analyse` takes one and returns the next.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

namespace noroshi::scan {

/// One infected address over the days.
struct Remembered {
  std::string family;
  base::Micros first_seen = 0;
  base::Micros last_seen = 0;
  std::uint32_t days = 0;    ///< on which it was seen
  std::uint32_t silent = 0;  ///< days in a row without it while the sensor was alive
  bool cleared = false;
  friend bool operator==(const Remembered&, const Remembered&) = default;
};

/// Hosts an hour that asked for one service, oldest first, at most 14 days; the last is the hour
/// before `until`.  Hours before the first are zero, as far as the sensor heard.
struct ServiceSeries {
  std::vector<float> hosts;
  base::Micros surged = 0;  ///< when it was last called surging; 0: never
  friend bool operator==(const ServiceSeries&, const ServiceSeries&) = default;
};

struct History {
  base::Micros until = 0;  ///< everything before has been taken in; 0: nothing yet
  std::map<net::Address, Remembered> infected;
  std::map<std::uint32_t, ServiceSeries> series;  ///< by protocol × 65536 + port
  std::vector<float> heard;  ///< share of each hour that the sensor heard, as long as any series
  std::map<std::uint64_t, base::Micros> payloads;     ///< hash → first seen
  std::map<std::uint32_t, base::Micros> first_asked;  ///< service → first seen
  friend bool operator==(const History&, const History&) = default;
};

/// The text of docs/formats/scan-history.md, and back.  An Error names what is wrong where.
std::string to_text(const History& history);
Result<History> history_from_text(std::string_view text);

}  // namespace noroshi::scan
