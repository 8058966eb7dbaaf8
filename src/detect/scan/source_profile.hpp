// SourceProfile: all that one source did in the day, joined from its events.
//
//   events (any order) ──► order: by source, then time ──► one profile a source
//                                                          └─ its services, in one arena
//
// Sources keeps indices into the events, not copies: about 4 octets an event, 32 a service of a
// source and 200 a source.  The events must outlive it.  Nothing here changes once made.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/scan/scan.hpp"
#include "model/scan_event.hpp"

namespace noroshi::scan {

/// What a source sent to one service.
struct ServiceUse {
  Service service;
  std::uint64_t packets = 0;
  std::uint64_t targets = 0;  ///< most in any one event: distinct, at least
  std::uint64_t tries = 0;    ///< targets of all its events: packets without repeated ones
};

/// Fields that differ between two packets of the source, within an event or between events.
struct Varying {
  bool window = false;
  bool options = false;
  bool ip_id = false;
  bool sequence = false;
  bool source_port = false;
  bool length = false;
};

struct SourceProfile {
  net::Address address;
  base::Micros first = 0;
  base::Micros last = 0;
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;
  std::uint64_t targets = 0;  ///< sum over its events
  std::uint64_t reach = 0;    ///< distinct targets, at least: of one event, or of all samples
  double variety = 0;         ///< share of sampled packets whose target no other had; 0–1
  base::Micros pause = 0;     ///< the longest silence between two of its events
  base::Micros silence = 0;  ///< the longest, or the longest but one where it may part two sessions
  std::uint64_t syns = 0;    ///< packets of events of each kind
  std::uint64_t tcp_others = 0;
  std::uint64_t datagrams = 0;
  std::uint64_t in_order = 0;
  model::ToolMarks marks;
  double pace = 0;          ///< packets a second seen, in its densest event; 0: nothing to tell
  std::uint32_t hours = 0;  ///< bit n: it was active in the n-th hour of the day
  std::uint8_t ttl_low = 0;
  std::uint8_t ttl_high = 0;
  Varying varies;
  std::uint32_t main = 0;  ///< index of its event with most packets; of SYNs where it sent some
  std::uint32_t events_begin = 0;
  std::uint32_t events_end = 0;
  std::uint32_t services_begin = 0;
  std::uint32_t services_end = 0;
};

class Sources {
 public:
  Sources(std::span<const model::ScanEvent> events, base::Micros day_begin);

  [[nodiscard]] std::span<const SourceProfile> profiles() const { return profiles_; }  ///< sorted
  [[nodiscard]] std::span<const ServiceUse> services(const SourceProfile& source) const;
  [[nodiscard]] std::span<const std::uint32_t> event_indices(const SourceProfile& source) const;
  [[nodiscard]] const model::ScanEvent& event(std::uint32_t index) const { return events_[index]; }
  [[nodiscard]] const model::ScanEvent& main_event(const SourceProfile& source) const {
    return events_[source.main];
  }

 private:
  void join(std::uint32_t begin, std::uint32_t end, base::Micros day_begin);
  void join_services(SourceProfile& profile);

  std::span<const model::ScanEvent> events_;
  std::vector<std::uint32_t> order_;
  std::vector<ServiceUse> services_;
  std::vector<SourceProfile> profiles_;
};

/// The service with most packets; ties go to the lower one.  {} without any.
Service main_service(std::span<const ServiceUse> services);

/// "23/tcp".
std::string to_string(const Service& service);

}  // namespace noroshi::scan
