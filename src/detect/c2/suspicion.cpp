#include "detect/c2/suspicion.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "detect/c2/audience.hpp"
#include "detect/c2/overview.hpp"
#include "detect/c2/surprise.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kDamping = 0.5;      // how much of a server's probability passes to a client
constexpr double kSuspicious = 0.25;  // of a client: as one server with even chances leaves it

// −ln(1 − suspicion) in units of 2⁻³², so that sums do not depend on their order.
using Trace = std::uint64_t;
constexpr double kUnit = 0x1p32;

Trace trace_of(float probability) {
  return probability < kLeavesTrace
             ? 0
             : static_cast<Trace>(std::llround(-std::log1p(-kDamping * probability) * kUnit));
}
const Trace kSuspiciousTrace = static_cast<Trace>(std::llround(-std::log1p(-kSuspicious) * kUnit));

struct Suspicion {
  std::uint32_t client = 0;
  Trace trace = 0;
};

// Of all clients that likely servers make suspicious enough, by client.
std::vector<Suspicion> suspicions(std::span<const CandidatePartition> partitions,
                                  std::span<const std::vector<float>> probabilities,
                                  const Surroundings& surroundings) {
  std::vector<Suspicion> all;
  for (std::size_t part = 0; part < partitions.size(); ++part) {
    for (std::size_t i = 0; i < partitions[part].candidates.size(); ++i) {
      const Trace trace = trace_of(probabilities[part][i]);
      if (trace == 0) continue;
      const Server server = partitions[part].server(partitions[part].candidates[i]);
      for (const ClientContacts visitor : audience(server, surroundings)) {
        all.push_back({visitor.front().client, trace});
      }
    }
  }
  std::ranges::sort(all, {}, &Suspicion::client);
  std::vector<Suspicion> sums;
  for (const Suspicion& one : all) {
    if (sums.empty() || sums.back().client != one.client) sums.push_back({one.client, 0});
    sums.back().trace += one.trace;
  }
  std::erase_if(sums, [](const Suspicion& one) { return one.trace < kSuspiciousTrace; });
  return sums;
}

Trace trace_on(std::span<const Suspicion> sums, std::uint32_t client) {
  const auto found = std::ranges::lower_bound(sums, client, {}, &Suspicion::client);
  return found == sums.end() || found->client != client ? 0 : found->trace;
}

// How many visitors others than the server itself, which leaves `own` on each, make suspicious.
Overlap company_of(const Server& server, Trace own, std::span<const Suspicion> sums,
                   std::uint32_t suspicious, const Surroundings& surroundings) {
  const auto visitors = audience(server, surroundings);
  std::vector<ClientContacts> seen;
  std::ranges::copy_if(visitors, std::back_inserter(seen), [&](ClientContacts contacts) {
    return trace_on(sums, contacts.front().client) >= kSuspiciousTrace + own;
  });
  return overlap(std::move(seen), visitors.size(), suspicious, surroundings.clients());
}

}  // namespace

std::vector<std::vector<Suspect>> shared_suspects(std::span<const CandidatePartition> partitions,
                                                  std::span<const std::vector<float>> probabilities,
                                                  const Surroundings& surroundings,
                                                  unsigned threads) {
  const std::vector<Suspicion> sums = suspicions(partitions, probabilities, surroundings);
  const auto suspicious = static_cast<std::uint32_t>(sums.size());
  std::vector<std::vector<Suspect>> suspects(partitions.size());
  if (suspicious < kFewestSeen) return suspects;
  std::atomic<std::size_t> tests{0};
  in_parallel(partitions.size(), threads, [&](std::size_t part) {
    const CandidatePartition& partition = partitions[part];
    for (std::uint32_t i = 0; i < partition.candidates.size(); ++i) {
      const Server server = partition.server(partition.candidates[i]);
      if (server.clients.size() < kFewestVisitors) continue;
      tests.fetch_add(1, std::memory_order_relaxed);
      const auto marked = std::ranges::count_if(server.clients, [&](ClientContacts contacts) {
        return trace_on(sums, contacts.front().client) > 0;
      });
      if (marked < kFewestSeen) continue;
      const Overlap company =
          company_of(server, trace_of(probabilities[part][i]), sums, suspicious, surroundings);
      if (company.seen >= kFewestSeen) suspects[part].push_back({i, company});
    }
  });
  // Those that were pruned count among the tests, as in graph.cpp.
  const Overview* all = surroundings.overview();
  discover(suspects, &Suspect::company,
           all == nullptr ? tests.load() : std::max(tests.load(), all->servers().shared));
  return suspects;
}

}  // namespace noroshi::c2
