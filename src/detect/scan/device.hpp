// Lines of evidence: what the headers say of the machine that sent them.
#pragma once

#include "detect/scan/line.hpp"

namespace noroshi::scan {

std::optional<Signal> device(const Case& the_case);
std::string tell_device(const model::Evidence& evidence, base::Language language);

std::optional<Signal> distances(const Case& the_case);
std::string tell_distances(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::scan
