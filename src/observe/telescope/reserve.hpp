// Reserve: room for many records, of which the kernel gives memory only to those that are used.
//
// A telescope's tables are made for the worst day and are mostly empty on others: the room is
// mapped at once, zero, and becomes memory page by page.  Nothing moves, so an index into it holds
// until the record is given up.
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

namespace noroshi::telescope {

/// How the records come to be used: one after the other, so that large pages cost no memory and
/// spare the processor most of its walks through page tables, or anywhere.
enum class Filled : bool { InOrder, Anywhere };

/// Maps `octets` of zeros; stops the program when the machine refuses even the promise.
void* map_zeros(std::size_t octets, Filled how);
void unmap(void* start, std::size_t octets);

template <class Record>
class Reserve {
  static_assert(std::is_trivially_copyable_v<Record> && std::is_trivially_destructible_v<Record>);

 public:
  explicit Reserve(std::size_t size, Filled how = Filled::InOrder)
      : size_(size), records_(static_cast<Record*>(map_zeros(size * sizeof(Record), how))) {}
  ~Reserve() { unmap(records_, size_ * sizeof(Record)); }
  Reserve(const Reserve&) = delete;
  Reserve& operator=(const Reserve&) = delete;

  Record& operator[](std::size_t index) { return records_[index]; }
  const Record& operator[](std::size_t index) const { return records_[index]; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::span<Record> all() { return {records_, size_}; }

 private:
  std::size_t size_;
  Record* records_;
};

}  // namespace noroshi::telescope
