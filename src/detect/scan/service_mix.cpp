#include "detect/scan/service_mix.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace noroshi::scan {
namespace {

// A source counts as at most so many draws: packets of one source are not independent, and equal
// rounded counts need judging once.
constexpr std::uint32_t kMostDraws = 24;

// A hat is known no better than so many draws tell, however many sources use it: devices differ.
constexpr double kPrecision = 500;

// Mass of the Dirichlet prior, spread over so many services as authors choose from.
constexpr double kMass = 1;
constexpr double kServices = 64;

// Who asks for more services than this sweeps; no bot's list that was published is as long.
constexpr std::size_t kMostServices = 32;

// Bounds on time, whatever arrives: different draws compared, hats kept, hats tried for each.
constexpr std::size_t kMostKinds = 50'000;
constexpr std::size_t kMostHats = 512;
constexpr std::size_t kMostTried = 48;

constexpr int kPasses = 3;

struct Draw {
  Service service;
  std::uint32_t count = 0;
  friend auto operator<=>(const Draw&, const Draw&) = default;
};
using Draws = std::vector<Draw>;

// None from a source that sweeps.
Draws draws_of(std::span<const ServiceUse> services) {
  if (services.size() > kMostServices) return {};
  double total = 0;
  for (const ServiceUse& use : services) total += static_cast<double>(use.tries);
  const double scale = std::min(1.0, kMostDraws / std::max(1.0, total));
  Draws draws;
  for (const ServiceUse& use : services) {
    const auto count = std::llround(static_cast<double>(use.tries) * scale);
    if (count > 0) draws.push_back({use.service, static_cast<std::uint32_t>(count)});
  }
  return draws;
}

std::uint32_t total_of(const Draws& draws) {
  return std::accumulate(draws.begin(), draws.end(), 0U,
                         [](std::uint32_t sum, const Draw& draw) { return sum + draw.count; });
}

class Hat {
 public:
  void put(const Draws& draws, double times) {
    sources_ += times;
    for (const Draw& draw : draws) {
      counts_[draw.service] += draw.count * times;
      total_ += draw.count * times;
    }
  }

  [[nodiscard]] double sources() const { return sources_; }

  // Logarithm of the chance of the draws, one after the other, each seen by the next.
  [[nodiscard]] double likelihood(const Draws& draws) const {
    const double scale = total_ > kPrecision ? kPrecision / total_ : 1.0;
    double log_chance = 0;
    double drawn = total_ * scale + kMass;
    for (const Draw& draw : draws) {
      const auto found = counts_.find(draw.service);
      double alike = kMass / kServices;
      if (found != counts_.end()) alike += std::max(0.0, found->second) * scale;
      for (std::uint32_t i = 0; i < draw.count; ++i) log_chance += std::log(alike++ / drawn++);
    }
    return log_chance;
  }

 private:
  std::map<Service, double> counts_;
  double total_ = 0;
  double sources_ = 0;
};

// Sources with the same draws, judged as one.
struct Kind {
  Draws draws;
  double times = 0;
  std::uint32_t hat = kNoHat;
};

class Hats {
 public:
  std::uint32_t best_for(const Draws& draws) const {
    const bool full = hats_.size() == kMostHats;
    std::uint32_t best = full ? kNoHat : static_cast<std::uint32_t>(hats_.size());
    double most = Hat().likelihood(draws);  // a hat of its own, with weight 1
    for (const std::uint32_t hat : candidates(draws)) {
      if (hats_[hat].sources() < 0.5) continue;
      const double score = std::log(hats_[hat].sources()) + hats_[hat].likelihood(draws);
      if (score > most) {
        most = score;
        best = hat;
      }
    }
    return best;
  }

  void put(Kind& kind, std::uint32_t hat) {
    kind.hat = hat;
    if (hat == kNoHat) return;
    if (hat == hats_.size()) hats_.emplace_back();
    hats_[hat].put(kind.draws, kind.times);
    for (const Draw& draw : kind.draws) {
      auto& holders = holders_[draw.service];
      const auto place = std::lower_bound(holders.begin(), holders.end(), hat);
      if (place == holders.end() || *place != hat) holders.insert(place, hat);
    }
  }

  void take(const Kind& kind) {
    if (kind.hat != kNoHat) hats_[kind.hat].put(kind.draws, -kind.times);
  }

 private:
  // Hats in which at least one of the services was seen, those of most sources where there are too
  // many; any other is worse than a new one.
  [[nodiscard]] std::vector<std::uint32_t> candidates(const Draws& draws) const {
    std::vector<std::uint32_t> all;
    for (const Draw& draw : draws) {
      const auto found = holders_.find(draw.service);
      if (found != holders_.end()) {
        all.insert(all.end(), found->second.begin(), found->second.end());
      }
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    if (all.size() > kMostTried) {
      std::stable_sort(all.begin(), all.end(), [this](std::uint32_t a, std::uint32_t b) {
        return hats_[a].sources() > hats_[b].sources();
      });
      all.resize(kMostTried);
    }
    return all;
  }

  std::vector<Hat> hats_;
  std::map<Service, std::vector<std::uint32_t>> holders_;  // service → hats, sorted
};

// Those that were seen best come first: they show whole lists.
std::vector<std::uint32_t> by_knowledge(const std::vector<Kind>& kinds) {
  std::vector<std::uint32_t> order(kinds.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const std::uint32_t seen_a = total_of(kinds[a].draws);
    const std::uint32_t seen_b = total_of(kinds[b].draws);
    if (seen_a != seen_b) return seen_a > seen_b;
    if (kinds[a].times != kinds[b].times) return kinds[a].times > kinds[b].times;
    return kinds[a].draws < kinds[b].draws;
  });
  return order;
}

void settle(std::vector<Kind>& kinds) {
  auto order = by_knowledge(kinds);
  order.resize(std::min(order.size(), kMostKinds));
  Hats hats;
  for (const std::uint32_t index : order) {
    hats.put(kinds[index], hats.best_for(kinds[index].draws));
  }
  for (int pass = 1; pass < kPasses; ++pass) {
    for (const std::uint32_t index : order) {
      hats.take(kinds[index]);
      hats.put(kinds[index], hats.best_for(kinds[index].draws));
    }
  }
}

}  // namespace

std::vector<std::uint32_t> hats_of(std::span<const std::span<const ServiceUse>> sources) {
  std::map<Draws, std::uint32_t> numbers;
  std::vector<Kind> kinds;
  std::vector<std::uint32_t> kind_of(sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    Draws draws = draws_of(sources[i]);
    kind_of[i] = kNoHat;
    if (draws.empty()) continue;
    const auto [at, fresh] = numbers.emplace(draws, static_cast<std::uint32_t>(kinds.size()));
    if (fresh) kinds.push_back({.draws = std::move(draws)});
    kinds[at->second].times += 1;
    kind_of[i] = at->second;
  }
  settle(kinds);
  std::map<std::uint32_t, std::uint32_t> names;
  std::vector<std::uint32_t> hats(sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const std::uint32_t hat = kind_of[i] == kNoHat ? kNoHat : kinds[kind_of[i]].hat;
    hats[i] = hat == kNoHat
                  ? kNoHat
                  : names.emplace(hat, static_cast<std::uint32_t>(names.size())).first->second;
  }
  return hats;
}

}  // namespace noroshi::scan
