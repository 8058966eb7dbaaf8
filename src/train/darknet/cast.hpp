// The cast: everybody who will appear before the telescope for more than a day, and what is true
// of them.  Drawn once from the seed; the days are played from it (day.hpp).
//
// A value; the parts refer to one another by index.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "train/darknet/families.hpp"
#include "train/darknet/networks.hpp"
#include "train/darknet/scenario.hpp"
#include "train/darknet/services.hpp"
#include "train/traffic/daily.hpp"

namespace noroshi::darknet {

struct Span {
  base::Micros begin = 0;
  base::Micros end = 0;
};

/// An infected machine.
struct Host {
  std::uint32_t network = 0;
  std::uint32_t line = 0;
  std::uint32_t family = 0;
  std::vector<Span> infections;  ///< in order; the second and later are returns
  traffic::Presence presence = traffic::Presence::Always;
  double pace = 0;  ///< packets a second to the whole Internet
};

/// A surveyor of the Internet, with one or several addresses.
struct Surveyor {
  std::string name;
  bool listed = false;
  Sender tool;
  std::vector<net::Address> addresses;
  std::vector<Asked> services;
  double coverage = 1;      ///< share of the dark addresses that one sweep asks
  double sweeps_a_day = 1;  ///< of each address
};

/// Sources that one hand moves: they start and stop together.
struct Group {
  std::string name;
  Sender tool;
  std::vector<Asked> services;
  std::vector<net::Address> sources;
  std::vector<Span> sessions;
  base::Micros slack = 0;  ///< how far apart the members begin and end
  double packets = 0;      ///< of a member in a session, to each service
};

enum class Shape : std::uint8_t { Sudden, Gradual, Update };

/// A port that begins to interest more hosts than before.
struct Surge {
  std::string name;
  Asked asked;
  Shape shape = Shape::Sudden;
  base::Micros begin = 0;
  base::Micros ramp = 0;  ///< until the peak
  base::Micros hold = 0;  ///< at the peak; then it decays in about a day
  double before = 0;      ///< hosts an hour usually, about
  double extra = 0;       ///< hosts an hour at the peak, about
  Sender tool;
  std::uint32_t family = 0;  ///< of an Update: which family learns the port
};

/// A payload that nobody sent before.
struct Novelty {
  Asked asked;
  std::string payload;
  base::Micros begin = 0;
  std::uint32_t hosts_a_day = 0;
  std::uint32_t days = 0;
};

/// A stretch in which the sensor heard nothing, or lost a share of what came.
struct Outage {
  Span span;
  double lost = 1;       ///< 1: nothing was heard
  bool counted = false;  ///< the capture knows what it lost
};

struct Cast {
  Scenario scenario;
  std::vector<Network> networks;
  Services services;
  std::vector<Family> families;
  std::vector<Host> hosts;
  std::vector<std::vector<std::vector<Tenure>>> tenures;  ///< network → line → tenures
  std::vector<Surveyor> surveyors;
  std::vector<Group> groups;
  std::vector<Surge> surges;
  std::vector<Novelty> novelties;
  std::vector<Outage> outages;

  explicit Cast(const Scenario& given);
};

/// One-off scanners of an average day.
double drifters_a_day(const Scenario& scenario);

inline constexpr double kDrifterHours = 1.6;  ///< mean length of such a scan, about

std::string_view to_string(Shape shape);

}  // namespace noroshi::darknet
