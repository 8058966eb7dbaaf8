// Where a telescope's records go.
#pragma once

#include "base/time.hpp"
#include "model/scan_event.hpp"

namespace noroshi::telescope {

class RecordSink {
 public:
  virtual ~RecordSink() = default;

  virtual void take(model::TelescopeRecord&& record) = 0;

  /// What follows belongs to this hour (its begin).  Called before the first record, too.
  virtual void begin_hour(base::Micros hour) = 0;
};

}  // namespace noroshi::telescope
