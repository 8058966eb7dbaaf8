// Lines of evidence: how far a source reaches, how fast, in what order, and in whose company.
#pragma once

#include "detect/scan/line.hpp"

namespace noroshi::scan {

std::optional<Signal> reach(const Case& the_case);
std::string tell_reach(const model::Evidence& evidence, base::Language language);

std::optional<Signal> coverage(const Case& the_case);
std::string tell_coverage(const model::Evidence& evidence, base::Language language);

std::optional<Signal> pace(const Case& the_case);
std::string tell_pace(const model::Evidence& evidence, base::Language language);

std::optional<Signal> lasting(const Case& the_case);
std::string tell_lasting(const model::Evidence& evidence, base::Language language);

std::optional<Signal> sweep(const Case& the_case);
std::string tell_sweep(const model::Evidence& evidence, base::Language language);

std::optional<Signal> in_order(const Case& the_case);
std::string tell_in_order(const model::Evidence& evidence, base::Language language);

std::optional<Signal> crowd(const Case& the_case);
std::string tell_crowd(const model::Evidence& evidence, base::Language language);

/// Share of the telescope that it reached; 0 where it is not known, or too small to tell.
double share_of_telescope(const Case& the_case);

}  // namespace noroshi::scan
