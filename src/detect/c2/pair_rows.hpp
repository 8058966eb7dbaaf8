// A row of a pane becomes rows of the table: as many contacts as its counters can still tell.
//
// A pane (model/pane.hpp) keeps of one pair: how many records, how many of them failed, sums, and
// the first four starts.  From those come as many rows as there were records, 104 at most (enough
// to tell a flood): each with an equal share of packets, of octets in proportion to its packets, so
// that octets a packet stay what they were; `failed` of them as SYNs that nobody answered, the last
// ones; and those beyond the fourth start at the time of the fourth, where they count as one visit.
//
// What is lost compared with records:
//   - single sizes: the records of five minutes are all as large as their mean;
//   - the fifth and further starts of five minutes: a schedule below 75 s shows every other call;
//   - client ports.  A TCP pane without SYN goes on with the connection before it, if packets were
//     not sampled; if they were, each record is a contact of its own.  UDP within five minutes is
//     one contact.  So UDP calls more often than that are not told from a held session;
//   - which record failed, and whether the silence of a UDP server was watched.
//
// Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "detect/c2/flow_row.hpp"
#include "model/pane.hpp"

namespace noroshi::c2 {

/// Most rows that one row of a pane becomes: a few more than make a flood (attack.cpp).
inline constexpr std::uint32_t kMostPairRows = 104;

/// The rows of `batch` at `index` in place of those in `rows`, without host numbers.  `sampled`:
/// packets were sampled even if the batch does not say so.
void rows_of_pair(const model::PairBatch& batch, std::size_t index, bool sampled,
                  std::vector<FlowRow>& rows);

}  // namespace noroshi::c2
