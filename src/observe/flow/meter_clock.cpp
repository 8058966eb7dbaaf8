// The clock of a Meter: which flows end as time goes by (meter.hpp explains the wheel).
#include <algorithm>

#include "observe/flow/meter.hpp"

namespace noroshi::flow {
namespace {

// Enough to make a batch worth its while, few enough to bound what waits in memory.
constexpr std::size_t kMostEndedAtOnce = 1024;

}  // namespace

bool Meter::advance(base::Micros when) {
  if (!clock_runs_) set_clock(when);
  if (sets_back(when)) {
    if (!end_all()) return false;
    set_clock(when);
  }
  clock_ = std::max(clock_, when);
  return clock_ < tick_starts_ || expire();
}

bool Meter::finish() { return end_all(); }

void Meter::set_clock(base::Micros when) {
  clock_runs_ = true;
  clock_ = when;
  tick_ = when / tick_length_ + 1;
  tick_starts_ = tick_ * tick_length_;
}

// Ends what has been silent for too long.  A slot's flows that had packets since they were listed
// move to the slot of their new deadline, which is still to come.
bool Meter::expire() {
  const std::int64_t now = clock_ / tick_length_;
  for (; tick_ <= now && table_.size() != 0; ++tick_) {
    while (slot(tick_).head != kNoFlow) {
      if (ended_.size() >= kMostEndedAtOnce) return false;
      const std::uint32_t index = unschedule(tick_);
      if (deadline(table_[index]) > clock_) {
        schedule(index, deadline_tick(table_[index]));
      } else {
        close(index, silence(table_[index]));
      }
    }
  }
  set_clock(clock_);
  return true;
}

bool Meter::end_all() {
  for (std::int64_t tick = tick_; tick < tick_ + kSlots; ++tick) {
    while (slot(tick).head != kNoFlow) {
      if (ended_.size() >= kMostEndedAtOnce) return false;
      const std::uint32_t index = unschedule(tick);
      const OpenFlow& flow = table_[index];
      const bool silent = flow.is_closed() || deadline(flow) <= clock_;
      close(index, silent ? silence(flow) : model::kForcedEnd);
    }
  }
  return true;
}

// Cuts the flow that has been silent for longest, to within a tick.
void Meter::make_room() {
  for (std::int64_t tick = tick_;; ++tick) {
    while (slot(tick).head != kNoFlow) {
      const std::uint32_t index = unschedule(tick);
      const std::int64_t due = deadline_tick(table_[index]);
      if (due <= tick) {
        ++cut_for_room_;
        return close(index, model::kLackOfResources);
      }
      schedule(index, due);
    }
  }
}

// The first tick at whose start the deadline has passed.
std::int64_t Meter::deadline_tick(const OpenFlow& flow) const {
  return std::max(tick_, (deadline(flow) + tick_length_ - 1) / tick_length_);
}

void Meter::schedule(std::uint32_t index, std::int64_t tick) {
  Slot& list = slot(tick);
  table_[index].next = kNoFlow;
  if (list.head == kNoFlow) {
    list.head = index;
  } else {
    table_[list.tail].next = index;
  }
  list.tail = index;
}

std::uint32_t Meter::unschedule(std::int64_t tick) {
  Slot& list = slot(tick);
  const std::uint32_t index = list.head;
  list.head = table_[index].next;
  return index;
}

void Meter::close(std::uint32_t index, model::EndReason reason) {
  end(table_[index], reason);
  table_.erase(index);
}

}  // namespace noroshi::flow
