// A Finding in sentences: for the note and the descriptions that travel with it.
#pragma once

#include <string>

#include "model/finding.hpp"

namespace noroshi::mapping {

/// "C&C server 192.0.2.7:443/tcp"; other kinds by their own word.
std::string finding_title(const model::Finding& finding);
std::string finding_title_ja(const model::Finding& finding);

/// One paragraph: how likely, how many clients and contacts, from when to when.
std::string finding_summary(const model::Finding& finding);
std::string finding_summary_ja(const model::Finding& finding);

/// The evidence, one line each with the weight it has; then the nearest innocent explanation, the
/// list that keeps the Finding back, and who concluded.
std::string finding_reasons(const model::Finding& finding);

}  // namespace noroshi::mapping
