// Pruning: which servers may still be reported, whatever their contacts look like.
//
// The model is a sum of monotone inputs (input.hpp), so the sums of a server bound its log-odds
// from above: what cannot speak for it with so few contacts, clients and seconds counts nothing,
// what may speak counts in full, and what is known to speak against (port, platform, inside, at
// least so many clients) counts in full too.  A server whose bound is below the threshold is left
// out; nothing else is, so pruning changes no answer but for the errors of the sketches of clients,
// which are taken at four standard errors.
//
// What the sums cannot know is the company: whether two clients or more attack or are known to be
// infected.  Few servers have such; who reads pairs finds them out and asks again with `company`,
// which counts for nothing where the server cannot have had two clients.
//
// Pure; immutable once made.  A judgement costs some tens of nanoseconds.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "detect/c2/census.hpp"
#include "detect/c2/coefficients.hpp"
#include "detect/c2/overview.hpp"
#include "detect/c2/platforms.hpp"
#include "net/prefix.hpp"

namespace noroshi::c2 {

/// Why a server was left out: the first that holds of it, of those that speak against it.
enum class Prune : std::uint8_t {
  Kept,
  Inside,         ///< in the watched network
  Popular,        ///< too many of all clients talk to it
  ClockworkPort,  ///< its service is called on a schedule by design
  Platform,       ///< its address belongs to a large platform
  OneContact,     ///< seen once
  TooLittle,      ///< its contacts, clients and time cannot carry enough evidence
};
inline constexpr std::size_t kPruneReasons = 7;
/// "one_contact"
std::string_view name_of(Prune reason);

struct PruneSettings {
  double threshold = 0.7;      ///< probability
  std::uint32_t sampling = 1;  ///< one of N packets was seen
  double most_watched = 0;     ///< clients watched, at most
  double outside_servers = 0;  ///< at least
  base::Micros watched = 0;    ///< time that the window holds
  net::PrefixSet inside;
  std::vector<Platform> platforms;
  Coefficients coefficients = built_in_coefficients();
};

class Pruning {
 public:
  explicit Pruning(PruneSettings settings);

  /// The log-odds that the server has at most.
  [[nodiscard]] double most_log_odds(const ServerSums& sums, bool company) const;
  [[nodiscard]] Prune judge(const ServerSums& sums, bool company = false) const;

 private:
  [[nodiscard]] double most_strength(Input input, const ServerSums& sums, bool company) const;
  [[nodiscard]] double least_strength(Input input, const ServerSums& sums) const;
  [[nodiscard]] double least_clients(const ServerSums& sums) const;
  [[nodiscard]] double most_intervals(const ServerSums& sums) const;
  [[nodiscard]] static double most_clients(const ServerSums& sums);

  PruneSettings settings_;
  PlatformIndex platforms_;
  const Band* band_;
  double prior_ = 0;
  double needed_ = 0;  // log-odds of the threshold
};

/// What an overview says of the servers of a census.
Overview::Servers servers_of(const Census& census, const net::PrefixSet& inside, bool sampled);

}  // namespace noroshi::c2
