// The events that wait, in the order in which they came, and what is written when one is handled.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "act/notify/book.hpp"

namespace noroshi::notify {

struct QueuedEvent {
  std::int64_t number = 0;
  std::string address;
  std::string family;
  base::Micros first_seen = 0;
  base::Micros last_seen = 0;
  bool clearance = false;   ///< says that the infection has gone, not that it was seen
  std::int64_t octets = 0;  ///< of the body
  std::string body;
};

/// The first `most` events; their bodies only where they are wanted.
Result<std::vector<QueuedEvent>> next_events(Book& book, std::size_t most, bool bodies);

struct Verdict {
  std::string_view outcome;  ///< "routed", "opened", "ambiguous", …
  std::string reason;
  std::string case_id;
  std::string operator_id;
};

/// Takes events out of the queue; `settle` writes the sums of what was handled since the last call.
class Settling {
 public:
  Settling(Book& book, base::Micros now) : book_(book), now_(now) {}
  Status handle(const QueuedEvent& event, const Verdict& verdict);
  Status settle();

 private:
  Book& book_;
  base::Micros now_;
  std::map<std::pair<std::string, std::string>, std::int64_t> counts_;
  std::int64_t events_ = 0;
  std::int64_t octets_ = 0;
};

}  // namespace noroshi::notify
