// The table of all lines of evidence.  A line exists by standing here.

#include <algorithm>
#include <array>

#include "detect/c2/attack_target.hpp"
#include "detect/c2/bot_group.hpp"
#include "detect/c2/client_spread.hpp"
#include "detect/c2/clockwork_port.hpp"
#include "detect/c2/command_before_attack.hpp"
#include "detect/c2/content_packets.hpp"
#include "detect/c2/direction.hpp"
#include "detect/c2/exchange_shape.hpp"
#include "detect/c2/gathering.hpp"
#include "detect/c2/held_connection.hpp"
#include "detect/c2/inbound.hpp"
#include "detect/c2/known_infected.hpp"
#include "detect/c2/line.hpp"
#include "detect/c2/pace.hpp"
#include "detect/c2/periodic_contact.hpp"
#include "detect/c2/persistence.hpp"
#include "detect/c2/platform.hpp"
#include "detect/c2/popularity.hpp"
#include "detect/c2/rare_port.hpp"
#include "detect/c2/retries.hpp"
#include "detect/c2/returning_clients.hpp"
#include "detect/c2/round_the_clock.hpp"
#include "detect/c2/same_packets.hpp"
#include "detect/c2/same_size.hpp"
#include "detect/c2/shared_by_attackers.hpp"
#include "detect/c2/shared_suspicion.hpp"
#include "detect/c2/young_server.hpp"

namespace noroshi::c2 {
namespace {

constexpr std::array kLines{
    Line{"command_before_attack", command_before_attack, tell_command_before_attack},
    Line{"known_infected", known_infected, tell_known_infected},
    Line{"bot_group", bot_group, tell_bot_group},
    Line{"shared_suspicion", shared_suspicion, tell_shared_suspicion},
    Line{"shared_by_attackers", shared_by_attackers, tell_shared_by_attackers},
    Line{"retries", retries, tell_retries},
    Line{"periodic_contact", periodic_contact, tell_periodic_contact, true},
    Line{"pace", pace, tell_pace, true},
    Line{"held_connection", held_connection, tell_held_connection},
    Line{"same_size", same_size, tell_same_size},
    Line{"exchange_shape", exchange_shape, tell_exchange_shape},
    Line{"direction", direction, tell_direction},
    Line{"same_packets", same_packets, tell_same_packets},
    Line{"content_packets", content_packets, tell_content_packets},
    Line{"persistence", persistence, tell_persistence},
    Line{"returning_clients", returning_clients, tell_returning_clients},
    Line{"round_the_clock", round_the_clock, tell_round_the_clock},
    Line{"young_server", young_server, tell_young_server},
    Line{"client_spread", client_spread, tell_client_spread},
    Line{"rare_port", rare_port, tell_rare_port},
    Line{"gathering", gathering, tell_gathering},
    Line{"popularity", popularity, tell_popularity},
    Line{"platform", platform, tell_platform},
    Line{"clockwork_port", clockwork_port, tell_clockwork_port},
    Line{"inbound", inbound, tell_inbound},
    Line{"attack_target", attack_target, tell_attack_target},
};

double named(const std::vector<std::pair<std::string, double>>& counts, std::string_view name) {
  const auto found = std::ranges::find(counts, name, &std::pair<std::string, double>::first);
  return found == counts.end() ? 0.0 : found->second;
}

}  // namespace

model::Evidence evidence_of(const Line& line, Signal signal, double weight) {
  model::Evidence evidence{.name = std::string(line.name),
                           .value = signal.value,
                           .unit = std::move(signal.unit),
                           .weight = weight,
                           .text = {},
                           .counts = std::move(signal.counts)};
  evidence.text = line.tell(evidence, base::Language::English);
  return evidence;
}

std::span<const Line> lines() { return kLines; }

std::string tell(const model::Evidence& evidence, base::Language language) {
  const auto* line = std::ranges::find(kLines, evidence.name, &Line::name);
  return line == kLines.end() ? evidence.text : line->tell(evidence, language);
}

double count(const model::Evidence& evidence, std::string_view name) {
  return named(evidence.counts, name);
}

double count(const Signal& signal, std::string_view name) { return named(signal.counts, name); }

}  // namespace noroshi::c2
