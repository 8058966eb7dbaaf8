// TailWriter: DER written from its end, so that every length is known when its turn comes.
//
// One buffer and no copy of a part, which is what lets an authority make tokens at the speed of
// its signatures.  der/writer.hpp is the clear way where that does not matter.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "trust/der/bytes.hpp"

namespace noroshi::stamp {

class TailWriter {
 public:
  /// `room`: at least what will be put.  `buffer` is written over, and may be used again.
  TailWriter(der::Bytes& buffer, std::size_t room) : buffer_(buffer) {
    if (buffer_.size() < room) buffer_.resize(room);
    at_ = buffer_.size();
  }

  [[nodiscard]] std::size_t size() const { return buffer_.size() - at_; }
  /// Everything that was put.
  [[nodiscard]] der::View octets() const { return der::View(buffer_).subspan(at_); }

  /// Before what stands.
  void put(der::View octets) {
    NOROSHI_ASSERT(octets.size() <= at_);
    at_ -= octets.size();
    std::copy(octets.begin(), octets.end(), buffer_.begin() + static_cast<std::ptrdiff_t>(at_));
  }

  /// Tag and length around everything since `size()` was `mark`.
  void wrap(std::uint8_t tag, std::size_t mark) {
    const std::size_t length = size() - mark;
    if (length < 0x80) {
      put_octet(static_cast<std::uint8_t>(length));
    } else {
      std::uint8_t count = 0;
      for (std::size_t rest = length; rest != 0; rest >>= 8U, ++count) {
        put_octet(static_cast<std::uint8_t>(rest));
      }
      put_octet(static_cast<std::uint8_t>(0x80U | count));
    }
    put_octet(tag);
  }

  /// A whole element over these contents.
  void put_element(std::uint8_t tag, der::View contents) {
    const std::size_t mark = size();
    put(contents);
    wrap(tag, mark);
  }

  /// A whole INTEGER.
  void put_integer(std::uint64_t value) {
    const std::size_t mark = size();
    std::uint8_t last = 0;
    do {
      last = static_cast<std::uint8_t>(value);
      put_octet(last);
      value >>= 8U;
    } while (value != 0);
    if (last >= 0x80) put_octet(0);  // positive
    wrap(0x02, mark);
  }

 private:
  void put_octet(std::uint8_t octet) {
    NOROSHI_ASSERT(at_ > 0);
    buffer_[--at_] = octet;
  }

  der::Bytes& buffer_;
  std::size_t at_ = 0;  // where what was put begins
};

}  // namespace noroshi::stamp
