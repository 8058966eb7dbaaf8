// Ages: since when is a server known?  What a store remembers beyond the window that is judged.
//
// Immutable once made; free to share between threads.
#pragma once

#include <optional>
#include <vector>

#include "base/time.hpp"
#include "model/finding.hpp"

namespace noroshi::c2 {

struct FirstSeen {
  model::Endpoint server;
  base::Micros at = 0;
};

class Ages {
 public:
  /// In any order; of several instants of one server the earliest counts.
  explicit Ages(std::vector<FirstSeen> known = {});

  [[nodiscard]] bool empty() const { return known_.empty(); }
  /// The earliest instant remembered: what is as old may be much older.
  [[nodiscard]] base::Micros since() const { return since_; }
  [[nodiscard]] std::optional<base::Micros> first_seen(const model::Endpoint& server) const;

 private:
  std::vector<FirstSeen> known_;  // by server
  base::Micros since_ = 0;
};

}  // namespace noroshi::c2
