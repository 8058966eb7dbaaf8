// The packets of generated days as captures, an hour a file: what `telescope run` reads.
//
// The same packets of which `watch` makes events; those that the sensor did not hear are not there.
#pragma once

#include <functional>
#include <vector>

#include "train/darknet/hourly_files.hpp"

namespace noroshi::darknet {

class HourlyCaptures {
 public:
  using Take = std::function<Status(const NamedFile&)>;

  /// Hands over the files of the day's hours (pcap, zstd), in order.  Holds a day's packets.
  Status add(const Cast& cast, const Played& played, const Take& take);

  /// What ended after the last day.
  Status finish(const Take& take);

 private:
  struct Framed {
    base::Micros time = 0;
    std::string frame;
  };

  Status write_hours(base::Micros end, const Take& take);

  std::vector<Framed> frames_;  // not yet written
};

}  // namespace noroshi::darknet
