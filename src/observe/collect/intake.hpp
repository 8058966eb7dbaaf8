// Intake: the bounded queue between the sockets and one decoder.
//
// Two lanes, counted in octets, so that neither can starve the other: datagrams (three quarters of
// the bound) are dropped by policy when there is no room, messages of streams (the last quarter)
// make their sender wait.  Memory is recycled: a parcel that was decoded is filled again.
//
// Must stay true, at every instant and under one lock:
//   received = dropped + waiting + taken          (messages)
// Any number of threads offers, one takes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "observe/collect/options.hpp"
#include "observe/collect/parcel.hpp"

namespace noroshi::collect {

class Intake {
 public:
  struct Counts {
    std::uint64_t received = 0;  ///< messages
    std::uint64_t received_octets = 0;
    std::uint64_t dropped = 0;  ///< datagrams: no room
    std::uint64_t waiting = 0;
    std::uint64_t taken = 0;
    std::uint64_t waiting_octets = 0;  ///< as weighed against the bound
  };

  Intake(std::uint64_t bound, WhenFull when_full);

  /// Datagrams: takes what is in `parcel` or drops by policy; leaves an empty parcel.
  void offer(Parcel& parcel);

  /// Messages of a stream: waits for room, leaves an empty parcel.  False once closed.
  bool push(Parcel& parcel);

  /// The end of a stream is told whether there is room or not.
  void push_end(const Message& end);

  /// The next parcel, into `parcel`, whose memory is used again.  False when none came in time.
  bool take(Parcel& parcel, std::chrono::milliseconds patience);

  [[nodiscard]] bool closed() const;

  /// Nobody waits any more: streams are refused, `take` returns at once.
  void close();

  [[nodiscard]] Counts counts() const;
  [[nodiscard]] std::uint64_t bound() const { return datagrams_.bound + streams_.bound; }

 private:
  struct Lane {
    std::deque<Parcel> parcels;
    std::uint64_t octets = 0;
    std::uint64_t bound = 0;
  };
  bool make_room(const Parcel& parcel);
  void put(Lane& lane, Parcel& parcel);
  void note_received(const Parcel& parcel);

  WhenFull when_full_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable emptied_;
  Lane datagrams_;
  Lane streams_;
  bool streams_next_ = false;  // lanes take turns
  bool closed_ = false;
  std::vector<Parcel> spare_;
  Counts counts_;
};

}  // namespace noroshi::collect
