#include "detect/c2/candidates.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <tuple>

#include "detect/c2/stitch.hpp"

namespace noroshi::c2 {
namespace {

constexpr std::size_t kManyRecords = 2;  // for each contact: then their starts are kept

bool same_server(const FlowRow& a, const FlowRow& b) {
  return std::tie(a.server, a.port, a.protocol) == std::tie(b.server, b.port, b.protocol);
}

bool same_pair(const FlowRow& a, const FlowRow& b) {
  return same_server(a, b) && a.client == b.client;
}

}  // namespace

Server CandidatePartition::server(const Candidate& candidate) const {
  return server_of(candidate.endpoint,
                   std::span(contacts).subspan(candidate.first, candidate.count));
}

CandidatePartition stitch_partition(FlowTable& table, std::size_t index, bool sampled) {
  const std::vector<FlowRow> rows = table.take_partition(index);
  CandidatePartition partition;
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin + 1;
    while (end < rows.size() && same_pair(rows[begin], rows[end])) ++end;
    const std::vector<Contact> stitched = stitch({&rows[begin], end - begin}, sampled);
    const bool next_server = begin == 0 || !same_server(rows[begin - 1], rows[begin]);
    if (next_server) {
      partition.candidates.push_back({.endpoint = {table.hosts().address(rows[begin].server),
                                                   rows[begin].port, rows[begin].protocol},
                                      .host = rows[begin].server,
                                      .first = partition.contacts.size(),
                                      .count = 0});
    }
    if (end - begin >= kManyRecords * stitched.size()) {
      const auto candidate = static_cast<std::uint32_t>(partition.candidates.size() - 1);
      for (std::size_t i = begin; i < end; ++i) {
        partition.beats.push_back({rows[i].start, rows[i].client, candidate});
      }
    }
    partition.candidates.back().count += stitched.size();
    partition.contacts.insert(partition.contacts.end(), stitched.begin(), stitched.end());
    begin = end;
  }
  partition.contacts.shrink_to_fit();
  partition.beats.shrink_to_fit();
  return partition;
}

void in_parallel(std::size_t count, unsigned threads,
                 const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  const auto take_turns = [&] {
    for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) work(i);
  };
  std::vector<std::jthread> helpers;
  for (unsigned i = 1; i < std::max(1U, threads); ++i) helpers.emplace_back(take_turns);
  take_turns();
}

}  // namespace noroshi::c2
