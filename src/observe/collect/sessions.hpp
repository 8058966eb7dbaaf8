// The exporters that one decoder serves, each with its sessions, rate and counts.
//
// One thread.  A message finds its session by address, source port and transport; whoever is not
// allowed, too fast or one session too many is counted by reason and goes no further.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "model/pane.hpp"
#include "observe/collect/exporter_numbers.hpp"
#include "observe/collect/health.hpp"
#include "observe/collect/ledger.hpp"
#include "observe/collect/parcel.hpp"
#include "observe/collect/rules.hpp"
#include "observe/collect/template_file.hpp"
#include "observe/collect/token_bucket.hpp"

namespace noroshi::collect {

class Sessions {
 public:
  Sessions(std::shared_ptr<const Rules> rules, ExporterNumbers& numbers);

  /// Where a message belongs, or why nowhere (then counted).
  struct Place {
    netflow::Session* session = nullptr;
    std::uint32_t exporter = 0;
  };
  Place place_of(const Message& message);

  /// The stream of this message is closed.
  void end(const Message& message);

  /// Forgets what has been silent for `Rules::idle`; what a former run left, so long after
  /// `restore`.
  void forget_silent(base::Micros now);

  /// New rules: limits, rates and names change; exporters that are allowed no more are forgotten.
  void obey(std::shared_ptr<const Rules> rules);

  /// Templates of a former run: used when their session speaks again.
  void restore(std::vector<SavedSession> saved, base::Micros now);
  [[nodiscard]] std::vector<SavedSession> save() const;

  /// What was received and lost since the last call, in the pane `pane`.
  model::ExposureBatch take_exposure(base::Micros pane);

  /// Everything decoded by sessions, past and present.
  [[nodiscard]] Decoding decoding() const;
  [[nodiscard]] const std::array<std::uint64_t, kDropped>& dropped() const { return dropped_; }
  void count(Dropped reason) { ++dropped_[static_cast<std::size_t>(reason)]; }
  [[nodiscard]] std::vector<ExporterHealth> exporters() const;
  [[nodiscard]] const std::vector<net::Address>& strangers() const { return strangers_; }

 private:
  struct Entry {
    netflow::Session session;
    base::Micros last_seen = 0;
  };
  struct Exporter {
    std::uint32_t number = 0;
    std::string name;
    net::Address address;
    ExporterRule rule;
    TokenBucket rate;
    std::map<std::uint32_t, Entry> sessions;  // by port and transport
    Decoding past;                            // of sessions that were forgotten
    base::Micros last_seen = 0;
    std::uint64_t over_rate = 0;
    std::uint64_t too_many_sessions = 0;
    bool allowed = true;
  };
  using ExposureKey = std::tuple<std::uint32_t, std::uint64_t, std::uint8_t>;

  Exporter* exporter_of(const Message& message);
  Exporter* admit(const Message& message);
  Entry* session_of(Exporter& exporter, const Message& message);
  Entry* open_session(Exporter& exporter, const Message& message);
  bool make_room(Exporter& exporter, base::Micros now);
  void forget(Exporter& exporter, std::map<std::uint32_t, Entry>::iterator entry);
  void collect_exposure(Exporter& exporter, netflow::Session& session);
  void note_stranger(const net::Address& address);

  std::shared_ptr<const Rules> rules_;
  ExporterNumbers& numbers_;
  std::unordered_map<net::Address, std::unique_ptr<Exporter>> exporters_;
  std::array<std::uint64_t, kDropped> dropped_{};
  std::vector<net::Address> strangers_;
  std::map<std::pair<net::Address, std::uint16_t>, std::string> saved_;
  base::Micros restored_ = 0;
  std::map<ExposureKey, netflow::Exposure> exposure_;
  Exporter* last_exporter_ = nullptr;  // most messages follow others of the same exporter
};

}  // namespace noroshi::collect
