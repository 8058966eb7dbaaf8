// Corporate numbers (法人番号): thirteen digits, of which the first is a check digit.
//
// Act on the Use of Numbers to Identify a Specific Individual, ministerial ordinance on corporate
// numbers (平成26年財務省令第70号) §2: 9 − (Σ Pn·Qn mod 9), with Pn the n-th digit from the right
// of the other twelve and Qn = 1 for odd n, 2 for even n.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace noroshi::pki {

/// Why this is no corporate number; none: it is one.
std::optional<std::string> corporate_number_flaw(std::string_view digits);

/// The number out of an organizationIdentifier with this prefix ("NTRJP-"), without checking it.
std::optional<std::string_view> corporate_number_in(std::string_view organization_identifier,
                                                    std::string_view prefix = "NTRJP-");

}  // namespace noroshi::pki
