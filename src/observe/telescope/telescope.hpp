// Telescope: packets to unused addresses in, scan events, victims and hours out.
//
// Time comes with the packets alone: the same packets give the same records, whenever they are
// read, except where memory runs out: who is evicted depends on the secret key.  Packets may come
// out of order by up to `lateness`: within it, none is counted to another event than in order, but
// for pauses that are as close to the time-out.  Whatever comes later than that is counted too, in
// the hour in which it comes.
//
// Memory is bounded by `memory`, whatever arrives: eleven sixteenths for the events of scans, one
// for those of known scanners, a quarter for victims.  One thread uses a Telescope.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "observe/telescope/event_table.hpp"
#include "observe/telescope/hour_tally.hpp"
#include "observe/telescope/keyed_hash.hpp"
#include "observe/telescope/packet.hpp"
#include "observe/telescope/packet_clock.hpp"
#include "observe/telescope/record_sink.hpp"
#include "observe/telescope/state_stream.hpp"
#include "observe/telescope/verdict.hpp"
#include "observe/telescope/victim_table.hpp"

namespace noroshi::telescope {

/// How long a source may be silent before its event is over.  A scanner that sends r packets a
/// second to random IPv4 addresses is silent for T at n dark ones with probability e^(−T·r·n/2³²):
/// at 300,000 dark addresses and 100 packets a second, 1.3 % of all silences last longer than
/// 624 s.  Smaller telescopes want more.  624 s is also what Merit's darknet-events runs with.
inline constexpr base::Micros kUsualIdle = 624 * base::kSecond;

struct TelescopeOptions {
  std::string sensor;
  base::Micros idle = kUsualIdle;
  base::Micros longest = base::kDay;  ///< of an event; then it is cut and goes on in another
  base::Micros lateness = 10 * base::kSecond;
  std::size_t memory = std::size_t{1} << 30;
  HashKey key{};
  std::uint64_t dark_addresses = 0;
  std::vector<std::string> scanners{""};  ///< names of the numbers that Verdict::scanner may have
  AttackThresholds thresholds{};
};

class Telescope {
 public:
  static constexpr std::size_t kLeastMemory = std::size_t{16} << 20;

  explicit Telescope(TelescopeOptions options);
  Telescope(const Telescope&) = delete;
  Telescope& operator=(const Telescope&) = delete;

  /// `verdicts` belong to `packets`, one by one.
  void feed(std::span<const Packet> packets, std::span<const Verdict> verdicts, RecordSink& sink);

  /// A live source's clock, where no packet tells the time.
  void advance(base::Micros now, RecordSink& sink);

  /// Packets that were lost on the way in.
  void note_lost(std::uint64_t packets) { tally_.note_lost(packets); }

  /// Ends everything that is open, the hour too: nothing more will come.
  void stop(RecordSink& sink);

  struct Standing {
    base::Micros now = 0;
    std::uint64_t packets = 0;
    std::size_t events = 0;  ///< open
    std::size_t event_room = 0;
    std::size_t victims = 0;  ///< suspected
    std::size_t victim_room = 0;
    std::uint64_t evicted_events = 0;
    VictimTable::Forgotten forgotten;
  };
  [[nodiscard]] Standing standing() const;

  /// Whole state, so that another Telescope goes on from here.
  void save(StateOut& out) const;
  /// Into a new Telescope; the key of the state takes the place of the options'.  What does not
  /// fit into less memory is evicted to the sink.
  void load(StateIn& in, RecordSink& sink);

 private:
  // Enough that the first of a group are there when the last were asked for.
  static constexpr std::size_t kGroup = 64;

  void feed_group(std::span<const Packet> packets, std::span<const Verdict> verdicts,
                  RecordSink& sink);
  void feed_one(const Packet& packet, const Verdict& verdict, std::uint64_t hash, RecordSink& sink);
  [[nodiscard]] std::uint64_t hash_of(const Packet& packet, const Verdict& verdict) const;
  void turn(base::Micros before, RecordSink& sink);
  void close_hour(base::Micros end, RecordSink& sink);
  void open_hour(base::Micros begin, RecordSink& sink);
  std::vector<std::uint16_t> load_scanners(StateIn& in);

  TelescopeOptions options_;
  KeyedHash hash_;
  EventTable events_;
  EventTable research_;
  VictimTable victims_;
  PacketClock clock_;
  HourTally tally_;
  base::Micros hour_begin_ = 0;  // of what the tally counts
  bool hour_open_ = false;
  std::uint64_t packets_ = 0;
  std::uint64_t evicted_before_ = 0;  // when the hour began
  VictimTable::Forgotten forgotten_before_;
};

}  // namespace noroshi::telescope
