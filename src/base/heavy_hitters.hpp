// HeavyHitters: the things that come most often, in room for a fixed number of them.
//
// Space-Saving (Metwally, Agrawal, El Abbadi, "Efficient computation of frequent and top-k elements
// in data streams", 2005): a newcomer takes the place of the rarest and inherits its count as
// possible error.  With room for k, whatever makes up more than 1/k of all is in it, its count too
// high by at most `error`.  Two merge into one with the same promise over both streams (Agarwal and
// others, "Mergeable summaries", 2012).
//
// A plain value; one thread changes one at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace noroshi::base {

template <class Key, class Hash = std::hash<Key>>
class HeavyHitters {
 public:
  struct Entry {
    Key key{};
    std::uint64_t count = 0;  ///< never too low
    std::uint64_t error = 0;  ///< too high by at most this
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  /// Room for `room` things, at least one.
  explicit HeavyHitters(std::size_t room) : room_(std::max<std::size_t>(room, 1)) {}

  void note(const Key& key, std::uint64_t times = 1) {
    if (const auto found = place_.find(key); found != place_.end()) {
      heap_[found->second].count += times;
      return sink(found->second);
    }
    if (heap_.size() < room_) {
      place_.emplace(key, heap_.size());
      heap_.push_back({key, times, 0});
      return rise(heap_.size() - 1);
    }
    Entry& rarest = heap_.front();
    place_.erase(rarest.key);
    place_.emplace(key, 0);
    rarest = {key, rarest.count + times, rarest.count};
    sink(0);
  }

  /// Afterwards this holds the most frequent of both streams.
  void merge(const HeavyHitters& other) {
    const std::uint64_t mine = least();
    const std::uint64_t theirs = other.least();
    std::vector<Entry> all;
    for (const Entry& entry : heap_) {
      const auto found = other.place_.find(entry.key);
      const Entry there = found == other.place_.end() ? Entry{entry.key, theirs, theirs}
                                                      : other.heap_[found->second];
      all.push_back({entry.key, entry.count + there.count, entry.error + there.error});
    }
    for (const Entry& entry : other.heap_) {
      if (place_.count(entry.key) != 0) continue;
      all.push_back({entry.key, entry.count + mine, entry.error + mine});
    }
    sort(all);
    all.resize(std::min(all.size(), room_));
    rebuild(std::move(all));
  }

  /// Most frequent first; those of one count by key.
  [[nodiscard]] std::vector<Entry> top(std::size_t count) const {
    std::vector<Entry> all = heap_;
    sort(all);
    all.resize(std::min(all.size(), count));
    return all;
  }

  [[nodiscard]] std::size_t size() const { return heap_.size(); }

 private:
  // What something that is not here may have come at most.
  [[nodiscard]] std::uint64_t least() const {
    return heap_.size() < room_ ? 0 : heap_.front().count;
  }

  static void sort(std::vector<Entry>& entries) {
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return a.count != b.count ? a.count > b.count : a.key < b.key;
    });
  }

  void rebuild(std::vector<Entry> entries) {
    heap_ = std::move(entries);
    std::reverse(heap_.begin(), heap_.end());  // ascending: a heap already
    place_.clear();
    for (std::size_t i = 0; i < heap_.size(); ++i) place_.emplace(heap_[i].key, i);
  }

  void exchange(std::size_t a, std::size_t b) {
    std::swap(heap_[a], heap_[b]);
    place_[heap_[a].key] = a;
    place_[heap_[b].key] = b;
  }

  void rise(std::size_t at) {
    for (; at > 0 && heap_[at].count < heap_[(at - 1) / 2].count; at = (at - 1) / 2) {
      exchange(at, (at - 1) / 2);
    }
  }

  void sink(std::size_t at) {
    for (;;) {
      std::size_t least = at;
      for (const std::size_t child : {2 * at + 1, 2 * at + 2}) {
        if (child < heap_.size() && heap_[child].count < heap_[least].count) least = child;
      }
      if (least == at) return;
      exchange(at, least);
      at = least;
    }
  }

  std::size_t room_;
  std::vector<Entry> heap_;  // the rarest first
  std::unordered_map<Key, std::size_t, Hash> place_;
};

}  // namespace noroshi::base
