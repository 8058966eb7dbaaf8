// Hold: data sets that came before their template, until it comes.
//
// First in, first out; bounded by octets and by age.  When it is full the oldest goes: what came
// last is the likeliest to be readable soon.  Each set costs its octets and kOverhead, so that many
// small ones cannot cost more than the bound says.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/time.hpp"
#include "observe/netflow/session.hpp"

namespace noroshi::netflow {

/// Which source of records inside a session: two protocols may use one number.
struct DomainKey {
  Protocol protocol = Protocol::NetFlow5;
  std::uint64_t id = 0;

  friend auto operator<=>(const DomainKey&, const DomainKey&) = default;
};

struct HeldSet {
  DomainKey domain;
  std::uint16_t id = 0;  ///< of the template that is missing
  std::string body;
  base::Micros received = 0;
  base::Micros export_time = 0;
  std::optional<base::Micros> boot = std::nullopt;  ///< by the header of its message
  std::uint32_t exporter = 0;
};

class Hold {
 public:
  static constexpr std::size_t kOverhead = sizeof(HeldSet);

  /// Calls `dropped` for each set that must go to make room, the new one if it is too large itself.
  template <class Dropped>
  void add(HeldSet set, std::size_t most_octets, Dropped dropped) {
    if (cost(set) > most_octets) return dropped(set);
    octets_ += cost(set);
    sets_.push_back(std::move(set));
    while (octets_ > most_octets) dropped(take_front());
  }

  template <class Dropped>
  void expire(base::Micros before, Dropped dropped) {
    while (!sets_.empty() && sets_.front().received < before) dropped(take_front());
  }

  /// Takes out, in order, every set for which `readable` is true, and hands it to `read`.
  template <class Readable, class Read>
  void replay(Readable readable, Read read) {
    std::deque<HeldSet> waiting;
    for (HeldSet& set : std::exchange(sets_, {})) {
      if (!readable(set)) {
        waiting.push_back(std::move(set));
        continue;
      }
      octets_ -= cost(set);
      read(set);
    }
    sets_ = std::move(waiting);
  }

  [[nodiscard]] std::size_t size() const { return sets_.size(); }
  [[nodiscard]] std::size_t octets() const { return octets_; }
  [[nodiscard]] bool empty() const { return sets_.empty(); }

 private:
  static std::size_t cost(const HeldSet& set) { return set.body.size() + kOverhead; }

  HeldSet take_front() {
    HeldSet set = std::move(sets_.front());
    sets_.pop_front();
    octets_ -= cost(set);
    return set;
  }

  std::deque<HeldSet> sets_;
  std::size_t octets_ = 0;
};

}  // namespace noroshi::netflow
