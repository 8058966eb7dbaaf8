// Standing: where a server stands, by one rule (docs/operations/hub-api.md, "Status").
//
// What the caller's own organisation says counts before what the hub knows; what keeps a Finding
// back counts before its age, and that it has gone before that it is new.  Pure: the caller says
// what time it is.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::servers {

enum class Standing : std::uint8_t { New, Changed, Steady, Confirmed, Rejected, Gone, Suppressed };
inline constexpr std::size_t kStandingCount = 7;

std::string_view name_of(Standing standing);  ///< "new", "changed", …
std::optional<Standing> parse_standing(std::string_view name);

/// An organisation's word on a server.
enum class Verdict : std::uint8_t { Confirmed, Rejected, Withdrawn };

std::string_view name_of(Verdict verdict);
Result<Verdict> parse_verdict(std::string_view name);

/// What a version of a Finding said; `clients` is 0 where their number is not for the caller.
struct Told {
  base::Micros added = 0;
  double probability = 0;
  std::uint64_t clients = 0;
};

struct Circumstances {
  std::optional<Verdict> own{};  ///< the newest word of the caller's organisation
  bool suppressed = false;
  bool taken_back = false;       ///< retracted, revoked, refused or run out
  base::Micros last_seen = 0;    ///< last contact
  base::Micros newest_seen = 0;  ///< the newest last contact of all Findings of its method
  base::Micros first_added = 0;  ///< when its first version came
  std::span<const Told> told{};  ///< its versions, oldest first
};

/// A Finding that its method has not renewed for so long has gone.
inline constexpr base::Micros kGoneAfter = 7 * base::kDay;
/// What came within it is news.
inline constexpr base::Micros kNews = base::kDay;

Standing standing_of(const Circumstances& of, base::Micros now);

}  // namespace noroshi::servers
