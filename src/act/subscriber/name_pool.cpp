#include "act/subscriber/name_pool.hpp"

#include <functional>

#include "act/subscriber/stay.hpp"

namespace noroshi::subscriber {
namespace {

constexpr std::uint32_t kEmpty = kNobody;

}  // namespace

std::size_t NamePool::slot_of(std::string_view name) const {
  const auto mask = slots_.size() - 1;
  auto slot = std::hash<std::string_view>()(name) & mask;
  while (slots_[slot] != kEmpty && this->name(slots_[slot]) != name) slot = (slot + 1) & mask;
  return slot;
}

void NamePool::grow() {
  slots_.assign(slots_.empty() ? 1024 : slots_.size() * 2, kEmpty);
  for (std::uint32_t number = 0; number < ends_.size(); ++number) {
    slots_[slot_of(name(number))] = number;
  }
}

std::uint32_t NamePool::number(std::string_view name) {
  if ((ends_.size() + 1) * 4 > slots_.size() * 3) grow();
  const auto slot = slot_of(name);
  if (slots_[slot] == kEmpty) {
    slots_[slot] = static_cast<std::uint32_t>(ends_.size());
    text_ += name;
    ends_.push_back(text_.size());
  }
  return slots_[slot];
}

std::string_view NamePool::name(std::uint32_t number) const {
  const auto begin = number == 0 ? 0 : ends_[number - 1];
  return std::string_view(text_).substr(begin, ends_[number] - begin);
}

std::uint64_t NamePool::octets() const {
  return text_.capacity() + ends_.capacity() * sizeof(ends_[0]) +
         slots_.capacity() * sizeof(slots_[0]);
}

}  // namespace noroshi::subscriber
