// The query of a request: "limit=10&match%5Btype%5D=indicator" → names and values, decoded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace noroshi::hub {

/// Fields of a query, in their order (WHATWG URL, application/x-www-form-urlencoded: "+" is a
/// blank).  Plain values.
class Query {
 public:
  explicit Query(std::string_view text);

  /// The first value of that name.
  [[nodiscard]] std::optional<std::string_view> value(std::string_view name) const;
  /// All values of that name, split at commas: the lists of TAXII's filters.
  [[nodiscard]] std::vector<std::string> list(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// "%E7%81%AB" → "火"; a "%" that no two hexadecimal digits follow stays as it is.
std::string percent_decoded(std::string_view text, bool plus_is_blank = false);

}  // namespace noroshi::hub
