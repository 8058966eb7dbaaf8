#include "detect/life/migration.hpp"

#include <algorithm>
#include <cmath>

#include "detect/life/hypergeometric.hpp"

namespace noroshi::life {
namespace {

constexpr double kChance = -6.9077552789821368;    // ln 0.001
constexpr double kOrder = -2.9957322735539909;     // ln 0.05
constexpr double kOrderNew = -2.0794415416798357;  // ln 0.125
constexpr double kAfter = 0.8;                     // of those that know both
constexpr double kTheirs = 0.2;                    // Ochiai
constexpr base::Micros kStay = base::kHour;
constexpr base::Micros kGone = base::kDay;  // of a client: longer than a night
constexpr double kSteadiest = 4;            // shape of a client's rate, as in silence.cpp

struct Leaver {
  net::Address client;
  base::Micros left = 0;
  double panes = 0;
};

double hours_of(base::Micros duration) {
  return static_cast<double>(duration) / static_cast<double>(base::kHour);
}

// Whether the server itself stopped answering, and when it did so last.
std::optional<base::Micros> stopped_answering(const Life& life) {
  if (!life.last_answer || life.now == State::Answering || life.now == State::CannotTell) {
    return std::nullopt;
  }
  return life.last_answer;
}

// Has this client left by itself?  Its own rate is little known: the shape is its count.
bool has_left(const Visits& visits, base::Micros end) {
  if (end - visits.last < kGone) return false;
  const double active = std::max(hours_of(visits.last - visits.first), 1.0);
  const auto panes = static_cast<double>(visits.panes);
  const double missed = panes / active * hours_of(end - visits.last);
  const double shape = std::min(kSteadiest, panes);
  return -shape * std::log1p(missed / shape) <= kOrder;
}

base::Micros epoch_before(const std::vector<base::Micros>& epochs, base::Micros at) {
  const auto after = std::upper_bound(epochs.begin(), epochs.end(), at);
  return after == epochs.begin() ? INT64_MIN : *std::prev(after);
}

base::Micros epoch_after(const std::vector<base::Micros>& epochs, base::Micros at) {
  const auto after = std::upper_bound(epochs.begin(), epochs.end(), at);
  return after == epochs.end() ? INT64_MAX : *after;
}

std::vector<Leaver> leavers_of(const Life& from, const Clientele& clients, base::Micros end,
                               const MigrationOptions& options) {
  const auto stopped = stopped_answering(from);
  const base::Micros until = stopped.value_or(from.last_seen);
  const base::Micros epoch = epoch_before(options.epochs, until);
  std::vector<Leaver> leavers;
  for (const Visits& one : clients.visits) {
    if (one.last < epoch || one.first > until) continue;  // an older pseudonym; only retries
    if (!stopped && !has_left(one, end)) continue;
    leavers.push_back({one.client, std::min(one.last, until), static_cast<double>(one.panes)});
  }
  return leavers;
}

// Panes a client at A, also of those that sampling hid: the mean of a Poisson count whose zeros
// nobody sees, λ ÷ (1 − e^−λ) = mean of those seen.
double true_panes(double mean_of_seen) {
  double rate = mean_of_seen;
  for (int round = 0; round < 100; ++round) rate = mean_of_seen * -std::expm1(-rate);
  return rate;
}

// How many of them would be seen again if they went on elsewhere as they did here.
double seen_again(const std::vector<Leaver>& leavers, double life_hours, base::Micros window,
                  base::Micros end) {
  double panes = 0;
  for (const Leaver& one : leavers) panes += one.panes;
  if (panes == 0) return 0;
  const double rate = true_panes(panes / static_cast<double>(leavers.size())) / life_hours;
  double expected = 0;
  for (const Leaver& one : leavers) {
    const base::Micros watched = std::clamp<base::Micros>(end - one.left, 0, window);
    expected += -std::expm1(-rate * hours_of(watched));
  }
  return expected;
}

base::Micros part(std::vector<base::Micros>& instants, double share) {
  const auto most = static_cast<double>(instants.size() - 1);
  const auto at = instants.begin() + static_cast<std::ptrdiff_t>(std::lround(share * most));
  std::nth_element(instants.begin(), at, instants.end());
  return *at;
}

base::Micros middle(std::vector<base::Micros>& instants) { return part(instants, 0.5); }

struct Crossing {
  std::vector<base::Micros> last, first, last_there;  // of those that came
  std::uint64_t before = 0;                           // knew B while they still visited A
};

// Both lists ascend by client.
Crossing crossing(const std::vector<Leaver>& leavers, const Clientele& to, base::Micros window) {
  Crossing result;
  auto next = to.visits.begin();
  for (const Leaver& one : leavers) {
    next = std::lower_bound(next, to.visits.end(), one.client,
                            [](const Visits& v, const net::Address& c) { return v.client < c; });
    if (next == to.visits.end()) break;
    if (next->client != one.client) continue;
    if (next->first <= one.left) {
      ++result.before;
    } else if (next->first - one.left <= window) {
      result.last.push_back(one.left);
      result.first.push_back(next->first);
      result.last_there.push_back(next->last);
    }
  }
  return result;
}

std::optional<Move> move_to(const Life& from, const std::vector<Leaver>& leavers,
                            const Clientele& to, const Surroundings& surroundings,
                            const MigrationOptions& options) {
  auto found = crossing(leavers, to, options.window);
  Move move;
  move.from = from.server;
  move.to = to.server;
  move.left = leavers.size();
  move.came = found.first.size();
  move.clients_to = std::max<std::uint64_t>(to.clients, to.visits.size());
  if (move.came < options.least) return std::nullopt;
  const auto left = static_cast<double>(move.left);
  const auto came = static_cast<double>(move.came);
  const auto there = static_cast<double>(move.clients_to);
  const double both = came + static_cast<double>(found.before);
  if (came / std::sqrt(left * there) < kTheirs || came / both < kAfter) return std::nullopt;
  // Sampled thinly, a client is seen once and all together over hours.
  if (part(found.last_there, 0.9) - part(found.first, 0.1) < kStay) return std::nullopt;
  move.order_log_p = log_heads_by_chance(move.came + found.before, move.came);
  const bool is_new = from.last_answer && to.first_seen > *from.last_answer;
  if (move.order_log_p > (is_new ? kOrderNew : kOrder) + 1e-9) return std::nullopt;
  move.log_p =
      log_shared_by_chance(surroundings.population, move.clients_to, move.left, move.came) +
      std::log(static_cast<double>(std::max<std::uint64_t>(surroundings.tested, 1)));
  if (move.log_p > kChance) return std::nullopt;
  move.containment = came / left;
  move.jaccard = came / (left + there - came);
  move.last_visit = middle(found.last);
  move.first_visit = middle(found.first);
  move.last_there = middle(found.last_there);
  return move;
}

// Leaves out what they came to only after they had left another of the places.
void keep_first_homes(std::vector<Move>& moves) {
  const auto all = moves;
  std::erase_if(moves, [&](const Move& move) {
    return std::any_of(all.begin(), all.end(), [&](const Move& other) {
      return other.to != move.to && other.last_there <= move.first_visit;
    });
  });
}

}  // namespace

std::string_view name_of(Whereabouts whereabouts) {
  switch (whereabouts) {
    case Whereabouts::Moved:
      return "moved";
    case Whereabouts::NotSeenElsewhere:
      return "not-seen-elsewhere";
    case Whereabouts::StillThere:
      return "still-there";
    case Whereabouts::TooFewClients:
      return "too-few-clients";
    case Whereabouts::TooThin:
      return "too-thin";
    case Whereabouts::NewPseudonyms:
      break;
  }
  return "new-pseudonyms";
}

Migration migration_of(const Life& from, const Clientele& clients,
                       std::span<const Clientele> candidates, const Surroundings& surroundings,
                       const MigrationOptions& options) {
  Migration result;
  result.from = from.server;
  const base::Micros end = surroundings.hours.end();
  const auto leavers = leavers_of(from, clients, end, options);
  result.left = leavers.size();
  if (clients.visits.size() < options.least) {
    result.whereabouts = Whereabouts::TooFewClients;
    return result;
  }
  if (leavers.size() < options.least) return result;
  for (const Clientele& to : candidates) {
    if (to.server == from.server) continue;
    if (auto move = move_to(from, leavers, to, surroundings, options))
      result.moves.push_back(*move);
  }
  keep_first_homes(result.moves);
  std::sort(result.moves.begin(), result.moves.end(), [](const Move& a, const Move& b) {
    return a.log_p != b.log_p ? a.log_p < b.log_p : a.to < b.to;
  });
  result.whereabouts = Whereabouts::Moved;
  const base::Micros until = from.last_answer.value_or(from.last_seen);
  const base::Micros born = std::max(from.first_seen, epoch_before(options.epochs, until));
  const double life = std::max(hours_of(until - born), 1.0);
  const auto again = [&](base::Micros horizon) {
    return seen_again(leavers, life, options.window, horizon);
  };
  result.expected_again = again(std::min(end, epoch_after(options.epochs, until)));
  if (!result.moves.empty()) return result;
  // So many must be seen for a link: no verdict without them.
  const double needed =
      std::max(static_cast<double>(options.least), kTheirs * static_cast<double>(leavers.size()));
  const auto enough = [&](double expected) {  // of a Poisson count, with p = 0.05
    return expected - 1.645 * std::sqrt(expected) >= needed;
  };
  if (enough(result.expected_again)) {
    result.whereabouts = Whereabouts::NotSeenElsewhere;
  } else {
    result.whereabouts = enough(again(end)) ? Whereabouts::NewPseudonyms : Whereabouts::TooThin;
  }
  return result;
}

}  // namespace noroshi::life
