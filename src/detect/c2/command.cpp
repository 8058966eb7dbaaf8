#include "detect/c2/command.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "net/address.hpp"

namespace noroshi::c2 {
namespace {

constexpr std::size_t kFewestMembers = 3;
constexpr std::uint32_t kShifts = 400;
constexpr base::Micros kFarthest = base::kHour;
// Around the onset itself nothing is usual: not before the command, not during the attack.
constexpr base::Micros kBefore = 2 * kCommandWindow;
constexpr base::Micros kAfter = 2 * base::kMinute;
constexpr double kFewestWindows = 20;  // that must fit into what is watched

struct Touch {
  base::Micros at = 0;
  std::uint32_t client = 0;
};

// When the server and those of its clients that attack had to do with one another, by client.
std::vector<Touch> touches(const CandidatePartition& partition, std::uint32_t candidate,
                           const std::vector<bool>& joined) {
  std::vector<Touch> all;
  auto beat = std::ranges::lower_bound(partition.beats, candidate, {}, &Beat::candidate);
  const auto is_beat_of = [&](std::uint32_t client) {
    return beat != partition.beats.end() && beat->candidate == candidate && beat->client == client;
  };
  for (const ClientContacts contacts : partition.server(partition.candidates[candidate]).clients) {
    const std::uint32_t client = contacts.front().client;
    const bool beats = is_beat_of(client);
    for (; is_beat_of(client); ++beat) {
      if (joined[client]) all.push_back({beat->start, client});
    }
    if (beats || !joined[client]) continue;
    for (const Contact& contact : contacts) all.push_back({contact.start, client});
  }
  return all;
}

// How many different clients are in touch within the window that ends at `end`; `touches` by time.
std::uint32_t in_touch(std::span<const Touch> touches, base::Micros end,
                       std::vector<std::uint32_t>& scratch) {
  scratch.clear();
  auto one = std::ranges::lower_bound(touches, end - kCommandWindow, {}, &Touch::at);
  for (; one != touches.end() && one->at <= end; ++one) scratch.push_back(one->client);
  std::ranges::sort(scratch);
  const auto last = std::unique(scratch.begin(), scratch.end());
  return static_cast<std::uint32_t>(last - scratch.begin());
}

// splitmix64 (Steele, Lea and Flood, 2014): the same draws for the same endpoint, anywhere.
class Draws {
 public:
  explicit Draws(const model::Endpoint& endpoint)
      : state_(net::hash(endpoint.ip) ^
               net::mix(static_cast<std::uint64_t>(endpoint.port) << 8 | endpoint.proto)) {}
  base::Micros below(base::Micros bound) {
    state_ += 0x9E3779B97F4A7C15;
    return static_cast<base::Micros>(net::mix(state_) % static_cast<std::uint64_t>(bound));
  }

 private:
  std::uint64_t state_;
};

// The times that an onset may be shifted to: two stretches with a gap around the onset.
struct Elsewhere {
  Elsewhere(base::Micros onset, Span watched)
      : begin(std::max(watched.first + kCommandWindow, onset - kFarthest)),
        earlier(std::max<base::Micros>(0, onset - kBefore - begin)),
        resume(onset + kAfter),
        later(std::max<base::Micros>(0, std::min(watched.last, onset + kFarthest) - resume)) {}

  [[nodiscard]] bool enough() const {
    return static_cast<double>(earlier + later) >=
           kFewestWindows * static_cast<double>(kCommandWindow);
  }
  [[nodiscard]] base::Micros at(base::Micros draw) const {
    return draw < earlier ? begin + draw : resume + (draw - earlier);
  }

