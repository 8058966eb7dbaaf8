#include "observe/collect/intake.hpp"

#include <utility>

namespace noroshi::collect {
namespace {

/// Parcels grow to about this size while nobody takes them: at a low rate each would hold one
/// message otherwise.
constexpr std::uint64_t kParcelOctets = 256 << 10;
constexpr std::size_t kSpare = 32;

}  // namespace

Intake::Intake(std::uint64_t bound, WhenFull when_full) : when_full_(when_full) {
  streams_.bound = bound / 4;
  datagrams_.bound = bound - streams_.bound;
}

void Intake::note_received(const Parcel& parcel) {
  counts_.received += parcel.count();
  counts_.received_octets += parcel.bytes.size();
}

// Room for `parcel` among the datagrams, made by dropping older ones if that is the policy.
bool Intake::make_room(const Parcel& parcel) {
  const auto wanted = parcel.octets();
  if (wanted > datagrams_.bound) return false;
  while (datagrams_.octets + wanted > datagrams_.bound) {
    if (when_full_ == WhenFull::DropNewest) return false;
    const auto& oldest = datagrams_.parcels.front();
    counts_.dropped += oldest.count();
    counts_.waiting -= oldest.count();
    datagrams_.octets -= oldest.octets();
    datagrams_.parcels.pop_front();
  }
  return true;
}

void Intake::put(Lane& lane, Parcel& parcel) {
  counts_.waiting += parcel.count();
  lane.octets += parcel.octets();
  const bool fits =
      !lane.parcels.empty() && lane.parcels.back().octets() + parcel.octets() <= kParcelOctets;
  if (fits) {
    lane.parcels.back().append(parcel);
    parcel.clear();
    return;
  }
  lane.parcels.push_back(std::exchange(parcel, Parcel{}));
  if (!spare_.empty()) {
    parcel = std::move(spare_.back());
    spare_.pop_back();
  }
}

void Intake::offer(Parcel& parcel) {
  if (parcel.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    note_received(parcel);
    if (!make_room(parcel)) {
      counts_.dropped += parcel.count();
      parcel.clear();
      return;
    }
    put(datagrams_, parcel);
  }
  filled_.notify_one();
}

bool Intake::push(Parcel& parcel) {
  {
    std::unique_lock lock(mutex_);
    // A message larger than the lane still passes when nothing else waits.
    emptied_.wait(lock, [&] {
      return closed_ || streams_.octets == 0 || streams_.octets + parcel.octets() <= streams_.bound;
    });
    if (closed_) return false;
    note_received(parcel);
    put(streams_, parcel);
  }
  filled_.notify_one();
  return true;
}

void Intake::push_end(const Message& end) {
  Parcel parcel;
  parcel.add(end, {});
  {
    const std::lock_guard lock(mutex_);
    put(streams_, parcel);
  }
  filled_.notify_one();
}

bool Intake::take(Parcel& parcel, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  parcel.clear();
  filled_.wait_for(lock, patience, [&] {
    return closed_ || !datagrams_.parcels.empty() || !streams_.parcels.empty();
  });
  auto* lane = streams_next_ ? &streams_ : &datagrams_;
  if (lane->parcels.empty()) lane = streams_next_ ? &datagrams_ : &streams_;
  if (lane->parcels.empty()) return false;
  streams_next_ = lane == &datagrams_;
  std::swap(parcel, lane->parcels.front());
  if (spare_.size() < kSpare) spare_.push_back(std::move(lane->parcels.front()));
  lane->parcels.pop_front();
  lane->octets -= parcel.octets();
  counts_.waiting -= parcel.count();
  counts_.taken += parcel.count();
  lock.unlock();
  if (lane == &streams_) emptied_.notify_all();
  return true;
}

void Intake::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  filled_.notify_all();
  emptied_.notify_all();
}

bool Intake::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

Intake::Counts Intake::counts() const {
  const std::lock_guard lock(mutex_);
  auto counts = counts_;
  counts.waiting_octets = datagrams_.octets + streams_.octets;
  return counts;
}

}  // namespace noroshi::collect
