// Message: the octets of one datagram under way, numbers in network order.
//
// Puts do no bounds check: an encoder has compared `room` with what it is about to put.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "net/address.hpp"
#include "observe/flow/ipfix_wire.hpp"

namespace noroshi::replay {

class Message {
 public:
  explicit Message(std::size_t most) : bytes_(most, '\0') {}

  [[nodiscard]] bool empty() const { return used_ == 0; }
  [[nodiscard]] std::size_t size() const { return used_; }
  [[nodiscard]] std::size_t room() const { return bytes_.size() - used_; }
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), used_}; }
  void clear() { used_ = 0; }

  template <class Unsigned>
  void put(Unsigned value) {
    flow::ipfix::store(bytes_.data() + used_, value);
    used_ += sizeof value;
  }

  /// The 4 or 16 octets of an address; `v6` writes IPv4 in its mapped form.
  void put(const net::Address& address, bool v6) {
    if (!v6) return put(address.v4_bits());
    put(address.high());
    put(address.low());
  }

  void put_zeros(std::size_t count) {
    std::memset(bytes_.data() + used_, 0, count);
    used_ += count;
  }

  /// Zeros up to the next multiple of four, counted from the beginning.
  void align() { put_zeros((4 - used_ % 4) % 4); }

  template <class Unsigned>
  void put_at(std::size_t place, Unsigned value) {
    flow::ipfix::store(bytes_.data() + place, value);
  }

 private:
  std::string bytes_;
  std::size_t used_ = 0;
};

}  // namespace noroshi::replay
