// The replies of a flooded host that reach the dark addresses.
#pragma once

#include <optional>
#include <vector>

#include "model/scan_event.hpp"
#include "train/darknet/day.hpp"

namespace noroshi::darknet {

struct Reply {
  base::Micros time = 0;
  std::uint32_t target = 0;  ///< the address that the attacker had forged
  std::uint16_t target_port = 0;
};

inline constexpr std::uint16_t kReplyOctets = 40;

/// In order of time.
std::vector<Reply> replies_of(const Attack& attack, const Scenario& scenario);

/// As a telescope reports it: 25 packets and more over 60 s and more, with 30 and more in some
/// minute (Moore et al.'s thresholds, as CAIDA's Corsaro applies them); else nothing.
std::optional<model::DosVictim> victim_of(const Attack& attack, const std::vector<Reply>& replies);

}  // namespace noroshi::darknet