  base::Micros begin;
  base::Micros earlier;
  base::Micros resume;
  base::Micros later;
};

// One-sided Poisson log-likelihood ratio: of a rate raised to what was seen against the usual one.
double likelihood_ratio(double seen, double expected) {
  return seen > expected ? seen * std::log(seen / expected) - (seen - expected) : 0.0;
}

// Sums over the onsets, as they are ([0]) and at each shift.
struct Sums {
  std::vector<double> heard = std::vector<double>(kShifts + 1);
  std::vector<double> likelihood = std::vector<double>(kShifts + 1);
};

// Adds one onset; the clients in touch when it comes, and what is usual.
void add_onset(Sums& sums, std::span<const Touch> touches, base::Micros onset,
               const Elsewhere& elsewhere, Draws& draws) {
  std::vector<std::uint32_t> scratch;
  std::vector<double> seen{static_cast<double>(in_touch(touches, onset, scratch))};
  double usual = 0.5;  // of a contact, so that what was never seen is not impossible
  for (std::uint32_t shift = 0; shift < kShifts; ++shift) {
    const base::Micros at = elsewhere.at(draws.below(elsewhere.earlier + elsewhere.later));
    seen.push_back(in_touch(touches, at, scratch));
    usual += seen.back();
  }
  usual /= kShifts;
  for (std::uint32_t i = 0; i <= kShifts; ++i) {
    sums.heard[i] += seen[i];
    sums.likelihood[i] += likelihood_ratio(seen[i], usual);
  }
}

// −log10 P[X ≥ seen], X negative binomial of that mean and variance, or Poisson where the variance
// is no larger than the mean.
double count_tail_orders(double seen, double mean, double variance) {
  if (seen <= mean) return 0;
  const bool even = variance <= mean * (1 + 1e-6);
  const double size = even ? 0 : mean * mean / (variance - mean);
  const double ratio = even ? 0 : mean / (mean + size);
  const auto log_gamma = [](double x) {  // Stirling after a shift; std::lgamma is not for threads
    double shift = 0;
    for (; x < 16; ++x) shift -= std::log(x);
    return shift + (x - 0.5) * std::log(x) - x + 0.5 * std::log(2 * std::numbers::pi) +
           1 / (12 * x);
  };
  const double log_first = even ? seen * std::log(mean) - mean - log_gamma(seen + 1)
                                : log_gamma(seen + size) - log_gamma(size) - log_gamma(seen + 1) +
                                      seen * std::log(ratio) + size * std::log1p(-ratio);
  double term = 1;
  double sum = 1;
  for (double i = seen; term > 1e-12 * sum && i < seen + 1e6; ++i) {
    term *= even ? mean / (i + 1) : ratio * (i + size) / (i + 1);
    sum += term;
  }
  return std::max(0.0, -(log_first + std::log(sum)) / std::numbers::ln10);
}

double chance_orders(const Sums& sums) {
  double mean = 0.5;
  double square = 0;
  std::uint32_t as_much = 0;
  for (std::uint32_t shift = 1; shift <= kShifts; ++shift) {
    mean += sums.heard[shift];
    square += sums.heard[shift] * sums.heard[shift];
    if (sums.likelihood[shift] >= sums.likelihood[0]) ++as_much;
  }
  mean /= kShifts;
  const double variance = square / kShifts - mean * mean;
  const double orders = count_tail_orders(sums.heard[0], mean, variance);
  if (as_much == 0) return orders;
  return std::min(orders, -std::log10((1.0 + as_much) / (1.0 + kShifts)));
}

// The touches of the attackers of one onset, by time; nothing if they are too few to tell.
std::vector<Touch> of_attackers(std::span<const Touch> all, const Onset& onset) {
  std::vector<Touch> theirs;
  std::size_t members = 0;
  for (const Touch& touch : all) {
    if (!std::ranges::binary_search(onset.attackers, touch.client)) continue;
    if (theirs.empty() || theirs.back().client != touch.client) ++members;
    theirs.push_back(touch);
  }
  if (members < kFewestMembers) return {};
  std::ranges::sort(theirs, {}, [](const Touch& one) { return std::pair(one.at, one.client); });
  return theirs;
}

// How often attackers are in touch before their onsets, and how many onsets can be asked.
Command count_heard(std::span<const Touch> all, std::span<const Onset> onsets, Span watched) {
  Command command;
  std::vector<std::uint32_t> scratch;
  for (const Onset& onset : onsets) {
    if (!Elsewhere(onset.at, watched).enough()) continue;
    const std::vector<Touch> theirs = of_attackers(all, onset);
    if (theirs.empty()) continue;
    ++command.attacks;
    command.attackers += static_cast<std::uint32_t>(onset.attackers.size());
    command.heard += in_touch(theirs, onset.at, scratch);
  }
  return command;
}

Sums draw_sums(std::span<const Touch> all, std::span<const Onset> onsets, Span watched,
               Draws draws) {
  Sums sums;
  for (const Onset& onset : onsets) {
    const Elsewhere elsewhere(onset.at, watched);
    if (!elsewhere.enough()) continue;
    const std::vector<Touch> theirs = of_attackers(all, onset);
    if (!theirs.empty()) add_onset(sums, theirs, onset.at, elsewhere, draws);
  }
  return sums;
}

}  // namespace

Command heard_before(const CandidatePartition& partition, std::uint32_t candidate,
                     std::span<const Onset> onsets, const std::vector<bool>& joined, Span watched) {
  const std::vector<Touch> all = touches(partition, candidate, joined);
  Command command = count_heard(all, onsets, watched);
  if (command.heard < kFewestHeard) return command;  // chance would do; nothing needs drawing
  const Sums sums =
      draw_sums(all, onsets, watched, Draws(partition.candidates[candidate].endpoint));
  command.likelihood = sums.likelihood[0];
  for (std::uint32_t shift = 1; shift <= kShifts; ++shift) command.expected += sums.heard[shift];
  command.expected /= kShifts;
  command.orders = chance_orders(sums);
  return command;
}

}  // namespace noroshi::c2
