#include "detect/c2/prune.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "detect/c2/gathering.hpp"
#include "detect/c2/input.hpp"
#include "detect/c2/platform.hpp"
#include "detect/c2/popularity.hpp"
#include "detect/c2/ports.hpp"
#include "detect/c2/prior.hpp"
#include "detect/c2/rare_port.hpp"
#include "model/flow_batch.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kSketchError = 4 * 0.13;  // four standard errors (model/distinct.hpp)
constexpr double kAmongUs = 0.36;          // the least that `inbound` says of a server inside

// Below these a line has nothing to say (its file says why); test PruneBound holds them to it.
constexpr double kFewestForSchedule = 3;  // intervals
constexpr std::uint32_t kFewestTries = 3;
constexpr std::uint32_t kFewestExchanges = 3;
constexpr std::uint32_t kFewestOccasions = 8;  // round the clock
constexpr std::uint32_t kFewestSpread = 4;
constexpr std::uint32_t kShortestHeld = 90;  // seconds
constexpr double kFewestHours = 4;
constexpr double kSettling = 6;  // returns
constexpr double kFewestInCompany = 2;
constexpr double kLeastShareOfHours = 0.25;

double hours(std::uint32_t seconds) { return seconds / 3600.0; }

// Hours that a server's time touches, of those watched.
double share_of_hours(const ServerSums& sums, base::Micros watched) {
  const double all = std::ceil(base::seconds(watched) / 3600.0);
  if (all < kFewestHours) return 0;
  const double share = std::min(1.0, (hours(sums.last - sums.first) + 2) / all);
  return share < kLeastShareOfHours ? 0 : share;
}

// What a line says of the best schedule that so many intervals can show.  Sampled, each gains at
// most ln 36 (schedule_phase.cpp: the narrowest bell), and the choice costs at least ln 4.
double most_of_schedule(double intervals, bool sampled) {
  constexpr double kMostGain = 3.5836;
  constexpr double kLeastPrice = 1.3862;
  constexpr double kConvincing = 12;  // of periodic_contact and pace
  if (intervals < kFewestForSchedule) return 0;
  return sampled ? 1 - std::exp(-(kMostGain * intervals - kLeastPrice) / kConvincing) : 1;
}

bool fewer(std::uint32_t records, std::uint32_t least) { return records < least; }

}  // namespace

std::string_view name_of(Prune reason) {
  static constexpr std::array<std::string_view, kPruneReasons> kNames{
      "kept", "inside", "popular", "clockwork_port", "platform", "one_contact", "too_little"};
  return kNames[static_cast<std::size_t>(reason)];
}

Pruning::Pruning(PruneSettings settings)
    : settings_(std::move(settings)),
      platforms_(settings_.platforms),
      band_(&settings_.coefficients.band(settings_.sampling)),
      prior_(prior_log_odds(settings_.most_watched, settings_.outside_servers)),
      needed_(std::log(settings_.threshold / (1 - settings_.threshold))) {}

double Pruning::least_clients(const ServerSums& sums) const {
  const double met = std::popcount(sums.client_classes);
  return std::max(met, std::floor(sums.most_clients / (1 + kSketchError)));
}

// Between the contacts of the same client: the first of each client follows none.
double Pruning::most_intervals(const ServerSums& sums) const {
  if (sums.returns != ServerSums::kNotCounted) return sums.returns;
  return std::max(0.0, sums.records - least_clients(sums));
}

// As many as contacts that are no return; where panes say that there are fewer contacts than
// clients (of each only one direction was seen), as many as were told apart.
double Pruning::most_clients(const ServerSums& sums) {
  const std::uint32_t returns = sums.returns == ServerSums::kNotCounted ? 0 : sums.returns;
  const double others = static_cast<double>(sums.records) - returns;
  return std::max(others, static_cast<double>(std::popcount(sums.client_classes)));
}

