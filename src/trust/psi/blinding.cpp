#include "trust/psi/blinding.hpp"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <thread>

namespace noroshi::psi {
namespace {

constexpr std::size_t kAtOnce = 256;  // some 10 ms of work: progress and stopping stay quick

// Calls step(i) for every i below `count`, in blocks that the threads take one after the other.
// A step that says false ends the work; the place of one such is returned, else `count`.
template <class Step>
Result<std::size_t> for_each(std::size_t count, const Work& work, std::uint64_t done_before,
                             Step step) {
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> done{0};
  std::atomic<std::size_t> broken{count};
  std::atomic<bool> stop{false};
  const auto take_block = [&] {
    const auto begin = next.fetch_add(kAtOnce, std::memory_order_relaxed);
    const auto end = std::min(begin + kAtOnce, count);
    if (begin >= count || stop.load(std::memory_order_relaxed)) return false;
    for (auto i = begin; i < end; ++i) {
      if (step(i)) continue;
      broken.store(i, std::memory_order_relaxed);
      stop.store(true, std::memory_order_relaxed);
      return false;
    }
    done.fetch_add(end - begin, std::memory_order_relaxed);
    return true;
  };
  {
    std::vector<std::jthread> others;
    const auto blocks = (count + kAtOnce - 1) / kAtOnce;
    for (std::size_t i = 1; i < std::min<std::size_t>(work.threads, blocks); ++i) {
      others.emplace_back([&] {
        while (take_block()) {
        }
      });
    }
    while (take_block()) {
      if (work.go_on && !work.go_on(done_before + done.load(std::memory_order_relaxed))) {
        stop.store(true, std::memory_order_relaxed);
      }
    }
  }  // all threads have ended
  if (broken != count) return broken.load();
  if (done != count) return Error{Errc::Io, "stopped before all items were blinded"};
  return count;
}

}  // namespace

Result<std::vector<Element>> blind(std::span<const Item> items, const Scalar& key, const Work& work,
                                   std::uint64_t done_before) {
  std::vector<Element> blinded(items.size());
  const auto place = NOROSHI_TRY(for_each(items.size(), work, done_before, [&](std::size_t i) {
    const auto product = multiply(key, hash_to_group(items[i]));
    if (product) blinded[i] = *product;
    return product.has_value();
  }));
  // Once in 2²⁵² items: an item that lies at the identity.
  if (place != items.size()) return Error{Errc::InvalidInput, "an item cannot be blinded"};
  return blinded;
}

Result<std::vector<Element>> blind(std::span<const Element> elements, const Scalar& key,
                                   const Work& work, std::uint64_t done_before) {
  std::vector<Element> blinded(elements.size());
  const auto place = NOROSHI_TRY(for_each(elements.size(), work, done_before, [&](std::size_t i) {
    const auto product = multiply(key, elements[i]);
    if (product) blinded[i] = *product;
    return product.has_value();
  }));
  if (place == elements.size()) return blinded;
  return Error{Errc::InvalidInput,
               fmt::format("what the peer sent as item {} is no element of the group: its program "
                           "is broken, or it does not play by the rules",
                           place + 1)};
}

}  // namespace noroshi::psi
