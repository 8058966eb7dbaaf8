#include "detect/scan/synchrony.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "detect/scan/chernoff.hpp"

namespace noroshi::scan {
namespace {

constexpr std::uint32_t kFewest = 5;
constexpr double kForAReason = 0.75;  // of the members found; the rest is there by chance

// Silence before the first packet that makes a begin of it: so much longer than any later one, and
// than the idle time-out of telescopes.
constexpr double kLonger = 2;
constexpr base::Micros kIdle = 10 * base::kMinute;

// A day, and a day late; what is farther from the first source is not of this world.
constexpr std::size_t kMostSteps = 2 * 288;

// Agreement of begins or of ends is looked at, and of both: two ways to be surprised.
constexpr double kWays = 2;

// Of begins or ends alone; beyond it, both together are looked at as well.  (Where one is plain,
// the other would only leave members out.)
constexpr double kPlain = 1e-6;

// Others that each end would have had if it were spread evenly: so that few others are not taken
// for proof that nobody else begins at that time.
constexpr double kEvenly = 10;

double difference(base::Micros from, base::Micros until) {
  return static_cast<double>(until) - static_cast<double>(from);
}

double of_window(const std::vector<std::uint32_t>& counts, std::size_t step) {
  return static_cast<double>(counts[step]) + static_cast<double>(counts[step + 1]);
}

double sum(const std::vector<std::uint32_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), 0.0);
}

}  // namespace

Rhythm::Rhythm(std::span<const Lifetime> everybody) {
  if (everybody.empty()) return;
  begin_ = everybody.front().first;
  end_ = everybody.front().last;
  for (const Lifetime& one : everybody) {
    begin_ = std::min(begin_, one.first);
    end_ = std::max(end_, one.last);
  }
  const double duration = difference(begin_, end_);
  steps_ = static_cast<std::size_t>(
               std::min(duration / static_cast<double>(kStep), double{kMostSteps})) +
           2;
  for (const End end : {End::First, End::Last}) {
    everybody_[static_cast<std::size_t>(end)] = counts(everybody, end);
  }
  durations_.resize(steps_);
  for (const Stay& one : stays(everybody)) ++durations_[one.end - one.begin];
}

std::size_t Rhythm::step_of(const Lifetime& one, End end) const {
  const double silence = static_cast<double>(std::max(one.silence, kIdle));
  const double before =
      end == End::First ? difference(begin_, one.first) : difference(one.last, end_);
  if (before <= kLonger * silence) return kNoStep;
  const double since = difference(begin_, end == End::First ? one.first : one.last);
  const auto step = static_cast<std::size_t>(std::max(0.0, since / static_cast<double>(kStep)));
  return std::min(step, steps_ - 1);
}

std::vector<std::uint32_t> Rhythm::counts(std::span<const Lifetime> group, End end) const {
  std::vector<std::uint32_t> counts(steps_);
  for (const Lifetime& one : group) {
    const std::size_t step = step_of(one, end);
    if (step != kNoStep) ++counts[step];
  }
  return counts;
}

// Wraps where a clock stood at the end of time.
base::Micros Rhythm::at_step(std::size_t step) const {
  return static_cast<base::Micros>(static_cast<std::uint64_t>(begin_) +
                                   step * static_cast<std::uint64_t>(kStep));
}

// Others who did so, and a few as if spread evenly over `cells`, as a share of all others.
double Rhythm::share_of_others(double everybody, double own, double all, double all_own,
                               double cells) {
  return std::min(1.0, (everybody - own + kEvenly / cells) / (all - all_own + kEvenly));
}

void Rhythm::look(std::span<const Lifetime> group, End end, std::optional<Together>& best) const {
  const auto& everybody = everybody_[static_cast<std::size_t>(end)];
  const auto own = counts(group, end);
  const double n = sum(own);
  const double all = sum(everybody);
  const auto windows = static_cast<double>(steps_ - 1);
  for (std::size_t step = 0; step + 1 < steps_; ++step) {
    const double k = of_window(own, step);
    if (k < kFewest) continue;
    const double q =
        share_of_others(of_window(everybody, step), k, all, n, static_cast<double>(steps_) / 2);
    if (q >= 1 || k - n * q < kForAReason * k) continue;
    const double chance =
        std::exp(std::min(0.0, log_tail(k, n, q) + std::log(kWays * 2 * windows)));
    if (best && chance >= best->chance) continue;
    best = Together{.members = {}, .at = at_step(step), .chance = chance};
    for (std::uint32_t i = 0; i < group.size(); ++i) {
      const std::size_t at = step_of(group[i], end);
      if (at == step || at == step + 1) best->members.push_back(i);
    }
  }
}

std::vector<Rhythm::Stay> Rhythm::stays(std::span<const Lifetime> group) const {
  std::vector<Stay> stays;
  for (std::uint32_t i = 0; i < group.size(); ++i) {
    const std::size_t begin = step_of(group[i], End::First);
    const std::size_t end = step_of(group[i], End::Last);
    if (begin != kNoStep && end != kNoStep && begin <= end) stays.push_back({begin, end, i});
  }
  std::sort(stays.begin(), stays.end(), [](const Stay& a, const Stay& b) {
    return std::tie(a.begin, a.end, a.member) < std::tie(b.begin, b.end, b.member);
  });
  return stays;
}

// A stay that begins in a window ends in another as likely as others stay for so long.
void Rhythm::look_at_both(std::span<const Lifetime> group, std::optional<Together>& best) const {
  const auto own = stays(group);
  const auto& begins = everybody_[static_cast<std::size_t>(End::First)];
  const double n = static_cast<double>(own.size());
  const double all_begins = sum(begins);
  const double all_stays = sum(durations_);
  const auto cells = static_cast<double>(steps_) / 2;
  for (std::size_t i = 0; i < own.size(); ++i) {
    const Stay& first = own[i];
    if (i > 0 && own[i - 1].begin == first.begin && own[i - 1].end == first.end) continue;
    std::vector<std::uint32_t> members;
    for (std::size_t j = i; j < own.size() && own[j].begin <= first.begin + 1; ++j) {
      if (own[j].end >= first.end && own[j].end <= first.end + 1) {
        members.push_back(own[j].member);
      }
    }
    const auto k = static_cast<double>(members.size());
    if (k < kFewest) continue;
    const std::size_t stayed = first.end - first.begin;
    double as_long = durations_[stayed] + durations_[std::min(stayed + 1, steps_ - 1)];
    if (stayed > 0) as_long += durations_[stayed - 1];
    const double q = share_of_others(of_window(begins, std::min(first.begin, steps_ - 2)), k,
                                     all_begins, n, cells) *
                     share_of_others(std::max(as_long, k), k, all_stays, n, cells);
    const double tried =
        std::log(kWays * static_cast<double>(steps_) * static_cast<double>(steps_));
    const double chance = std::exp(std::min(0.0, log_tail(k, n, q) + tried));
    if (best && chance >= best->chance) continue;
    std::sort(members.begin(), members.end());
    best = Together{.members = std::move(members), .at = at_step(first.begin), .chance = chance};
  }
}

std::optional<Rhythm::Together> Rhythm::together(std::span<const Lifetime> group) const {
  std::optional<Together> best;
  if (group.size() < kFewest) return best;
  look(group, End::First, best);
  look(group, End::Last, best);
  if (!best || best->chance > kPlain) look_at_both(group, best);
  return best;
}

}  // namespace noroshi::scan
