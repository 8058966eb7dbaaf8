// Ledger: who had `Key` (an address, a block of ports), from when to when; millions of stays.
//
// One sorted array.  `settle` sorts it once and cuts what overlaps (stay.hpp), so that a look-up
// is one binary search.  Memory: one Row a stay; twice that while `settle` works.
// After `settle` any number of threads may look.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

#include "act/subscriber/stay.hpp"

namespace noroshi::subscriber {

template <class Key>
class Ledger {
 public:
  /// A stay and whose it is, laid out without holes: 32 octets for a key of four.
  struct Row {
    base::Micros start = 0;
    base::Micros end = 0;
    std::uint64_t device = 0;
    std::uint32_t owner = kNobody;
    Key key{};
    [[nodiscard]] Stay stay() const { return {start, end, device, owner}; }
  };

  void add(const Key& key, const Stay& stay) {
    rows_.push_back({stay.start, stay.end, stay.device, stay.owner, key});
  }

  /// Sorts, and replaces stays of one key that overlap by pieces.  Returns how many keys had any
  /// instant with two owners.
  std::size_t settle() {
    std::sort(rows_.begin(), rows_.end(), before);
    std::vector<Row> cut;
    const auto contested = cut_overlaps(cut);
    if (!cut.empty()) {
      std::erase_if(rows_, [](const Row& row) { return row.owner == kNobody; });
      const auto middle = static_cast<std::ptrdiff_t>(rows_.size());
      rows_.insert(rows_.end(), cut.begin(), cut.end());
      std::inplace_merge(rows_.begin(), rows_.begin() + middle, rows_.end(), before);
    }
    rows_.shrink_to_fit();
    set_fences();
    return contested;
  }

  /// Calls `visit` with each piece of `key` that meets the window, in order of time.
  template <class Visit>
  void each(const Key& key, const Window& window, Visit visit) const {
    auto row = first_after(key, window.from);
    // The piece before may reach into the window.
    if (row != rows_.begin() && std::prev(row)->key == key) --row;
    for (; row != rows_.end() && row->key == key && row->start <= window.to; ++row) {
      if (row->end > window.from) visit(row->stay());
    }
  }

  /// Calls `visit` with each key from `first` to `last` that there is, once.
  template <class Visit>
  void each_key(const Key& first, const Key& last, Visit visit) const {
    auto row = std::lower_bound(rows_.begin(), rows_.end(), first, is_below);
    while (row != rows_.end() && !(last < row->key)) {
      const Key key = row->key;
      visit(key);
      row = std::upper_bound(row, rows_.end(), key, is_above);
    }
  }

  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }

 private:
  using Place = std::pair<Key, base::Micros>;
  static constexpr std::size_t kStride = 64;

  static bool before(const Row& a, const Row& b) {
    if (a.key < b.key) return true;
    if (b.key < a.key) return false;
    return a.start < b.start;
  }
  static bool starts(const Place& place, const Row& row) {
    return place < Place{row.key, row.start};
  }
  static bool is_below(const Row& row, const Key& key) { return row.key < key; }
  static bool is_above(const Key& key, const Row& row) { return key < row.key; }

  // Every 64th row stands in `fences_` too, every 64th of these in `posts_`: a search reads three
  // short stretches of memory instead of jumping through all of it.
  void set_fences() {
    fences_.clear();
    posts_.clear();
    for (std::size_t i = 0; i < rows_.size(); i += kStride) {
      if (fences_.size() % kStride == 0) posts_.emplace_back(rows_[i].key, rows_[i].start);
      fences_.emplace_back(rows_[i].key, rows_[i].start);
    }
  }

  // The stretch of `below` between the last entry of `above` that is not after `place` and the
  // next.
  template <class Above, class Below>
  static auto stretch(Above first, Above begin, const Below& below) {
    const auto end = static_cast<std::size_t>(first - begin) * kStride;
    const auto at = [&](std::size_t i) {
      return below.begin() + static_cast<std::ptrdiff_t>(std::min(i, below.size()));
    };
    return std::pair(at(end == 0 ? 0 : end - kStride), at(end));
  }

  [[nodiscard]] auto first_after(const Key& key, base::Micros start) const {
    const Place place{key, start};
    const auto post = std::upper_bound(posts_.begin(), posts_.end(), place);
    const auto fences = stretch(post, posts_.begin(), fences_);
    const auto fence = std::upper_bound(fences.first, fences.second, place);
    const auto rows = stretch(fence, fences_.begin(), rows_);
    return std::upper_bound(rows.first, rows.second, place, starts);
  }

  // The pieces of keys whose stays overlap go to `cut`, their rows are marked with kNobody.
  std::size_t cut_overlaps(std::vector<Row>& cut) {
    std::size_t contested = 0;
    for (auto first = rows_.begin(); first != rows_.end();) {
      bool overlaps = false;
      auto reach = first->end;
      auto last = std::next(first);
      for (; last != rows_.end() && last->key == first->key; ++last) {
        overlaps = overlaps || last->start < reach;
        reach = std::max(reach, last->end);
      }
      if (overlaps && replace(first, last, cut)) ++contested;
      first = last;
    }
    return contested;
  }

  using Rows = typename std::vector<Row>::iterator;

  bool replace(Rows first, Rows last, std::vector<Row>& cut) {
    std::vector<Stay> stays;
    for (auto row = first; row != last; ++row) stays.push_back(row->stay());
    bool contested = false;
    for (const auto& piece : disjoint(stays)) {
      contested = contested || piece.owner == kContested;
      cut.push_back({piece.start, piece.end, piece.device, piece.owner, first->key});
    }
    for (auto row = first; row != last; ++row) row->owner = kNobody;
    return contested;
  }

  std::vector<Row> rows_;
  std::vector<Place> fences_;
  std::vector<Place> posts_;
};

}  // namespace noroshi::subscriber
