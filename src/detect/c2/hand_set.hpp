// Coefficients for tests of what the hunt does with weights, whatever weights are built in.
//
// Set by hand before there was a fit; they never change, so a test that passes with them goes on
// passing when the model is fitted anew.
#pragma once

#include "detect/c2/coefficients.hpp"

namespace noroshi::c2 {

inline Coefficients hand_set() {
  static constexpr std::pair<Input, double> kWorth[] = {
      {Input::PeriodicContact, 4.0},
      {Input::QuickPace, 1.0},
      {Input::SlowPace, -1.2},
      {Input::Retries, 5.0},
      {Input::HeldConnection, 1.3},
      {Input::SameSize, 1.2},
      {Input::SmallExchange, 0.4},
      {Input::BulkDownload, -1.5},
      {Input::Sending, 0.6},
      {Input::Persistence, 0.5},
      {Input::RarePort, 2.0},
      {Input::UsualPort, -1.0},
      {Input::FewClients, 0.2},
      {Input::ManyClients, -5.0},
      {Input::ClockworkPort, -5.5},
      {Input::Platform, -3.5},
      {Input::Inbound, -11.0},
      {Input::AttackTarget, -8.0},
      {Input::SharedByAttackers, 10.0},
      {Input::KnownInfected, 4.0},
      {Input::BotGroup, 4.0},
      {Input::SharedSuspicion, 2.0},
      {Input::CommandBeforeAttack, 5.0},
      {Input::RoundTheClock, 0.5},
      {Input::ReturningClients, 1.0},
      {Input::SamePackets, 1.0},
      {Input::ContentPackets, -1.5},
      {Input::ClientSpread, 0.3},
      {Input::YoungServer, 0.3},
      {Input::Gathering, 0.5},
  };
  Band band;
  for (const auto& [input, worth] : kWorth) band.worth[static_cast<std::size_t>(input)] = worth;
  return {"by hand", {band}};
}

}  // namespace noroshi::c2
