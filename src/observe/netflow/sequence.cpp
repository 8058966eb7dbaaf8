#include "observe/netflow/sequence.hpp"

#include <algorithm>
#include <utility>

namespace noroshi::netflow {
namespace {

// No network loses so many units and goes on: at a million records a second, four minutes.
constexpr std::uint32_t kImpossibleGap = 1U << 28;

// A jump from high numbers to the first ones is an exporter that began again.
constexpr std::uint32_t kFirstNumbers = 4096;
constexpr std::uint32_t kGreatGap = 1U << 20;

}  // namespace

Sequence::Verdict Sequence::take(const Message& message, std::uint32_t window) {
  ++count_;
  settle_older(window);
  if (started_ && !message.restarted && !message.open && !open_) find_way(message);
  const std::uint32_t before = next_;
  const Verdict verdict = place(as_counted(message, way_), window);
  if (next_ != before || verdict.kind == Kind::Restart || count_ == 1) expect_behind(message);
  return verdict;
}

Sequence::Verdict Sequence::place(const Message& message, std::uint32_t window) {
  if (!started_) {
    begin(message);
    remember(message, window);
    return {};
  }
  const std::uint32_t ahead = message.first - next_;
  const bool repeats = !seen_.empty() && message.first == seen_.back().first && message.units != 0;
  Verdict verdict;
  if (message.restarted) {
    verdict.kind = Kind::Restart;
  } else if (ahead < 1U << 31) {
    verdict = take_ahead(message, ahead);
  } else if (repeats && message.clock > newest_clock_) {
    // The exporter does not count.
  } else {
    verdict = take_behind(message, window);
  }
  if (verdict.kind == Kind::Restart) begin(message);
  newest_clock_ = std::max(newest_clock_, message.clock);
  remember(message, window);
  return verdict;
}

/// The message as an exporter of the standards would have numbered it.
Sequence::Message Sequence::as_counted(Message message, Way way) {
  if ((way & kWithoutOptions) != 0) message.units -= message.options;
  if ((way & kAfter) != 0) message.first -= message.units;
  return message;
}

void Sequence::expect_behind(const Message& message) {
  for (Way way = 0; way < kWays; ++way) {
    const Message counted = as_counted(message, way);
    expected_[way] = counted.first + counted.units;
  }
}

// Messages of one size say nothing, nor do those that no way explains (losses, late ones).
void Sequence::find_way(const Message& message) {
  constexpr std::uint8_t kMostExplained = 16;
  std::array<bool, kWays> explains{};
  for (Way way = 0; way < kWays; ++way) {
    explains[way] = as_counted(message, way).first == expected_[way];
  }
  const auto count = std::ranges::count(explains, true);
  if (count == 0 || static_cast<std::size_t>(count) == kWays) return;
  for (Way way = 0; way < kWays; ++way) {
    std::uint8_t& explained = explained_[way];
    const int judged = explains[way] ? std::min(explained + 1, int{kMostExplained}) : explained / 2;
    explained = static_cast<std::uint8_t>(judged);
  }
  if (explains[way_]) return;
  const auto best = std::ranges::max_element(explained_) - explained_.begin();
  if (explained_[static_cast<std::size_t>(best)] <= explained_[way_]) return;
  way_ = static_cast<Way>(best);
  next_ = expected_[way_];
  seen_.clear();
}

void Sequence::begin(const Message& message) {
  started_ = true;
  for (const Gap& gap : gaps_) settled_ += gap.units;
  gaps_.clear();
  seen_.clear();
  next_ = message.first + message.units;
  open_ = message.open;
  between_open_ = replayed_ = 0;
  newest_clock_ = message.clock;
}

void Sequence::remember(const Message& message, std::uint32_t window) {
  seen_.push_back({message.first, message.units});
  while (seen_.size() > std::max(window, 1U)) seen_.pop_front();
}

Sequence::Verdict Sequence::take_ahead(const Message& message, std::uint32_t ahead) {
  const bool first_again = message.first < kFirstNumbers && ahead >= kGreatGap;
  if (ahead >= kImpossibleGap || first_again) return {Kind::Restart, 0};
  const std::uint32_t from = std::exchange(next_, message.first + message.units);
  const bool was_open = std::exchange(open_, message.open);
  if (was_open) {
    between_open_ += ahead;
    return {};
  }
  if (ahead == 0) return {};
  gaps_.push_back({from, ahead, count_});
  return {Kind::Gap, ahead};
}

Sequence::Verdict Sequence::take_behind(const Message& message, std::uint32_t window) {
  if (message.units == 0 && !message.open) return {};  // templates only: no unit to be late
  if (was_seen(message)) return {Kind::Duplicate, 0};
  if (const std::uint32_t filled = fill(message); filled > 0) return {Kind::Late, filled};
  const std::uint32_t behind = next_ - message.first;
  if (message.clock > newest_clock_ || behind > reach(window)) return {Kind::Restart, 0};
  // Older than what was seen first, or a part of what has been seen.
  const bool before_all = message.first - seen_.front().first >= 1U << 31;
  return {before_all ? Kind::Late : Kind::Duplicate, 0};
}

bool Sequence::was_seen(const Message& message) const {
  if (message.clock > newest_clock_) return false;
  return std::ranges::any_of(seen_, [&](const Seen& seen) {
    return seen.first == message.first && seen.units == message.units;
  });
}

/// Takes the message's units out of the gap that it falls into; returns how many.
std::uint32_t Sequence::fill(const Message& message) {
  for (auto gap = gaps_.begin(); gap != gaps_.end(); ++gap) {
    const std::uint32_t into = message.first - gap->first;
    if (into >= gap->units) continue;
    const std::uint32_t filled = std::min(message.units, gap->units - into);
    const Gap behind{message.first + filled, gap->units - into - filled, gap->seen_at, gap->old};
    gap->units = into;
    if (behind.units > 0) gap = gaps_.insert(gap + 1, behind);
    std::erase_if(gaps_, [](const Gap& one) { return one.units == 0; });
    return filled;
  }
  return 0;
}

/// How far back the window can go: that many messages of the largest size seen.
std::uint32_t Sequence::reach(std::uint32_t window) const {
  std::uint32_t largest = 1;
  for (const Seen& seen : seen_) largest = std::max(largest, seen.units);
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(std::uint64_t{largest} * window, 1U << 31));
}

void Sequence::settle_older(std::uint32_t window) {
  while (!gaps_.empty() &&
         (gaps_.front().seen_at + window < count_ || gaps_.size() > std::max(window, 1U))) {
    settled_ += gaps_.front().units;
    gaps_.pop_front();
  }
}

std::uint64_t Sequence::take_settled() {
  std::erase_if(gaps_, [&](const Gap& gap) {
    if (gap.old) settled_ += gap.units;
    return gap.old;
  });
  for (Gap& gap : gaps_) gap.old = true;
  return std::exchange(settled_, 0);
}

std::uint64_t Sequence::settle_open() {
  const std::uint64_t missing =
      measurable_ && between_open_ > replayed_ ? between_open_ - replayed_ : 0;
  between_open_ = replayed_ = 0;
  measurable_ = true;
  settled_ += missing;
  return missing;
}

}  // namespace noroshi::netflow
