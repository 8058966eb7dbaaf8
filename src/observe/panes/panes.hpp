// Panes: sums flow records up into 5-minute panes while they arrive.
//
// One Panes belongs to one thread.  Memory is bounded as long as `hand_over` follows every `add`:
// once `most_pairs` is reached, the pane with the most pairs is handed over early as a part (rows
// of one key merge later, see model/pane.hpp), so nothing is lost or evicted in silence;
// `spilled_parts` counts it.  Input in any order of time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/flow_batch.hpp"
#include "model/pane.hpp"

namespace noroshi::panes {

struct Options {
  std::size_t most_pairs = 2'000'000;  ///< in all open panes: about 128 octets each
  /// A pane closes so long after its end, or after the first record of a pane that is long over
  /// (an exporter cuts long flows late), whichever is later; both in time of arrival.
  base::Micros linger = 2 * base::kMinute;
  /// Keys the hash tables: give a random one where strangers choose the addresses.  What comes out
  /// does not depend on it.
  std::uint64_t seed = 0;
};

/// Takes finished panes, up to some 65,536 servers with all their pairs at a time.  An Error leaves
/// what was offered with Panes, to be offered again by the next `hand_over` or `finish`.
using Sink = std::function<Status(const model::PairBatch&, const model::ServerBatch&)>;

class Panes {
 public:
  explicit Panes(const Options& options = {});
  ~Panes();
  Panes(Panes&&) noexcept;

  /// Sums up rows [from, size).  Every record ends in exactly one pair row and one server row.
  void add(const model::FlowBatch& batch, std::size_t from = 0);

  /// Hands over what is closed at `now`, and parts if memory asks for it.
  Status hand_over(base::Micros now, const Sink& sink);

  /// Hands over everything: at the end.
  Status finish(const Sink& sink);

  [[nodiscard]] std::uint64_t records() const;  ///< summed up so far
  [[nodiscard]] std::size_t pairs() const;      ///< now in memory
  [[nodiscard]] std::uint64_t spilled_parts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::panes
