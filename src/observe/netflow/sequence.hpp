// Sequence: which numbers of one exporter's sequence came, and how many are missing.
//
// Every message carries the number of the first unit in it; a unit is a record (NetFlow v5, IPFIX)
// or a message (NetFlow v9, sFlow).  Numbers are modulo 2^32.  What a number that is not the
// expected one means:
//
//   ahead                 a gap of that size, kept open while up to `window` messages follow
//   inside an open gap    a message that was overtaken: the gap shrinks by its units
//   seen before           a duplicate
//   otherwise behind      a restart: counting begins anew, nothing is missing
//   far ahead (2^28)      a restart too
//
// A message whose header clock is later than that of all before it was not overtaken: behind, it is
// a restart.  An exporter that repeats one number for ever does not count; nothing follows from it.
//
// Not every exporter counts as the standards say: some write the number behind the last unit of the
// message, some leave out options records.  The way that explains a message without any loss is
// taken for the exporter's, once it has explained more messages than the way taken so far.
//
// While data waits for its template nobody knows how many units a message held (`open`).  What is
// missing is then found later: see `replayed`.
#pragma once

#include <array>
#include <cstdint>
#include <deque>

#include "base/time.hpp"

namespace noroshi::netflow {

class Sequence {
 public:
  struct Message {
    std::uint32_t first = 0;  ///< number of its first unit
    std::uint32_t units = 0;
    std::uint32_t options = 0;  ///< of the units, those that not every exporter counts
    bool open = false;          ///< more units than these, of unknown number
    bool restarted = false;     ///< the exporter's uptime began again
    base::Micros clock = 0;     ///< of the exporter, by the header
  };

  enum class Kind : std::uint8_t { Expected, Gap, Late, Duplicate, Restart };
  struct Verdict {
    Kind kind = Kind::Expected;
    std::uint32_t units = 0;  ///< missing in a gap, or given back by a late message
  };

  /// `window`: how many messages may overtake one another.
  Verdict take(const Message& message, std::uint32_t window);

  /// Units of an open message that were counted after all.
  void replayed(std::uint64_t units) { replayed_ += units; }
  /// Some of them never will be: the gap between open messages is not known.
  void never_counted() { measurable_ = false; }
  /// Once nothing waits any more: units missing between open messages.
  std::uint64_t settle_open();
  [[nodiscard]] bool is_open() const { return open_; }

  /// Units missing in gaps that no late message can fill any more, since the last call: older than
  /// the window, or there already at the last call.
  std::uint64_t take_settled();

 private:
  struct Seen {
    std::uint32_t first, units;
  };
  struct Gap {
    std::uint32_t first, units;
    std::uint64_t seen_at;  // `count_` then
    bool old = false;       // was there at the last take_settled()
  };

  /// A way to count: kAfter and kWithoutOptions, or neither (the standards).
  using Way = std::uint8_t;
  static constexpr Way kAfter = 1;
  static constexpr Way kWithoutOptions = 2;
  static constexpr std::size_t kWays = 4;

  static Message as_counted(Message message, Way way);
  void find_way(const Message& message);
  void expect_behind(const Message& message);
  Verdict place(const Message& message, std::uint32_t window);

  void begin(const Message& message);
  void remember(const Message& message, std::uint32_t window);
  Verdict take_ahead(const Message& message, std::uint32_t ahead);
  Verdict take_behind(const Message& message, std::uint32_t window);
  std::uint32_t fill(const Message& message);
  [[nodiscard]] bool was_seen(const Message& message) const;
  [[nodiscard]] std::uint32_t reach(std::uint32_t window) const;
  void settle_older(std::uint32_t window);

  bool started_ = false;
  bool open_ = false;
  bool measurable_ = true;
  Way way_ = 0;
  std::array<std::uint32_t, kWays> expected_{};  // next, by each way
  std::array<std::uint8_t, kWays> explained_{};  // messages that this way explained, others not
  std::uint32_t next_ = 0;
  base::Micros newest_clock_ = 0;
  std::uint64_t count_ = 0;  // messages
  std::deque<Seen> seen_;    // the last `window`
  std::deque<Gap> gaps_;     // at most `window`, oldest first
  std::uint64_t settled_ = 0;
  std::uint64_t between_open_ = 0;  // units between open messages
  std::uint64_t replayed_ = 0;
};

}  // namespace noroshi::netflow
