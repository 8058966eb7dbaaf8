#include "detect/scan/synchrony.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "detect/scan/chernoff.hpp"

namespace noroshi::scan {
namespace {

constexpr std::uint32_t kFewest = 5;
constexpr double kForAReason = 0.75;  // of the members found; the rest is there by chance

// Silence before the first packet that makes a begin of it: so much longer than any later one, and
// than the idle time-out of telescopes.
constexpr double kLonger = 2;
constexpr base::Micros kIdle = 10 * base::kMinute;

// Two days; whoever takes more for one has no rhythm to look at.
constexpr std::size_t kMostSteps = 2 * 288;

// A window may be wider than twenty minutes, within which whoever pulls strings has pulled them, by
// its sources' silences and a quarter: nearly all begins then fit in.
constexpr base::Micros kAtOnce = 20 * base::kMinute;
constexpr double kExcused = 1.25;

// Widths of windows, in steps: ten minutes to two hours and a half.  Each next window begins half a
// width later.
constexpr std::array<std::size_t, 5> kWidths{2, 4, 8, 16, 32};

// Agreement of begins or of ends is looked at, and of both, each in all widths.
constexpr double kWays = 2 * static_cast<double>(kWidths.size());

// Of begins or ends alone; beyond it, both together are looked at as well.  (Where one is plain,
// the other would only leave members out.)
constexpr double kPlain = 1e-6;

// Others that each end would have had if it were spread evenly: so that few others are not taken
// for proof that nobody else begins at that time.
constexpr double kEvenly = 10;

double difference(base::Micros from, base::Micros until) {
  return static_cast<double>(until) - static_cast<double>(from);
}

bool for_a_reason(double k, double n, double q) { return q < 1 && k - n * q >= kForAReason * k; }

// Stays by squares of begin and end, each as wide as half a window.
class Squares {
 public:
  using Square = std::pair<std::ptrdiff_t, std::ptrdiff_t>;

  void add(const Square& square) { ++counts_[square]; }

  /// Of two by two squares, this one the earliest.
  [[nodiscard]] double window(const Square& first) const {
    const auto [begin, end] = first;
    return of({begin, end}) + of({begin, end + 1}) + of({begin + 1, end}) +
           of({begin + 1, end + 1});
  }

  /// The fullest of the four windows that touch this one with a side.
  [[nodiscard]] double beside(const Square& first) const {
    const auto [begin, end] = first;
    return std::max({window({begin - 2, end}), window({begin + 2, end}), window({begin, end - 2}),
                     window({begin, end + 2})});
  }

  /// All windows that hold a stay.
  [[nodiscard]] std::set<Square> windows() const {
    std::set<Square> all;
    for (const auto& [square, count] : counts_) {
      const auto [begin, end] = square;
      all.insert({{begin - 1, end - 1}, {begin - 1, end}, {begin, end - 1}, {begin, end}});
    }
    return all;
  }

 private:
  [[nodiscard]] double of(const Square& square) const {
    const auto found = counts_.find(square);
    return found == counts_.end() ? 0 : found->second;
  }

