#include "detect/scan/address_links.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/chance.hpp"
#include "base/logarithm.hpp"

namespace noroshi::scan {
namespace {

using base::exp;
using base::ln;

// Later addresses that are looked at for each: bounds the work where a network has very many.
constexpr std::size_t kMostSuccessors = 600;

constexpr double kLeastOdds = 1e-5;  // pairs below are no pairs
constexpr double kOffShare = 0.15;   // of changes that come with hours of darkness …
constexpr double kOffHours = 12;     // … of so many at most
constexpr int kRounds = 8;
constexpr int kBalancing = 25;

// How often a trait stays when the address changes, and how far a single trait may be believed.
// Windows and ports drawn by a process change with it; distance may change with the pool.
constexpr std::array<double, 4> kStays{0.65, 0.97, 0.85, 0.6};
constexpr double kMostFromTrait = 2000;
constexpr double kFamilyStays = 0.9;  // as judged from few packets

struct Pair {
  std::uint32_t before;
  std::uint32_t after;
  double likeness;  // of pace, traits, family: does not change from round to round
  double pace;      // of both together, tries an hour
  double odds = 0;
};

class Links {
 public:
  Links(std::span<const HostRecord> records, double hours) : records_(records), hours_(hours) {
    learn_pace();
    count_traits();
    for (std::uint32_t a = 0; a < records.size(); ++a) find_successors(a);
    turnover_.initial = std::max(1.0, 0.7 * static_cast<double>(records.size()));
    turnover_.born = std::max(0.02, 0.3 * static_cast<double>(records.size()) / hours);
  }

  Linked solve() {
    for (int round = 0; round < kRounds; ++round) {
      weigh();
      balance();
      learn_turnover();
    }
    return {first_of_host(), turnover_};
  }

 private:
  // Hours during which the address was the host's, about.
  [[nodiscard]] double exposure(const HostRecord& record) const {
    const double span = record.last - record.first;
    if (record.tries < 2) return hours_ / 2;
    return std::min(hours_, span * (record.tries + 1) / (record.tries - 1));
  }

  void learn_pace() {
    double tries = 0;
    for (const HostRecord& record : records_) {
      tries += record.tries;
      exposed_ += exposure(record);
    }
    mean_pace_ = exposed_ > 0 ? tries / exposed_ : 1;
    for (const HostRecord& record : records_) {
      paces_.push_back(pace_of(record.tries - 1, record.last - record.first));
    }
  }

  // Posterior mean under an exponential prior around the network's mean.
  [[nodiscard]] double pace_of(double tries, double span) const {
    return (std::max(tries, 0.0) + 1) / (span + 1 / mean_pace_);
  }

  void count_traits() {
    for (const HostRecord& record : records_) {
      for (std::size_t t = 0; t < record.traits.size(); ++t) {
        if (!record.traits[t]) continue;
        ++counts_[t][*record.traits[t]];
        ++known_[t];
      }
      ++families_[record.family];
    }
  }

  // P(this trait | same host) ÷ P(this trait | another host of the network).
  [[nodiscard]] double trait_odds(std::size_t trait, const HostRecord& a,
                                  const HostRecord& b) const {
    const auto& one = a.traits[trait];
    const auto& other = b.traits[trait];
    if (trait == 3 && a.port_varies != b.port_varies && (one || other)) return 1 - kStays[trait];
    if (!one || !other) return 1;
    const double share = (counts_[trait].at(*other) + 0.5) / (known_[trait] + 1);
    if (*one != *other)
      return std::min(1.0, (1 - kStays[trait]) / std::max(1e-3, 1 - share) + share);
    return std::min(kMostFromTrait, (kStays[trait] + (1 - kStays[trait]) * share) / share);
  }

  [[nodiscard]] double family_odds(const HostRecord& a, const HostRecord& b) const {
    if (a.family.empty() || b.family.empty()) return 1;
    const double share = families_.at(b.family) / static_cast<double>(records_.size());
    if (a.family != b.family) return 1 - kFamilyStays;
    return (kFamilyStays + (1 - kFamilyStays) * share) / share;
  }

  // ln of the likelihood of so many tries in a span, the pace being anybody's of the network.
  [[nodiscard]] double log_paced(double tries, double span) const {
    constexpr double kMost = 1e15;  // a sum of counts from a file may be beyond any integer
    return base::log_factorial(static_cast<std::uint64_t>(std::min(tries, kMost))) -
           ln(mean_pace_) - (tries + 1) * ln(1 / mean_pace_ + span);
  }

  [[nodiscard]] double pace_odds(const HostRecord& a, const HostRecord& b) const {
    const double one = std::max(a.tries - 1, 0.0);
    const double other = std::max(b.tries - 1, 0.0);
    const double spans = a.last - a.first + b.last - b.first;
    return exp(log_paced(one + other, spans) - log_paced(one, a.last - a.first) -
               log_paced(other, b.last - b.first));
  }

