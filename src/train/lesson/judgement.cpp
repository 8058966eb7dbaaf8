// What the inputs were held to be worth by the people who wrote the lines of evidence, before any
// fit.  Changing a figure here changes what every training run starts from.
//
// Inbound and attack target rule a server out.  Lessons hold next to no scans of inside servers, so
// the fit leaves them here, and may raise what tries are worth (retries, beats) severalfold: they
// are held to outweigh that.

#include "train/lesson/course.hpp"

namespace noroshi::lesson {
namespace {

struct Held {
  c2::Input input;
  double worth;
};

constexpr Held kHeld[] = {
    {c2::Input::PeriodicContact, 4.0},
    {c2::Input::QuickPace, 1.0},
    {c2::Input::SlowPace, -1.2},
    {c2::Input::Retries, 5.0},
    {c2::Input::HeldConnection, 1.3},
    {c2::Input::SameSize, 1.2},
    {c2::Input::SmallExchange, 0.4},
    {c2::Input::BulkDownload, -1.5},
    {c2::Input::Sending, 0.6},
    {c2::Input::Persistence, 0.5},
    {c2::Input::RarePort, 2.0},
    {c2::Input::UsualPort, -1.0},
    {c2::Input::FewClients, 0.2},
    {c2::Input::ManyClients, -5.0},
    {c2::Input::ClockworkPort, -5.5},
    {c2::Input::Platform, -3.5},
    {c2::Input::Inbound, -25.0},
    {c2::Input::AttackTarget, -20.0},
    {c2::Input::SharedByAttackers, 10.0},
    {c2::Input::KnownInfected, 4.0},
    {c2::Input::BotGroup, 4.0},
    {c2::Input::SharedSuspicion, 2.0},
    {c2::Input::CommandBeforeAttack, 5.0},
    {c2::Input::RoundTheClock, 0.5},
    {c2::Input::ReturningClients, 1.0},
    {c2::Input::SamePackets, 1.0},
    {c2::Input::ContentPackets, -1.5},
    {c2::Input::ClientSpread, 0.3},
    {c2::Input::YoungServer, 0.3},
    {c2::Input::Gathering, 0.5},
};

}  // namespace

fit::Parameters judgement() {
  fit::Parameters at{};
  for (const Held& held : kHeld) at[static_cast<std::size_t>(held.input) + 1] = held.worth;
  return at;
}

c2::Coefficients judged_coefficients() {
  fit::BandFit held;
  held.fit.at = judgement();
  return {"judgement", {fit::band_of(held)}};
}

}  // namespace noroshi::lesson
