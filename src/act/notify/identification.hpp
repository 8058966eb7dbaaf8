// Identification: the one line that all sightings of an event point to, or why there is none.
//
// Every sighting that the resolver can trace must give the same line.  Where two lines sent, the
// sensor's judgement is of the address and does not say which of them is infected: nobody is named.
#pragma once

#include <string>
#include <vector>

#include "act/subscriber/resolver.hpp"
#include "model/infected_host.hpp"

namespace noroshi::notify {

struct Identification {
  subscriber::Outcome outcome = subscriber::Outcome::Unknown;
  std::string line;
  std::string device;
  std::string how;  ///< source, or reason: "lease", "no-source-port", "several-lines"
};

Identification identify(const std::vector<model::Sighting>& sightings,
                        const subscriber::Resolver& resolver);

}  // namespace noroshi::notify
