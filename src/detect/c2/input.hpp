// Inputs: what the model adds up.
//
// The model is additive and monotone: ln(p / (1−p)) = prior + bias + Σ coefficient × strength.
// A line of evidence states *how strongly* it sees something (strength, 0–1, never more when there
// is less of it); what that is worth is the coefficient's business (coefficients.hpp), which is
// fitted, and whose sign is fixed here: an input either speaks for a C2 server or against one, so
// that a fit can never make more evidence count for less.
//
// Names stand in coefficient files; the order is that of tables, and new inputs go to the end.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace noroshi::c2 {

enum class Input : std::uint8_t {
  PeriodicContact,
  QuickPace,
  SlowPace,
  Retries,
  HeldConnection,
  SameSize,
  SmallExchange,
  BulkDownload,
  Sending,
  Persistence,
  RarePort,
  UsualPort,
  FewClients,
  ManyClients,
  ClockworkPort,
  Platform,
  Inbound,
  AttackTarget,
  SharedByAttackers,
  KnownInfected,        ///< clients known to be infected, beyond chance
  BotGroup,             ///< clients that scan the same ports, beyond chance
  SharedSuspicion,      ///< clients that other suspicious servers share (one damped step)
  CommandBeforeAttack,  ///< contacts just before a group's attack onset
  RoundTheClock,        ///< hours of contact as flat as a machine's
  ReturningClients,     ///< the same clients, again and again, day after day
  SamePackets,          ///< packets of few sizes; holds under sampling
  ContentPackets,       ///< packets full of content from the server; holds under sampling
  ClientSpread,         ///< clients spread over the networks as infections are
  YoungServer,          ///< not known before
  Gathering,            ///< many clients at a port of no common service
};
inline constexpr std::size_t kInputs = 30;

struct InputEntry {
  Input input;
  std::string_view name;  ///< "periodic_contact"
  bool speaks_for;        ///< false: against
};

/// All inputs, in the order of the enumeration.
std::span<const InputEntry> inputs();
const InputEntry& entry_of(Input input);
std::optional<Input> input_named(std::string_view name);

/// One strength an input, 0 where a line was silent.
using Strengths = std::array<float, kInputs>;

}  // namespace noroshi::c2
