// Line of evidence: a port on which no common service listens.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

/// What a port says by itself, at most: for (rare) or against (usual), and how strongly.
struct PortHabit {
  Input input = Input::UsualPort;
  double strength = 0;
};
PortHabit port_habit(const model::Endpoint& endpoint);

std::optional<Signal> rare_port(const Case& the_case);
std::string tell_rare_port(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
