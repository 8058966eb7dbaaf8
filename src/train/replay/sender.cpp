#include "train/replay/sender.hpp"

#include <algorithm>
#include <thread>

namespace noroshi::replay {
namespace {

constexpr std::chrono::milliseconds kLongestNap{100};  // how late a stop may be noticed

}  // namespace

std::size_t Sender::add(std::unique_ptr<Channel> channel) {
  channels_.push_back(std::move(channel));
  return channels_.size() - 1;
}

Status Sender::take(const Datagram& datagram, std::size_t channel) {
  if (!began_) begin(datagram);
  ++offered_;
  if (options_.withhold_one_of > 0 && offered_ % options_.withhold_one_of == 0) {
    ++sent_.withheld_datagrams;
    sent_.withheld_records += datagram.records;
    return {};
  }
  const auto now = Clock::now();
  const auto due = due_of(datagram, now);
  if (due > now) NOROSHI_CHECK(wait_until(due));
  NOROSHI_CHECK(channels_[channel]->send(datagram.bytes));
  ++sent_.datagrams;
  sent_.records += datagram.records;
  sent_.octets += datagram.bytes.size();
  return {};
}

void Sender::begin(const Datagram& first) {
  began_ = Clock::now();
  first_ = first.latest;
  if (options_.pace.records_per_second > 0) {
    pacer_.emplace(options_.pace.records_per_second, *began_);
  }
}

Sender::Clock::time_point Sender::due_of(const Datagram& datagram, Clock::time_point now) {
  Clock::time_point due = now;
  if (pacer_) due = pacer_->spend(datagram.records, now);
  if (options_.pace.times_original > 0) {
    const std::chrono::duration<double> into(base::seconds(datagram.latest - first_) /
                                             options_.pace.times_original);
    due = std::max(due, *began_ + std::chrono::duration_cast<Clock::duration>(into));
  }
  return due;
}

Status Sender::wait_until(Clock::time_point due) {
  NOROSHI_CHECK(flush());
  const auto until = std::max(due, Clock::now() + kShortestSleep);
  for (auto now = Clock::now(); now < until; now = Clock::now()) {
    if (options_.stopped && options_.stopped()) return Error{Errc::Io, "interrupted"};
    std::this_thread::sleep_until(std::min(until, now + kLongestNap));
  }
  return {};
}

Status Sender::flush() {
  for (const auto& channel : channels_) NOROSHI_CHECK(channel->flush());
  return {};
}

Status Sender::finish() {
  sent_.refused = 0;
  for (const auto& channel : channels_) {
    NOROSHI_CHECK(channel->finish());
    sent_.refused += channel->refused();
  }
  if (began_) sent_.seconds = std::chrono::duration<double>(Clock::now() - *began_).count();
  return {};
}

}  // namespace noroshi::replay
