// Lines of evidence: marks that tools leave in what they send.
#pragma once

#include "detect/scan/line.hpp"

namespace noroshi::scan {

std::optional<Signal> mirai_mark(const Case& the_case);
std::string tell_mirai_mark(const model::Evidence& evidence, base::Language language);

std::optional<Signal> surveyors_tool(const Case& the_case);
std::string tell_surveyors_tool(const model::Evidence& evidence, base::Language language);

std::optional<Signal> exploit_payload(const Case& the_case);
std::string tell_exploit_payload(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::scan
