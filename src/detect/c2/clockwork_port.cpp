#include "detect/c2/clockwork_port.hpp"

#include "detect/c2/ports.hpp"
#include "detect/c2/weights.hpp"

namespace noroshi::c2 {
namespace {

constexpr base::Text kStory{"port {0} is {1}: its clients call on a schedule by design",
                            "ポート {0} は {1}: 定期的な接続は仕様どおり"};

}  // namespace

std::optional<model::Evidence> clockwork_port(const Case& the_case) {
  const std::uint16_t port = the_case.server.endpoint.port;
  if (clockwork_service(port).empty()) return std::nullopt;
  return model::Evidence{.name = "clockwork_port",
                         .value = static_cast<double>(port),
                         .unit = "port",
                         .weight = weights::kClockworkPort,
                         .text = {},
                         .counts = {}};
}

std::string tell_clockwork_port(const model::Evidence& evidence, base::Language language) {
  const auto port = static_cast<std::uint16_t>(evidence.value);
  return kStory.in(language, port, clockwork_service(port));
}

}  // namespace noroshi::c2
