// Exposure: how much of each hour was heard at all, so that our own deafness is not taken for a
// server's death.
//
// Panes do not say which exporter saw a server, so an hour is as well heard as the worst of the
// exporters that matter: those with 1 % of the records or more.  Of each exporter and hour
//
//   heard = (panes with a message ÷ panes it usually has in an hour, at most 1)
//         × (records that arrived ÷ records that were sent, by the gaps in its sequence)
//
// From the hour after its last message on, an exporter is deaf; before its first one it did not
// exist.  A flow is stored by its start and exported up to an active timeout later, so the edges of
// an outage are known to about half an hour.  Pure.
#pragma once

#include <vector>

#include "detect/life/hours.hpp"
#include "model/pane.hpp"

namespace noroshi::life {

class Exposure {
 public:
  /// Everything was heard.
  static Exposure complete(const Hours& hours);

  /// What exporters sent and what is missing; rows in any order, several a key.
  static Exposure of(const model::ExposureBatch& batch, const Hours& hours);

  /// Where no exporter kept count (imported files): an hour without any flow of anybody was not
  /// heard.  `flows` holds the records of all servers by hour.
  static Exposure of_flows(const std::vector<std::uint64_t>& flows, const Hours& hours);

  /// 0 (nothing) to 1 (everything); 0 outside the hours.
  [[nodiscard]] double share(std::size_t hour) const {
    return hour < shares_.size() ? shares_[hour] : 0.0;
  }
  [[nodiscard]] std::size_t size() const { return shares_.size(); }

 private:
  std::vector<double> shares_;
};

}  // namespace noroshi::life
