// Line of evidence: how few of the watched clients talk to the server (for), or how many (against).
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

/// How strongly so many clients of all speak against a server; 0 where they are few.
double many_clients(double clients, double watched);

/// 0–1: how little company a server with `clients` of `all` watched hosts has; what nearly all
/// use, bots use as well.
double rarity(std::uint64_t all, std::uint64_t clients);

std::optional<Signal> popularity(const Case& the_case);
std::string tell_popularity(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
