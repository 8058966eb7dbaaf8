#include "detect/c2/held_connection.hpp"

#include <algorithm>
#include <cmath>

#include "detect/c2/ports.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kShort = 90;       // seconds: HTTP keep-alive and page timeouts end before
constexpr double kLong = 3600;      // seconds: full strength
constexpr double kQuietRate = 400;  // octets a second: text and keep-alives stay below

constexpr base::Text kStory{"{0} connections held for up to {1}, at {2} octets a second on average",
                            "接続 {0} 本が最長 {1} 保持され、平均は毎秒 {2} オクテット"};

double rate(const Contact& contact) {
  return static_cast<double>(contact.octets_out + contact.octets_in) /
         std::max(1.0, base::seconds(contact.end - contact.start));
}

double strength_of(const Contact& contact) {
  const double duration = base::seconds(contact.end - contact.start);
  if (duration <= kShort || failed(contact.outcome)) return 0;
  const double length = std::min(1.0, std::log(duration / kShort) / std::log(kLong / kShort));
  return length * std::min(1.0, kQuietRate / rate(contact));
}

// Web servers and push services hold idle connections by design.
double port_factor(const model::Endpoint& endpoint) {
  if (endpoint.proto != model::kTcp) return 0.25;
  switch (port_class(endpoint.port)) {
    case PortClass::Web:
    case PortClass::Clockwork:
    case PortClass::Common:
      return 0.4;
    case PortClass::AltWeb:
      return 0.7;
    case PortClass::Other:
      return 1.0;
  }
  return 1.0;
}

}  // namespace

std::optional<Signal> held_connection(const Case& the_case) {
  double strength = 0;
  std::size_t held = 0;
  double octets = 0;
  double seconds = 0;
  base::Micros longest = 0;
  for (const Contact& contact : the_case.server.contacts) {
    const double one = strength_of(contact);
    if (one <= 0) continue;
    strength = std::max(strength, one);
    ++held;
    octets += static_cast<double>(contact.octets_out + contact.octets_in);
    seconds += base::seconds(contact.end - contact.start);
    longest = std::max(longest, contact.end - contact.start);
  }
  if (held == 0) return std::nullopt;
  return Signal{.value = base::seconds(longest),
                .unit = "s",
                .input = Input::HeldConnection,
                .strength = strength * port_factor(the_case.server.endpoint),
                .counts = {{"connections", static_cast<double>(held)},
                           {"octets_per_second", octets / seconds}}};
}

std::string tell_held_connection(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, count(evidence, "connections"),
                   base::humane(static_cast<base::Micros>(evidence.value * 1e6)),
                   std::lround(count(evidence, "octets_per_second")));
}

}  // namespace noroshi::c2
