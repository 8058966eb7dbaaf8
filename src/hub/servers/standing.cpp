#include "hub/servers/standing.hpp"

#include <array>
#include <fmt/format.h>

#include "model/client_class.hpp"

namespace noroshi::servers {
namespace {

constexpr std::array<std::string_view, kStandingCount> kNames{
    "new", "changed", "standing", "confirmed", "rejected", "gone", "suppressed"};
constexpr std::array<std::string_view, 3> kVerdicts{"confirmed", "rejected", "withdrawn"};

/// Whether one of the versions that are news said something else than what was told before it
/// (docs/formats/watch.md).
bool has_moved(std::span<const Told> versions, base::Micros news_since) {
  const Told* told = nullptr;
  for (const Told& one : versions) {
    const bool moves = told != nullptr && model::has_moved(told->probability, told->clients,
                                                           one.probability, one.clients);
    if (moves && one.added > news_since) return true;
    if (told == nullptr || moves || one.added <= news_since) told = &one;
  }
  return false;
}

}  // namespace

std::string_view name_of(Standing standing) { return kNames[static_cast<std::size_t>(standing)]; }

std::optional<Standing> parse_standing(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Standing>(i);
  }
  return std::nullopt;
}

std::string_view name_of(Verdict verdict) { return kVerdicts[static_cast<std::size_t>(verdict)]; }

Result<Verdict> parse_verdict(std::string_view name) {
  for (std::size_t i = 0; i < kVerdicts.size(); ++i) {
    if (kVerdicts[i] == name) return static_cast<Verdict>(i);
  }
  return Error{Errc::InvalidInput, "verdict: confirmed, rejected or withdrawn is asked for"};
}

Standing standing_of(const Circumstances& of, base::Micros now) {
  if (of.own == Verdict::Confirmed) return Standing::Confirmed;
  if (of.own == Verdict::Rejected) return Standing::Rejected;
  if (of.suppressed) return Standing::Suppressed;
  if (of.taken_back || of.last_seen < of.newest_seen - kGoneAfter) return Standing::Gone;
  if (of.first_added > now - kNews) return Standing::New;
  return has_moved(of.told, now - kNews) ? Standing::Changed : Standing::Steady;
}

}  // namespace noroshi::servers
