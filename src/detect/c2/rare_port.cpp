#include "detect/c2/rare_port.hpp"

#include <algorithm>
#include <cmath>

#include "detect/c2/ports.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kUdp = 1.0;  // games, calls and peer-to-peer pick UDP ports; C2 hardly does
constexpr double kAltWebShare = 0.45;
constexpr double kPeerHalf = 10;  // odd servers of one client that halve the surprise
constexpr double kWeb = 0.3;
constexpr double kCommon = 0.8;

constexpr base::Text kRare{"port {0} belongs to no common service",
                           "ポート {0} を使う一般的なサービスはない"};
constexpr base::Text kAlt{"port {0} is the second choice of web servers",
                          "ポート {0} はウェブの代替ポート"};
constexpr base::Text kOverUdp{"UDP port {0}: games, calls and peer-to-peer rather than C2",
                              "UDP ポート {0}: C2 よりゲーム・通話・P2P に多い"};
constexpr base::Text kUsual{"port {0} is where ordinary services listen",
                            "ポート {0} は一般的なサービスのポート"};

// The client of the server that talks to the fewest odd ports; a host that does so all the time
// (peer-to-peer) says nothing by doing it once more.
double surprise(const Case& the_case) {
  double fewest = 1e9;
  for (const ClientContacts contacts : the_case.server.clients) {
    const auto history = the_case.surroundings.history(contacts.front().client);
    fewest = std::min(fewest, static_cast<double>(history.odd_servers));
  }
  return 1.0 / (1.0 + std::max(0.0, fewest - 1.0) / kPeerHalf);
}

}  // namespace

PortHabit port_habit(const model::Endpoint& endpoint) {
  const bool tcp = endpoint.proto == model::kTcp;
  switch (port_class(endpoint.port)) {
    case PortClass::Web:
      return {Input::UsualPort, kWeb};
    case PortClass::AltWeb:
      return tcp ? PortHabit{Input::RarePort, kAltWebShare} : PortHabit{Input::UsualPort, kUdp};
    case PortClass::Common:
      return {Input::UsualPort, kCommon};
    case PortClass::Clockwork:
      return {};  // clockwork_port speaks of it
    case PortClass::Other:
      return tcp ? PortHabit{Input::RarePort, 1} : PortHabit{Input::UsualPort, kUdp};
  }
  return {};
}

std::optional<Signal> rare_port(const Case& the_case) {
  PortHabit habit = port_habit(the_case.server.endpoint);
  if (habit.strength == 0) return std::nullopt;
  if (port_class(the_case.server.endpoint.port) == PortClass::Other &&
      habit.input == Input::RarePort) {
    habit.strength = surprise(the_case);
  }
  return Signal{.value = static_cast<double>(the_case.server.endpoint.port),
                .unit = "port",
                .input = habit.input,
                .strength = habit.strength,
                .counts = {{"tcp", the_case.server.endpoint.proto == model::kTcp ? 1.0 : 0.0}}};
}

std::string tell_rare_port(const model::Evidence& evidence, base::Language language) {
  const auto port = static_cast<std::uint16_t>(evidence.value);
  const PortClass usual = port_class(port);
  const bool odd = usual == PortClass::Other || usual == PortClass::AltWeb;
  if (!odd) return kUsual.in(language, port);
  if (count(evidence, "tcp") == 0) return kOverUdp.in(language, port);
  return (usual == PortClass::AltWeb ? kAlt : kRare).in(language, port);
}

}  // namespace noroshi::c2
