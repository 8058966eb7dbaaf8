// The signed list of permits that were taken back.
//
// It is issued again and again, also when nothing changed: a list that says when it was made is the
// only sign that nobody holds back a newer one.  Where it is too old, or from the future, nothing
// is allowed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::permit {

struct Revocation {
  std::string permit;      ///< its id
  base::Micros since = 0;  ///< from this instant on nothing is allowed
  std::string reason;
};

struct Revocations {
  std::int64_t number = 0;  ///< grows with each list
  base::Micros issued = 0;
  base::Micros valid_until = 0;  ///< stale from this instant on
  std::vector<Revocation> revoked;

  static Result<Revocations> parse(std::string_view text, std::string name);

  /// When the permit ended, if it did or will.
  [[nodiscard]] std::optional<base::Micros> end_of(std::string_view permit) const;
};

}  // namespace noroshi::permit
