// Exporter: conversations → the flow records that a router would send.
//
// A router's flow cache ends a record when a flow has been silent for the inactive timeout or has
// lasted for the active timeout, and begins another one with the next packet (RFC 7011, section
// 5.1.1).  So a download of an hour becomes two records of 30 min, and a TCP connection that is
// held for a day with a keep-alive each minute becomes 1,440 records of two packets at an inactive
// timeout of 15 s.  Detectors must not take either for a beacon, or must find the C2 behind it.
//
// Long conversations are kept open and cut slice by slice, so memory grows with the number of
// open ones, not with their length.
#pragma once

#include <vector>

#include "train/traffic/conversation.hpp"
#include "train/traffic/outlet.hpp"

namespace noroshi::traffic {

class Exporter {
 public:
  /// Keeps a reference to `outlet`.
  Exporter(const Scenario& scenario, Outlet& outlet);

  void add(const Conversation& conversation, Tag tag);

  /// Cuts the open conversations up to `until`.
  void advance(base::Micros until);

 private:
  struct Open {
    Conversation conversation;
    base::Micros cursor;  // where the next record begins
    std::uint64_t piece;  // records made so far
    Stream stream;
    Tag tag;
  };

  bool clip(Conversation& conversation) const;
  void whole(const Conversation& conversation, Tag tag);
  void step(Open& open);
  void next_part(Open& open);
  void next_beat(Open& open);
  void next_run_of_beats(Open& open);

  Export rules_;
  base::Micros begin_;
  base::Micros end_;
  std::uint64_t seed_;
  Outlet& outlet_;
  std::vector<Open> open_;
};

}  // namespace noroshi::traffic
