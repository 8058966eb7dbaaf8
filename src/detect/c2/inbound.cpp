#include "detect/c2/inbound.hpp"

#include <algorithm>

namespace noroshi::c2 {
namespace {

constexpr double kAmongUsShare = 0.36;  // of what a service for outsiders weighs

constexpr base::Text kFromOutside{
    "the server is inside the watched network and {0} of {1} clients are outside: "
    "unsolicited traffic comes in so",
    "サーバは監視対象網の内側、端末 {1} 台中 {0} 台は外側: 一方的な着信はこう見える"};
constexpr base::Text kAmongUs{"server and clients are both inside the watched network",
                              "サーバも端末も監視対象網の内側"};

}  // namespace

std::optional<Signal> inbound(const Case& the_case) {
  const Server& server = the_case.server;
  if (!the_case.surroundings.is_inside(server.endpoint.ip)) return std::nullopt;
  const auto outside = std::ranges::count_if(server.clients, [&](ClientContacts contacts) {
    return !the_case.surroundings.is_inside_host(contacts.front().client);
  });
  const auto clients = static_cast<double>(server.clients.size());
  const bool from_outside = static_cast<double>(outside) * 2 > clients;
  return Signal{.value = static_cast<double>(outside),
                .unit = "clients",
                .input = Input::Inbound,
                .strength = from_outside ? 1 : kAmongUsShare,
                .counts = {{"clients", clients}}};
}

std::string tell_inbound(const model::Evidence& evidence, base::Language language) {
  if (evidence.value * 2 > count(evidence, "clients")) {
    return kFromOutside.in(language, evidence.value, count(evidence, "clients"));
  }
  return std::string(kAmongUs.in(language));
}

}  // namespace noroshi::c2
