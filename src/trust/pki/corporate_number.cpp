#include "trust/pki/corporate_number.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace noroshi::pki {

std::optional<std::string> corporate_number_flaw(std::string_view digits) {
  constexpr std::size_t kDigits = 13;
  if (digits.size() != kDigits) {
    return fmt::format("a corporate number has {} digits, not {}", kDigits, digits.size());
  }
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return "a corporate number has digits only";
  }
  int sum = 0;
  for (std::size_t n = 1; n < kDigits; ++n) {
    sum += (digits[kDigits - n] - '0') * (n % 2 == 1 ? 1 : 2);
  }
  const int check = 9 - sum % 9;
  if (digits[0] - '0' == check) return std::nullopt;
  return fmt::format("its check digit is {}, that of the other twelve would be {}", digits[0],
                     check);
}

std::optional<std::string_view> corporate_number_in(std::string_view organization_identifier,
                                                    std::string_view prefix) {
  if (organization_identifier.substr(0, prefix.size()) != prefix) return std::nullopt;
  return organization_identifier.substr(prefix.size());
}

}  // namespace noroshi::pki
