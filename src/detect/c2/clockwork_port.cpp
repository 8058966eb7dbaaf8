#include "detect/c2/clockwork_port.hpp"

#include "detect/c2/ports.hpp"

namespace noroshi::c2 {
namespace {

constexpr base::Text kStory{"port {0} is {1}: its clients call on a schedule by design",
                            "ポート {0} は {1}: 定期的な接続は仕様どおり"};

}  // namespace

std::optional<Signal> clockwork_port(const Case& the_case) {
  const std::uint16_t port = the_case.server.endpoint.port;
  if (clockwork_service(port).empty()) return std::nullopt;
  return Signal{.value = static_cast<double>(port),
                .unit = "port",
                .input = Input::ClockworkPort,
                .strength = 1,
                .counts = {}};
}

std::string tell_clockwork_port(const model::Evidence& evidence, base::Language language) {
  const auto port = static_cast<std::uint16_t>(evidence.value);
  return kStory.in(language, port, clockwork_service(port));
}

}  // namespace noroshi::c2
