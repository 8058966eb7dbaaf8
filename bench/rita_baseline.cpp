#include "rita_baseline.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace noroshi::rita {
namespace {

constexpr std::size_t kBins = 24;
constexpr std::int64_t kWindow = 86'400;     // seconds
constexpr std::size_t kLeastSeconds = 4;     // distinct seconds of contact
constexpr std::size_t kStrobe = 86'400;      // connections
constexpr double kLeastSpread = 10;          // IQR below which skewness says nothing
constexpr std::size_t kLeastPersistent = 6;  // filled bins
constexpr double kFullRun = 12;              // bins
constexpr std::size_t kLeastBimodal = 11;    // filled bins
constexpr double kHeightStep = 0.05;         // of the highest bin

/// The value at rank q (n − 1), rounded to the nearest rank; `sorted` is not empty.
double quantile(const std::vector<double>& sorted, double q) {
  const double rank = q * static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(std::lround(rank))];
}

double bowley_skewness(const std::vector<double>& sorted) {
  const double low = quantile(sorted, 0.25);
  const double middle = quantile(sorted, 0.5);
  const double high = quantile(sorted, 0.75);
  // A median that is itself a quartile (most values alike) says nothing about symmetry either;
  // without this rule the measured figures of the method are not met.
  if (high - low < kLeastSpread || middle == low || middle == high) return 0;
  return (low + high - 2 * middle) / (high - low);
}

double median_of(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  return quantile(values, 0.5);
}

std::size_t filled(const Bins& bins) {
  return bins.size() - static_cast<std::size_t>(std::count(bins.begin(), bins.end(), 0U));
}

double one_minus_cv(const Bins& bins) {
  const auto n = static_cast<double>(bins.size());
  const double mean = std::accumulate(bins.begin(), bins.end(), 0.0) / n;
  if (mean == 0) return 0;
  double squares = 0;
  for (const double count : bins) squares += (count - mean) * (count - mean);
  return 1 - std::sqrt(squares / n) / mean;
}

/// Filled bins whose height is one of the two commonest, heights told apart in steps of 5 % of the
/// highest; one bin may be an outlier.
double bimodal_share(const Bins& bins) {
  const std::size_t bars = filled(bins);
  if (bars < kLeastBimodal) return 0;
  const double highest = *std::max_element(bins.begin(), bins.end());
  const double step = highest * kHeightStep;
  std::map<std::int64_t, std::size_t> heights;
  for (const std::uint32_t count : bins) {
    if (count > 0) ++heights[static_cast<std::int64_t>(std::floor(count / step))];
  }
  std::vector<std::size_t> sizes;
  sizes.reserve(heights.size());
  for (const auto& [height, size] : heights) sizes.push_back(size);
  std::sort(sizes.rbegin(), sizes.rend());
  const std::size_t modes = sizes[0] + (sizes.size() > 1 ? sizes[1] : 0);
  return std::min(1.0, static_cast<double>(modes) / static_cast<double>(bars - 1));
}

std::size_t longest_run(const Bins& bins) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const std::uint32_t count : bins) {
    run = count > 0 ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

double regularity(std::vector<double> values) {
  if (values.empty()) return 0;
  const double median = median_of(values);
  const double symmetry = 1 - std::abs(bowley_skewness(values));
  std::vector<double> deviations;
  deviations.reserve(values.size());
  for (const double value : values) deviations.push_back(std::abs(value - median));
  const double mad = median_of(deviations);
  const double tightness = median > 0 ? std::max(0.0, (median - mad) / median) : 0;
  return (symmetry + tightness) / 2;
}

double evenness(const Bins& bins) {
  return std::max({0.0, one_minus_cv(bins), bimodal_share(bins)});
}

double persistence(const Bins& bins, double span_share) {
  if (filled(bins) < kLeastPersistent) return 0;
  return std::min(1.0, std::max(span_share, static_cast<double>(longest_run(bins)) / kFullRun));
}

net::PrefixSet Baseline::default_internal(const std::vector<net::Prefix>& more) {
  std::vector<net::Prefix> prefixes = more;
  for (const char* text : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8"}) {
    prefixes.push_back(net::Prefix::parse(text).value());
  }
  return net::PrefixSet(prefixes);
}

Baseline::Baseline(net::PrefixSet internal) : internal_(std::move(internal)) {}

void Baseline::add(const model::FlowBatch& batch) {
  for (std::size_t row = 0; row < batch.size(); ++row) {
    const std::int64_t second = batch.start[row] / base::kSecond;
    first_ = last_ < first_ ? second : std::min(first_, second);
    last_ = std::max(last_, second);
    const net::Address& source = batch.source_address[row];
    const net::Address& destination = batch.destination_address[row];
    if (destination.is_special() || !internal_.contains(source)) continue;
    if (internal_.contains(destination)) continue;
    pairs_[{source, destination}].push_back({second, batch.octets[row]});
  }
}

std::vector<PairScore> Baseline::pairs() const {
  const std::int64_t first = std::max(first_, last_ - kWindow);
  const double span = std::max(1.0, static_cast<double>(last_ - first));
  std::vector<PairScore> scores;
  for (const auto& [pair, connections] : pairs_) {
    PairScore score{.source = pair.source, .destination = pair.destination};
    std::vector<double> seconds;
    std::vector<double> sizes;
    Bins bins(kBins, 0);
    for (const Connection& connection : connections) {
      if (connection.second < first) continue;
      const auto offset = static_cast<double>(connection.second - first);
      seconds.push_back(offset);
      sizes.push_back(static_cast<double>(connection.octets));
      ++bins[std::min(kBins - 1, static_cast<std::size_t>(offset / span * kBins))];
    }
    score.connections = seconds.size();
    std::sort(seconds.begin(), seconds.end());
    seconds.erase(std::unique(seconds.begin(), seconds.end()), seconds.end());
    if (seconds.size() < kLeastSeconds || score.connections >= kStrobe) continue;
    std::vector<double> intervals(seconds.size());
    std::adjacent_difference(seconds.begin(), seconds.end(), intervals.begin());
    intervals.erase(intervals.begin());
    score.timestamp = regularity(std::move(intervals));
    score.size = regularity(std::move(sizes));
    score.duration = persistence(bins, (seconds.back() - seconds.front()) / span);
    score.histogram = evenness(bins);
    score.score = (score.timestamp + score.size + score.duration + score.histogram) / 4;
    scores.push_back(score);
  }
  std::sort(scores.begin(), scores.end(), [](const PairScore& a, const PairScore& b) {
    if (a.score != b.score) return a.score > b.score;
    return std::pair(a.destination, a.source) < std::pair(b.destination, b.source);
  });
  return scores;
}

std::vector<ServerScore> Baseline::servers() const {
  std::vector<ServerScore> servers;
  std::unordered_map<net::Address, std::size_t> places;
  for (const PairScore& pair : pairs()) {
    const auto [place, fresh] = places.try_emplace(pair.destination, servers.size());
    if (fresh) servers.push_back({.server = pair.destination, .score = pair.score});
    servers[place->second].connections += pair.connections;
    ++servers[place->second].clients;
  }
  return servers;
}

}  // namespace noroshi::rita
