// What a run of a telescope came to, gathered from the records that it wrote, in bounded memory.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/distinct.hpp"
#include "base/heavy_hitters.hpp"
#include "base/language.hpp"
#include "model/scan_event.hpp"

namespace noroshi::cli {

/// Hosts at one port: exact while they are few, a sketch of 6.5 % error beyond.
class HostCount {
 public:
  void note(std::uint64_t hash);
  [[nodiscard]] std::uint64_t count() const;

 private:
  static constexpr std::size_t kFew = 32;
  static constexpr std::size_t kRegisters = 256;

  std::vector<std::uint64_t> few_;  // sorted
  std::vector<std::uint8_t> registers_;
};

class TelescopeSummary {
 public:
  void note(const model::TelescopeRecord& record);
  void note(const model::ScanEvent& event);
  void note(const model::DosVictim& victim);
  void note(const model::TelescopeHour& hour);

  /// Tables for people.
  [[nodiscard]] std::string table(Language language, bool colour) const;

  /// One line, with its line feed.
  [[nodiscard]] std::string json() const;

 private:
  struct Port {
    std::uint64_t packets = 0;
    HostCount hosts;
  };
  struct PortRow {
    std::string port;  ///< "23/tcp"
    std::uint64_t hosts = 0;
    std::uint64_t packets = 0;
  };

  [[nodiscard]] std::vector<PortRow> top_ports() const;
  [[nodiscard]] std::string classes_table(Language language, bool colour) const;
  [[nodiscard]] std::string ports_table(Language language, bool colour) const;
  [[nodiscard]] std::string sources_table(Language language, bool colour) const;
  [[nodiscard]] std::vector<std::string> sentences(Language language) const;
  [[nodiscard]] std::string amplifiers() const;

  std::map<std::string, std::uint64_t, std::less<>> classes_;
  std::uint64_t packets_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t research_events_ = 0;
  std::uint64_t victims_ = 0;
  std::uint64_t evicted_events_ = 0;
  std::uint64_t evicted_victims_ = 0;
  std::uint64_t evicted_packets_ = 0;
  base::DistinctCount sources_;
  std::map<std::uint32_t, Port> ports_;  // protocol and port; at most 2 · 65,536 and some
  base::HeavyHitters<net::Address> heaviest_{256};
  std::map<std::string, std::uint64_t, std::less<>> amplifiers_;  // packets
};

}  // namespace noroshi::cli
