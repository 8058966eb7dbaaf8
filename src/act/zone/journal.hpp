// Journal: the zone as it is, and the last changes that led to it.
//
// Names are relative to the origin, sorted, one CNAME each.  What has been handed out never
// changes, so a transfer goes on while the next zone is published.  Safe from several threads.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace noroshi::zone {

struct Zone {
  std::uint32_t serial = 0;
  std::vector<std::string> names;
};

struct Step {
  std::uint32_t from = 0, to = 0;
  std::vector<std::string> removed, added;
};

/// What an asker is given: the zone, or the steps from what he has.
struct View {
  std::shared_ptr<const Zone> zone;
  std::vector<std::shared_ptr<const Step>> steps;
  bool whole = true;  ///< false: the steps (none: he has the zone already)
};

/// Serial number arithmetic, RFC 1982, section 3.2.
bool is_newer(std::uint32_t a, std::uint32_t than_b);

class Journal {
 public:
  /// `remembered`: how many steps are kept.
  Journal(std::uint32_t first_serial, std::size_t remembered);

  /// Nothing happens if the names are the same.  The serial becomes `least_serial`, or the next one
  /// where that is not newer.
  void publish(std::vector<std::string> names, std::uint32_t least_serial);

  [[nodiscard]] std::shared_ptr<const Zone> zone() const;
  /// For one who has `serial`.  The whole where it is not remembered, or where the steps hold more
  /// than the whole does.
  [[nodiscard]] View since(std::uint32_t serial) const;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Zone> zone_;
  std::deque<std::shared_ptr<const Step>> steps_;  // oldest first, each from where the last led
  std::size_t remembered_;
};

}  // namespace noroshi::zone
