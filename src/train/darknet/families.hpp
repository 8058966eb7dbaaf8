// Families of infected hosts: what they ask for, how fast, and what their packets look like.
#pragma once

#include <string>
#include <vector>

#include "train/darknet/sender.hpp"
#include "train/darknet/services.hpp"

namespace noroshi::darknet {

/// A service that a family probes, from an instant on: botnets learn new ports.
struct Habit {
  Asked asked;
  double weight = 1;
  base::Micros since = 0;   ///< 0: always
  base::Micros spread = 0;  ///< mean delay until a host has the new version
};

struct Family {
  std::string name;
  bool marked = false;  ///< sequence number = destination
  bool worm = false;    ///< servers and office machines rather than things
  Sender tool;
  std::vector<Habit> habits;
  double pace = 0;     ///< packets a second that a host sends to the whole Internet, median
  double sigma = 0;    ///< of its logarithm
  double share = 0;    ///< of the infected
  double hosting = 0;  ///< share of them that are rented servers
  double days = 0;     ///< median length of an infection
};

std::vector<Family> draw_families(const Scenario& scenario);

}  // namespace noroshi::darknet
