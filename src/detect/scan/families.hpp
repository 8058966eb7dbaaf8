// Families: what kind of bot asks for which services, as far as the public literature says.
//
// A family is named for its behaviour.  Hajime, Gafgyt, Mozi and others ask for the same services
// as one another and bear no mark that a telescope could see, so no name of theirs is claimed.
#pragma once

#include <string_view>

#include "detect/scan/line.hpp"

namespace noroshi::scan {

/// How telling it is that a stranger asks unused addresses for this service.
struct BotService {
  Service service;
  std::string_view family;
  double weight = 0;  ///< log-odds if all packets ask for it
};

/// Nothing known of the service: null.
const BotService* bot_service(const Service& service);

/// "mirai" by its mark, else the family of most of its packets to known services ("iot-bot" where
/// they are spread over several families of things), else "unknown-bot".
std::string family_of(const Case& the_case);

std::optional<Signal> bot_services(const Case& the_case);
std::string tell_bot_services(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::scan