  std::map<Square, std::uint32_t> counts_;
};

}  // namespace

void Steps::finish() { std::partial_sum(until_.begin(), until_.end(), until_.begin()); }

double Steps::between(std::ptrdiff_t begin, std::ptrdiff_t end) const {
  const auto most = static_cast<std::ptrdiff_t>(until_.size()) - 1;
  const auto at = [&](std::ptrdiff_t step) {
    return until_[static_cast<std::size_t>(std::clamp(step, std::ptrdiff_t{0}, most))];
  };
  return begin < end ? at(end) - at(begin) : 0;
}

Rhythm::Rhythm(std::span<const Lifetime> everybody, base::Micros begin, base::Micros end)
    : begin_(end), end_(begin) {
  // Before the first and after the last of all, within the day, perhaps nobody listened.
  for (const Lifetime& one : everybody) {
    begin_ = std::min(begin_, std::max(one.first, begin));
    end_ = std::max(end_, std::min(one.last, end));
  }
  const double duration = std::max(0.0, difference(begin_, end_));
  steps_ = static_cast<std::size_t>(
               std::min(duration / static_cast<double>(kStep), double{kMostSteps})) +
           1;
  for (const std::size_t width : kWidths) {
    Scale& scale = scales_.emplace_back(Scale{.width = width, .ends = {}, .durations = {}});
    for (const End which : {End::First, End::Last}) {
      scale.ends[static_cast<std::size_t>(which)] = counts(everybody, which, width);
    }
    scale.durations = Steps(steps_);
    for (const Stay& one : stays(everybody, width)) scale.durations.add(one.end - one.begin);
    scale.durations.finish();
  }
}

double Rhythm::windows(const Scale& scale) const {
  return 2 * static_cast<double>(steps_) / static_cast<double>(scale.width);
}

// kNoStep where it has no such instant, or one that is known better than to such a width.
std::size_t Rhythm::step_of(const Lifetime& one, End end, std::size_t width) const {
  const double silence = static_cast<double>(std::max(one.silence, kIdle));
  const double wide = static_cast<double>(width) * static_cast<double>(kStep);
  if (wide > static_cast<double>(kAtOnce) + kExcused * silence) return kNoStep;
  const double before =
      end == End::First ? difference(begin_, one.first) : difference(one.last, end_);
  if (before <= kLonger * silence) return kNoStep;
  const double since = difference(begin_, end == End::First ? one.first : one.last);
  const auto step = static_cast<std::size_t>(std::max(0.0, since / static_cast<double>(kStep)));
  return std::min(step, steps_ - 1);
}

Steps Rhythm::counts(std::span<const Lifetime> group, End end, std::size_t width) const {
  Steps counts(steps_);
  for (const Lifetime& one : group) {
    const std::size_t step = step_of(one, end, width);
    if (step != kNoStep) counts.add(step);
  }
  counts.finish();
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

void Rhythm::look(std::span<const Lifetime> group, End end, const Scale& scale,
                  std::optional<Together>& best) const {
  const Steps& everybody = scale.ends[static_cast<std::size_t>(end)];
  const Steps own = counts(group, end, scale.width);
  const double tries = windows(scale);
  const auto wide = static_cast<std::ptrdiff_t>(scale.width);
  const auto last = static_cast<std::ptrdiff_t>(steps_) - wide / 2;
  for (std::ptrdiff_t step = 0; step < last; step += wide / 2) {
    const double k = own.between(step, step + wide);
    if (k < kFewest) continue;
    const double beside =
        std::max(own.between(step - wide, step), own.between(step + wide, step + 2 * wide));
    const double q =
        std::max(beside / own.all(), share_of_others(everybody.between(step, step + wide), k,
                                                     everybody.all(), own.all(), tries / 2));
    if (!for_a_reason(k, own.all(), q)) continue;
    const double chance =
        std::exp(std::min(0.0, log_tail(k, own.all(), q) + std::log(kWays * 2 * tries)));
    if (best && chance >= best->chance) continue;
    const auto begin = static_cast<std::size_t>(step);
    best = Together{.members = {}, .at = at_step(begin), .chance = chance};
    for (std::uint32_t i = 0; i < group.size(); ++i) {
      const std::size_t at = step_of(group[i], end, scale.width);
      if (at != kNoStep && at >= begin && at < begin + scale.width) best->members.push_back(i);
    }
  }
}

std::vector<Rhythm::Stay> Rhythm::stays(std::span<const Lifetime> group, std::size_t width) const {
  std::vector<Stay> stays;
  for (std::uint32_t i = 0; i < group.size(); ++i) {
    const std::size_t begin = step_of(group[i], End::First, width);
    const std::size_t end = step_of(group[i], End::Last, width);
    if (begin != kNoStep && end != kNoStep && begin <= end) stays.push_back({begin, end, i});
  }
  return stays;
}

// A stay that begins in a window ends in another as likely as others stay for so long.
void Rhythm::look_at_both(std::span<const Lifetime> group, const Scale& scale,
                          std::optional<Together>& best) const {
  const auto own = stays(group, scale.width);
  const auto half = static_cast<std::ptrdiff_t>(scale.width / 2);
  const auto square_of = [half](const Stay& stay) {
    return Squares::Square{static_cast<std::ptrdiff_t>(stay.begin) / half,
                           static_cast<std::ptrdiff_t>(stay.end) / half};
  };
  Squares squares;
  for (const Stay& stay : own) squares.add(square_of(stay));
  const Steps& begins = scale.ends[static_cast<std::size_t>(End::First)];
  const auto n = static_cast<double>(own.size());
  const double tries = windows(scale);
  for (const auto& window : squares.windows()) {
    const double k = squares.window(window);
    if (k < kFewest) continue;
    const std::ptrdiff_t begin = window.first * half;
    const std::ptrdiff_t stayed = (window.second - window.first) * half;
    const double as_long = scale.durations.between(stayed - 2 * half + 1, stayed + 2 * half);
    const double others =
        share_of_others(begins.between(begin, begin + 2 * half), k, begins.all(), n, tries / 2) *
        share_of_others(std::max(as_long, k), k, scale.durations.all(), n, tries / 2);
    const double q = std::max(others, squares.beside(window) / n);
    if (!for_a_reason(k, n, q)) continue;
    // Ends come after begins: half of the pairs of windows.
    const double tried = std::log(kWays * tries * tries / 2);
    const double chance = std::exp(std::min(0.0, log_tail(k, n, q) + tried));
    if (best && chance >= best->chance) continue;
    const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(begin, 0));
    best = Together{.members = {}, .at = at_step(at), .chance = chance};
    for (const Stay& stay : own) {
      const auto [from, until] = square_of(stay);
      const bool inside = from >= window.first && from <= window.first + 1 &&
                          until >= window.second && until <= window.second + 1;
      if (inside) best->members.push_back(stay.member);
    }
  }
}

std::optional<Rhythm::Together> Rhythm::together(std::span<const Lifetime> group) const {
  std::optional<Together> best;
  if (group.size() < kFewest) return best;
  for (const Scale& scale : scales_) {
    look(group, End::First, scale, best);
    look(group, End::Last, scale, best);
  }
  if (best && best->chance <= kPlain) return best;
  for (const Scale& scale : scales_) look_at_both(group, scale, best);
  return best;
}

}  // namespace noroshi::scan
