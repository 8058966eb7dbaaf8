// Guests: the table of open connections, and two queues through it: who has not said yet who it is,
// by arrival, and who is parked, by silence.  All verbs take constant time.
//
// A place is named by its number and a generation, so that an event of the kernel that speaks of a
// connection which has just gone is known for what it is.  One thread uses it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "act/sinkhole/conversation.hpp"
#include "act/sinkhole/mute_socket.hpp"
#include "act/sinkhole/source_counts.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

namespace noroshi::sinkhole {

inline constexpr std::uint32_t kNobody = 0xFFFFFFFF;

/// Names stay below 2⁶³, so that whoever tells the kernel names can give others to other things.
inline constexpr std::uint32_t kGenerations = 0x7FFFFFFF;

enum class Queue : std::uint8_t { Waiting, Parked };

struct Guest {
  MuteSocket socket;
  Conversation conversation;
  net::Address source;
  base::Micros arrived = 0;
  std::uint32_t heard = 0;  ///< seconds since the epoch of the last octet, or of the arrival
  std::uint32_t octets = 0;
  std::uint32_t generation = 0;
  std::uint32_t before = kNobody;  // in its queue
  std::uint32_t after = kNobody;   // in its queue, or the next free place
  std::uint16_t source_port = 0;
  std::uint8_t door = 0;
  Queue queue = Queue::Waiting;
};

class Guests {
 public:
  /// A place for a new one, at the end of the waiting ones.
  std::uint32_t add(Guest guest);

  /// Gives the place back and ends the connection.
  void remove(std::uint32_t place);

  /// To the end of `queue`: just heard of.
  void move(std::uint32_t place, Queue queue);

  /// First of a queue: waiting or silent longest.  kNobody if it is empty.
  [[nodiscard]] std::uint32_t first(Queue queue) const { return ends(queue).first; }

  [[nodiscard]] Guest& at(std::uint32_t place) { return guests_[place]; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t waiting() const { return waiting_; }

  /// The name by which the kernel is told of a place, and the place if the name still holds.
  [[nodiscard]] std::uint64_t name(std::uint32_t place) const {
    return std::uint64_t{guests_[place].generation & kGenerations} << 32 | place;
  }
  [[nodiscard]] std::optional<std::uint32_t> find(std::uint64_t name) const;

  /// Connections that `source` has open now; IPv6 by /64.
  [[nodiscard]] std::uint32_t of(const net::Address& source) const;

 private:
  struct Ends {
    std::uint32_t first = kNobody;
    std::uint32_t last = kNobody;
  };

  Ends& ends(Queue queue) { return ends_[static_cast<std::size_t>(queue)]; }
  [[nodiscard]] const Ends& ends(Queue queue) const {
    return ends_[static_cast<std::size_t>(queue)];
  }
  void unlink(std::uint32_t place);
  void link_last(std::uint32_t place, Queue queue);

  std::vector<Guest> guests_;
  Ends ends_[2];
  std::uint32_t free_ = kNobody;
  std::size_t size_ = 0;
  std::size_t waiting_ = 0;
  SourceCounts of_source_;
};

}  // namespace noroshi::sinkhole
