#include "detect/c2/input.hpp"

#include <algorithm>

namespace noroshi::c2 {
namespace {

constexpr bool kFor = true;
constexpr bool kAgainst = false;

constexpr std::array<InputEntry, kInputs> kEntries{{
    {Input::PeriodicContact, "periodic_contact", kFor},
    {Input::QuickPace, "quick_pace", kFor},
    {Input::SlowPace, "slow_pace", kAgainst},
    {Input::Retries, "retries", kFor},
    {Input::HeldConnection, "held_connection", kFor},
    {Input::SameSize, "same_size", kFor},
    {Input::SmallExchange, "small_exchange", kFor},
    {Input::BulkDownload, "bulk_download", kAgainst},
    {Input::Sending, "sending", kFor},
    {Input::Persistence, "persistence", kFor},
    {Input::RarePort, "rare_port", kFor},
    {Input::UsualPort, "usual_port", kAgainst},
    {Input::FewClients, "few_clients", kFor},
    {Input::ManyClients, "many_clients", kAgainst},
    {Input::ClockworkPort, "clockwork_port", kAgainst},
    {Input::Platform, "platform", kAgainst},
    {Input::Inbound, "inbound", kAgainst},
    {Input::AttackTarget, "attack_target", kAgainst},
    {Input::SharedByAttackers, "shared_by_attackers", kFor},
    {Input::KnownInfected, "known_infected", kFor},
    {Input::BotGroup, "bot_group", kFor},
    {Input::SharedSuspicion, "shared_suspicion", kFor},
    {Input::CommandBeforeAttack, "command_before_attack", kFor},
    {Input::RoundTheClock, "round_the_clock", kFor},
    {Input::ReturningClients, "returning_clients", kFor},
    {Input::SamePackets, "same_packets", kFor},
    {Input::ContentPackets, "content_packets", kAgainst},
    {Input::ClientSpread, "client_spread", kFor},
    {Input::YoungServer, "young_server", kFor},
    {Input::Gathering, "gathering", kFor},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kInputs; ++i) {
    if (static_cast<std::size_t>(kEntries[i].input) != i) return false;
  }
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const InputEntry> inputs() { return kEntries; }

const InputEntry& entry_of(Input input) { return kEntries[static_cast<std::size_t>(input)]; }

std::optional<Input> input_named(std::string_view name) {
  const auto* const found = std::ranges::find(kEntries, name, &InputEntry::name);
  if (found == kEntries.end()) return std::nullopt;
  return found->input;
}

}  // namespace noroshi::c2
