#include "detect/scan/novelty.hpp"

#include <algorithm>
#include <tuple>

namespace noroshi::scan {
namespace {

using base::Micros;

// What is known of one service or payload of the day.
struct Tally {
  std::vector<net::Address> hosts;
  std::vector<net::Address> targets;
  const model::ScanEvent* first = nullptr;

  void add(const model::ScanEvent& event) {
    hosts.push_back(event.source);
    for (const model::ProbeSample& sample : event.samples) targets.push_back(sample.destination);
    if (first == nullptr || earlier(event, *first)) first = &event;
  }

  // Events come in any order; the answer must not depend on it.
  static bool earlier(const model::ScanEvent& a, const model::ScanEvent& b) {
    return std::tie(a.first, a.source, a.port, a.payload) <
           std::tie(b.first, b.source, b.port, b.payload);
  }
};

std::size_t distinct(std::vector<net::Address>& addresses) {
  std::sort(addresses.begin(), addresses.end());
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
  return addresses.size();
}

template <class Key>
using Tallies = std::map<Key, Tally>;

void bound(std::map<std::uint64_t, Micros>& payloads) {
  if (payloads.size() <= kMostPayloads) return;
  std::vector<std::pair<Micros, std::uint64_t>> ages;
  for (const auto& [hash, first] : payloads) ages.emplace_back(first, hash);
  std::sort(ages.begin(), ages.end());
  ages.resize(payloads.size() - kMostPayloads);
  for (const auto& [first, hash] : ages) payloads.erase(hash);
}

class Asked {
 public:
  Asked(const DayInput& input, std::span<const net::Address> apart) {
    for (const model::ScanEvent& event : input.events) {
      if (!event.scanner.empty()) continue;
      if (std::binary_search(apart.begin(), apart.end(), event.source)) continue;
      if (event.payload_hash != 0) payloads_[event.payload_hash].add(event);
      services_[key_of({event.port, event.protocol})].add(event);
    }
  }

  void payloads(const History& before, Novelties& out) {
    for (auto& [hash, tally] : payloads_) {
      const std::size_t hosts = distinct(tally.hosts);
      if (hosts < kNoveltyHosts || !out.payloads.emplace(hash, tally.first->first).second) continue;
      if (before.until != 0) report(tally, hosts, hash, out);
    }
  }

  void services(const History& before, Novelties& out) {
    for (auto& [key, tally] : services_) {
      const std::size_t hosts = distinct(tally.hosts);
      if (hosts < kNoveltyHosts || distinct(tally.targets) < kNoveltyHosts) continue;
      if (!out.first_asked.emplace(key, tally.first->first).second) continue;
      if (before.until != 0) report(tally, hosts, 0, out);
    }
  }

 private:
  static void report(const Tally& tally, std::size_t hosts, std::uint64_t hash, Novelties& out) {
    const model::ScanEvent& event = *tally.first;
    out.novelties.push_back({.service = {event.port, event.protocol},
                             .payload = hash == 0 ? std::string() : event.payload,
                             .payload_hash = hash,
                             .first = event.first,
                             .hosts = hosts});
  }

  Tallies<std::uint64_t> payloads_;
  Tallies<std::uint32_t> services_;
};

}  // namespace

Novelties find_novelties(const DayInput& input, std::span<const net::Address> apart,
                         const History& before) {
  Novelties out;
  out.payloads = before.payloads;
  out.first_asked = before.first_asked;
  Asked asked(input, apart);
  asked.payloads(before, out);
  asked.services(before, out);
  bound(out.payloads);
  std::stable_sort(out.novelties.begin(), out.novelties.end(),
                   [](const Novelty& a, const Novelty& b) { return a.hosts > b.hosts; });
  return out;
}

}  // namespace noroshi::scan
