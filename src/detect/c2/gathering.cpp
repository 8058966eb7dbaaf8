#include "detect/c2/gathering.hpp"

#include <algorithm>
#include <cmath>

#include "detect/c2/rare_port.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kFewest = 3;  // clients; two may know each other
constexpr double kMany = 100;  // at which it has its full strength

constexpr base::Text kStory{"{0} clients gather at port {1}, where few servers listen",
                            "利用の少ないポート {1} に端末 {0} 台が集まる"};

}  // namespace

double gathered(const model::Endpoint& endpoint, double clients) {
  const PortHabit habit = port_habit(endpoint);
  if (habit.input != Input::RarePort || clients < kFewest) return 0;
  const double many = std::log(clients / (kFewest - 1)) / std::log(kMany / (kFewest - 1));
  return habit.strength * std::min(1.0, many);
}

std::optional<Signal> gathering(const Case& the_case) {
  const model::Endpoint& endpoint = the_case.server.endpoint;
  const auto clients = static_cast<double>(the_case.server.clients.size());
  const double strength = gathered(endpoint, clients);
  if (strength == 0) return std::nullopt;
  return Signal{.value = clients,
                .unit = "clients",
                .input = Input::Gathering,
                .strength = strength,
                .counts = {{"port", static_cast<double>(endpoint.port)}}};
}

std::string tell_gathering(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, evidence.value, static_cast<std::uint16_t>(count(evidence, "port")));
}

}  // namespace noroshi::c2