// For inputs that speak for a server.  What is not named may speak of anything.
double Pruning::most_strength(Input input, const ServerSums& sums, bool company) const {
  const bool tcp = sums.protocol == model::kTcp;
  const bool sampled = settings_.sampling > 1;
  switch (input) {
    case Input::PeriodicContact:
    case Input::QuickPace:
      return most_of_schedule(most_intervals(sums), sampled);
    case Input::Retries:
      return tcp && sums.failed >= kFewestTries ? 1 : 0;
    case Input::HeldConnection:
      return sums.last - sums.first <= kShortestHeld ? 0 : 1;
    case Input::SameSize:
    case Input::SmallExchange:
      return sampled || fewer(sums.records, kFewestExchanges) ? 0 : 1;
    case Input::Sending:
      return sampled || !tcp ? 0 : 1;
    case Input::Persistence:
      return share_of_hours(sums, settings_.watched);
    case Input::RarePort: {
      const PortHabit habit = port_habit(sums.endpoint());
      return habit.input == Input::RarePort ? habit.strength : 0;
    }
    case Input::Gathering:
      return gathered(sums.endpoint(), sums.records);  // no more clients than records
    case Input::SharedByAttackers:
    case Input::KnownInfected:
    case Input::BotGroup:
    case Input::CommandBeforeAttack:
      return company && most_clients(sums) >= kFewestInCompany ? 1 : 0;
    case Input::RoundTheClock:
      return fewer(sums.records, kFewestOccasions) ? 0 : 1;
    case Input::ClientSpread:
      return fewer(sums.records, kFewestSpread) ? 0 : 1;
    case Input::SamePackets:
      return !sampled || fewer(sums.records, 2) ? 0 : 1;
    case Input::ReturningClients:  // every return is an interval
      return 1 - std::exp(-most_intervals(sums) / kSettling);
    case Input::SharedSuspicion:
      return fewer(sums.records, 2) ? 0 : 1;
    default:
      return 1;
  }
}

// For inputs that speak against a server: what is certain from its sums.
double Pruning::least_strength(Input input, const ServerSums& sums) const {
  switch (input) {
    case Input::UsualPort: {
      const PortHabit habit = port_habit(sums.endpoint());
      return habit.input == Input::UsualPort ? habit.strength : 0;
    }
    case Input::ManyClients:
      return many_clients(least_clients(sums), settings_.most_watched);
    case Input::ClockworkPort:
      return clockwork_service(sums.port).empty() ? 0 : 1;
    case Input::Platform: {
      const Platform* platform = platforms_.find(sums.address);
      return platform == nullptr ? 0 : platform_strength(platform->kind);
    }
    case Input::Inbound:
      return settings_.inside.contains(sums.address) ? kAmongUs : 0;
    default:
      return 0;
  }
}

double Pruning::most_log_odds(const ServerSums& sums, bool company) const {
  double most = prior_ + band_->bias;
  for (const InputEntry& entry : inputs()) {
    const double worth = band_->of(entry.input);
    if (worth == 0) continue;
    most += worth * (entry.speaks_for ? most_strength(entry.input, sums, company)
                                      : least_strength(entry.input, sums));
  }
  return most;
}

Prune Pruning::judge(const ServerSums& sums, bool company) const {
  if (most_log_odds(sums, company) >= needed_) return Prune::Kept;
  if (least_strength(Input::Inbound, sums) > 0) return Prune::Inside;
  if (least_strength(Input::ManyClients, sums) > 0) return Prune::Popular;
  if (least_strength(Input::ClockworkPort, sums) > 0) return Prune::ClockworkPort;
  if (least_strength(Input::Platform, sums) > 0) return Prune::Platform;
  return sums.records <= 1 ? Prune::OneContact : Prune::TooLittle;
}

Overview::Servers servers_of(const Census& census, const net::PrefixSet& inside, bool sampled) {
  Overview::Servers servers{
      .all = census.size(), .first_seen = census.first_seen(), .last_seen = census.last_seen()};
  for (std::size_t i = 0; i < census.size(); ++i) {
    const ServerSums& sums = census[i];
    const auto classes = static_cast<std::uint32_t>(std::popcount(sums.client_classes));
    const bool alive = sums.answered || sums.failed < sums.records || sampled;
    const bool again = sums.records > classes;
    if (classes > 1) ++servers.shared;
    if (inside.contains(sums.address)) continue;
    if (alive || again) ++servers.outside;
    auto& [all, only_probed] =
        servers.ports[static_cast<std::uint32_t>(sums.protocol) << 16 | sums.port];
    ++all;
    if (is_only_probed(sums)) ++only_probed;
  }
  return servers;
}

}  // namespace noroshi::c2
