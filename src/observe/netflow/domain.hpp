// Domain: what is kept of one observation domain (NetFlow v5: engine; sFlow: agent and sub-agent).
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "observe/flow/ipfix_program.hpp"
#include "observe/netflow/sequence.hpp"

namespace noroshi::netflow {

/// A template as it was announced, and what was made of it.
struct KnownTemplate {
  flow::ipfix::Template layout;
  flow::ipfix::FieldProgram program;
  base::Micros refreshed = 0;  ///< arrival of its last announcement
};

/// One sampling data source of an sFlow agent.
struct SampleSource {
  std::uint32_t next = 0;   ///< expected number of its next sample
  std::uint32_t drops = 0;  ///< by its own count
};

/// Notices that an exporter's uptime began again, from the clocks in its headers.
class UptimeWatch {
 public:
  /// True if the exporter restarted between an earlier message and this one.
  bool restarted(std::uint32_t uptime_ms, base::Micros clock);

 private:
  bool known_ = false;
  std::uint32_t uptime_ms_ = 0;
  base::Micros boot_ = 0;
};

struct Domain {
  std::unordered_map<std::uint16_t, KnownTemplate> templates;
  flow::ipfix::Sampling sampling;
  std::optional<base::Micros> boot;  ///< systemInitTimeMilliseconds of an options record
  Sequence sequence;
  UptimeWatch uptime;
  std::unordered_map<std::uint64_t, SampleSource> sources;
  base::Micros heard = 0;
  std::size_t waiting_sets = 0;

  // Since the last take_exposure().
  std::uint64_t units = 0;
  std::uint64_t flows = 0;
  std::uint64_t samples = 0;
  std::uint64_t lost_samples = 0;
};

}  // namespace noroshi::netflow