  void find_successors(std::uint32_t a) {
    const HostRecord& before = records_[a];
    auto at =
        static_cast<std::uint32_t>(std::upper_bound(records_.begin(), records_.end(), before.last,
                                                    [](double last, const HostRecord& record) {
                                                      return last < record.first;
                                                    }) -
                                   records_.begin());
    const std::size_t end = std::min(records_.size(), at + kMostSuccessors);
    for (; at < end; ++at) {
      if (at == a) continue;
      const HostRecord& after = records_[at];
      double likeness = pace_odds(before, after) * family_odds(before, after);
      for (std::size_t t = 0; t < before.traits.size(); ++t)
        likeness *= trait_odds(t, before, after);
      if (likeness < kLeastOdds) continue;
      const double spans = before.last - before.first + after.last - after.first;
      pairs_.push_back({a, at, likeness, pace_of(before.tries + after.tries - 2, spans)});
    }
  }

  // What else may have ended a, and begun b: nothing but chance in what was heard, or a host that
  // came or went.
  [[nodiscard]] double ended(std::uint32_t a) const {
    const double silent = hours_ - records_[a].last;
    const double missed = exp(-paces_[a] * silent);
    return missed + turnover_.died * (1 - missed) / paces_[a];
  }

  [[nodiscard]] double unheard(std::uint32_t b) const {
    return turnover_.initial * exp(-paces_[b] * records_[b].first);
  }

  [[nodiscard]] double begun(std::uint32_t b) const {
    return turnover_.born * (1 - exp(-paces_[b] * records_[b].first)) / paces_[b];
  }

  void weigh() {
    for (Pair& pair : pairs_) {
      const double gap = records_[pair.after].first - records_[pair.before].last;
      const double at_once = gap * exp(-pair.pace * gap);
      const double after_dark = 1 / (kOffHours * pair.pace * pair.pace);
      const double changed =
          turnover_.change * ((1 - kOffShare) * at_once + kOffShare * after_dark);
      const double else_wise = ended(pair.before) * (unheard(pair.after) + begun(pair.after));
      pair.odds = pair.likeness * changed / std::max(else_wise, 1e-12);
    }
  }

  // An address has one successor and one predecessor at most: odds become probabilities
  // (Sinkhorn's balancing, with "none" beside each row and column).
  void balance() {
    ends_.assign(records_.size(), 1);
    begins_.assign(records_.size(), 1);
    std::vector<double> sums(records_.size());
    for (int round = 0; round < kBalancing; ++round) {
      sums.assign(records_.size(), 0);
      for (const Pair& pair : pairs_) sums[pair.before] += pair.odds * begins_[pair.after];
      for (std::size_t i = 0; i < sums.size(); ++i) ends_[i] = 1 / (1 + sums[i]);
      sums.assign(records_.size(), 0);
      for (const Pair& pair : pairs_) sums[pair.after] += pair.odds * ends_[pair.before];
      for (std::size_t i = 0; i < sums.size(); ++i) begins_[i] = 1 / (1 + sums[i]);
    }
  }

  // Follows the links back over addresses that were not called infected.  Pairs are in the order of
  // the earlier record, so what is asked of it is known.
  [[nodiscard]] std::vector<double> first_of_host() const {
    std::vector<double> known(records_.size(), 0);  // that an earlier one was called infected
    for (const Pair& pair : pairs_) {
      const double linked = ends_[pair.before] * pair.odds * begins_[pair.after];
      known[pair.after] += linked * (records_[pair.before].family.empty() ? known[pair.before] : 1);
    }
    for (double& value : known) value = 1 - std::min(value, 1.0);
    return known;
  }

  void learn_turnover() {
    double links = 0;
    double born = 0;
    double initial = 0;
    double died = 0;
    for (std::uint32_t i = 0; i < records_.size(); ++i) {
      links += 1 - begins_[i];
      const double new_share = begun(i) / (begun(i) + unheard(i));
      born += begins_[i] * new_share;
      initial += begins_[i] * (1 - new_share);
      const double missed = exp(-paces_[i] * (hours_ - records_[i].last));
      died += ends_[i] * (1 - missed / ended(i));
    }
    // Where little is seen, a change each five days and an end each ten are believed.
    turnover_.change = (links + 0.8) / (exposed_ + 96);
    turnover_.died = (died + 0.4) / (exposed_ + 96);
    turnover_.born = (born + 0.2) / hours_;
    turnover_.initial = initial + 0.5;
  }

  std::span<const HostRecord> records_;
  double hours_;
  double mean_pace_ = 1;
  double exposed_ = 0;
  std::vector<double> paces_;
  std::array<std::map<std::uint64_t, double>, 4> counts_;
  std::array<double, 4> known_{};
  std::map<std::string, double> families_;
  std::vector<Pair> pairs_;
  std::vector<double> ends_;
  std::vector<double> begins_;
  Turnover turnover_;
};

}  // namespace

Linked link(std::span<const HostRecord> records, double hours) {
  return Links(records, hours).solve();
}

}  // namespace noroshi::scan
