// Lines of evidence: innocent reasons for which packets reach an unused address.
#pragma once

#include "detect/scan/line.hpp"

namespace noroshi::scan {

std::optional<Signal> repeats(const Case& the_case);
std::string tell_repeats(const model::Evidence& evidence, base::Language language);

std::optional<Signal> peers(const Case& the_case);
std::string tell_peers(const model::Evidence& evidence, base::Language language);

std::optional<Signal> conversation(const Case& the_case);
std::string tell_conversation(const model::Evidence& evidence, base::Language language);

std::optional<Signal> no_host(const Case& the_case);
std::string tell_no_host(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::scan
