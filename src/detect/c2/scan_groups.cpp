#include "detect/c2/scan_groups.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

#include "detect/c2/overview.hpp"

namespace noroshi::c2 {
namespace {

constexpr std::size_t kMostAttempts = 3;       // at one server; more is a client that waits for it
constexpr double kFewestProbes = 20;           // of one host on one port, at N = 1
constexpr std::uint32_t kClearly = 50;         // probes that need no witness
constexpr std::uint32_t kScannedServers = 20;  // of the port that nobody was answered by
constexpr double kScannedShare = 0.5;          // of all servers of the port
constexpr std::size_t kFewestMembers = 3;
constexpr std::uint32_t kDense = 10;  // sampling up to which the first probe means something
constexpr base::Micros kTogether = 3 * base::kHour;
constexpr base::Micros kAnyTime = -1;

struct Probe {
  std::uint32_t client = 0;
  ScannedPort port = 0;
  base::Micros start = 0;
  std::uint32_t count = 1;
};

// The servers of one port, as all watched hosts see them.
struct PortUse {
  std::uint32_t servers = 0;
  std::uint32_t only_probed = 0;  // of these, without anybody who was answered
};
using PortUses = std::map<ScannedPort, PortUse>;

struct Gathered {
  std::vector<Probe> probes;
  PortUses uses;
};

bool is_probe(ClientContacts contacts) {
  return contacts.size() <= kMostAttempts &&
         std::ranges::all_of(contacts, [](const Contact& contact) {
           return failed(contact.outcome) || contact.outcome == Outcome::Asked;
         });
}

Gathered gather(const CandidatePartition& partition, const Surroundings& surroundings) {
  Gathered gathered;
  for (const Candidate& candidate : partition.candidates) {
    if (surroundings.is_inside_host(candidate.host)) continue;
    const ScannedPort port = scanned_port(candidate.endpoint.proto, candidate.endpoint.port);
    std::size_t watched = 0;
    const std::size_t before = gathered.probes.size();
    for (const ClientContacts contacts : partition.server(candidate).clients) {
      const std::uint32_t client = contacts.front().client;
      if (!surroundings.is_watched(client)) continue;
      ++watched;
      if (is_probe(contacts)) gathered.probes.push_back({client, port, contacts.front().start});
    }
    if (watched == 0) continue;
    PortUse& use = gathered.uses[port];
    ++use.servers;
    if (gathered.probes.size() - before == watched) ++use.only_probed;
  }
  return gathered;
}

Gathered gather_all(std::span<const CandidatePartition> partitions,
                    const Surroundings& surroundings, unsigned threads) {
  std::vector<Gathered> parts(partitions.size());
  in_parallel(partitions.size(), threads,
              [&](std::size_t i) { parts[i] = gather(partitions[i], surroundings); });
  Gathered all;
  for (Gathered& part : parts) {
    all.probes.insert(all.probes.end(), part.probes.begin(), part.probes.end());
    for (const auto& [port, use] : part.uses) {
      PortUse& sum = all.uses[port];
      sum.servers += use.servers;
      sum.only_probed += use.only_probed;
    }
    part = {};
  }
  return all;
}

// The same where what is scanned is not in the partitions.  `host_of` says who counts, and as whom.
template <class HostOf>
Gathered gathered_of(const Overview& overview, HostOf host_of) {
  Gathered all;
  for (const Overview::Probes& one : overview.probes()) {
    const std::optional<std::uint32_t> host = host_of(one.client);
    if (!host) continue;
    all.probes.push_back({*host, one.port, one.first * base::kSecond, one.servers});
  }
  for (const auto& [port, servers] : overview.servers().ports) {
    all.uses[port] = {servers.first, servers.second};
  }
  return all;
}

Gathered gathered_of(const Overview& overview, const Surroundings& surroundings) {
  return gathered_of(overview, [&](std::uint32_t client) -> std::optional<std::uint32_t> {
    const std::uint32_t host = surroundings.host_of(overview.client(client));
    if (host == HostIndex::kNone || !surroundings.is_watched(host)) return std::nullopt;
    return host;
  });
}

bool is_scanned(const PortUse& use) {
  return use.only_probed >= kScannedServers && use.only_probed >= kScannedShare * use.servers;
}

// What one host scans, and since when.
struct Scanner {
  std::uint32_t host = 0;
  base::Micros since = 0;
  std::vector<ScannedPort> ports;
};

std::vector<Scanner> scanners_of(Gathered& gathered, std::uint32_t sampling) {
  const double fewest = std::max(1.0, std::round(kFewestProbes / std::sqrt(sampling)));
  auto& probes = gathered.probes;
  std::ranges::sort(probes, {},
                    [](const Probe& one) { return std::tuple(one.client, one.port, one.start); });
  std::vector<Scanner> scanners;
  for (std::size_t begin = 0, end = 0; begin < probes.size(); begin = end) {
    const Probe& first = probes[begin];
    while (end < probes.size() && probes[end].client == first.client &&
           probes[end].port == first.port) {
      ++end;
    }
    std::uint32_t count = 0;
    for (std::size_t i = begin; i < end; ++i) count += probes[i].count;
    if (static_cast<double>(count) < fewest) continue;
    if (count < kClearly && !is_scanned(gathered.uses[first.port])) continue;
    if (scanners.empty() || scanners.back().host != first.client) {
      scanners.push_back({.host = first.client, .since = first.start, .ports = {}});
    }
    scanners.back().since = std::min(scanners.back().since, first.start);
    scanners.back().ports.push_back(first.port);
  }
  return scanners;
}

// Groups by what makes them one; the key orders them without regard to host numbers.
using GroupKey = std::pair<std::vector<ScannedPort>, base::Micros>;
using Groups = std::map<GroupKey, std::vector<std::uint32_t>>;

Groups group(const std::vector<Scanner>& scanners, bool dense) {
  Groups groups;
  for (const Scanner& scanner : scanners) {
    if (dense) groups[{scanner.ports, scanner.since / kTogether}].push_back(scanner.host);
    if (scanner.ports.size() > 1) groups[{scanner.ports, kAnyTime}].push_back(scanner.host);
    for (const ScannedPort port : scanner.ports) groups[{{port}, kAnyTime}].push_back(scanner.host);
  }
  return groups;
}

}  // namespace

std::vector<net::Address> scanners_in(const Overview& overview, std::uint32_t sampling) {
  Gathered gathered = gathered_of(
      overview, [](std::uint32_t client) -> std::optional<std::uint32_t> { return client; });
  std::vector<net::Address> clients;
  for (const Scanner& scanner : scanners_of(gathered, sampling)) {
    clients.push_back(overview.client(scanner.host));
  }
  return clients;
}

std::vector<ScanGroup> scan_groups(std::span<const CandidatePartition> partitions,
                                   const Surroundings& surroundings, unsigned threads) {
  const Overview* overview = surroundings.overview();
  Gathered gathered = overview != nullptr ? gathered_of(*overview, surroundings)
                                          : gather_all(partitions, surroundings, threads);
  const std::uint32_t sampling = surroundings.sampling();
  std::vector<ScanGroup> groups;
  std::map<std::vector<std::uint32_t>, bool> known;
  for (auto& [key, members] : group(scanners_of(gathered, sampling), sampling <= kDense)) {
    if (members.size() < kFewestMembers || !known.emplace(members, true).second) continue;
    groups.push_back({.ports = key.first, .members = members});
  }
  std::ranges::stable_sort(groups, std::greater{},
                           [](const ScanGroup& one) { return one.members.size(); });
  if (groups.size() > kMostGroups) groups.resize(kMostGroups);
  return groups;
}

}  // namespace noroshi::c2
