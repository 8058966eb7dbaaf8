// The bytes of a telescope's state, out and in; the format is docs/formats/telescope-state.md.
//
// Numbers are little-endian, 64 bits; texts and records have their length before them.  Records are
// written as they lie in memory: the state is for the same version on the same kind of machine, and
// says so at its begin.  After a failure everything that follows does nothing, so that a caller
// asks once, at the end.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace noroshi::telescope {

static_assert(std::endian::native == std::endian::little);

class StateOut {
 public:
  virtual ~StateOut() = default;
  virtual void octets(std::string_view bytes) = 0;

  void number(std::uint64_t value) { record(value); }
  void text(std::string_view value) {
    number(value.size());
    octets(value);
  }
  template <class Record>
  void record(const Record& value) {
    static_assert(std::is_trivially_copyable_v<Record>);
    octets({reinterpret_cast<const char*>(&value), sizeof(value)});
  }
};

class StateIn {
 public:
  virtual ~StateIn() = default;
  /// Fills `bytes`, or fails and leaves zeros.
  virtual void octets(std::span<char> bytes) = 0;
  /// What was read makes no sense: nothing more is read.
  virtual void fail() = 0;
  [[nodiscard]] virtual bool good() const = 0;

  std::uint64_t number() {
    std::uint64_t value = 0;
    record(value);
    return value;
  }
  /// A count of things that follow; more than `most` is a failure, and 0.
  std::uint64_t count(std::uint64_t most) {
    const std::uint64_t value = number();
    if (value <= most) return value;
    fail();
    return 0;
  }
  /// Piece by piece: a wrong length costs no memory.
  std::string text(std::uint64_t longest) {
    std::string value;
    for (std::uint64_t left = count(longest); left > 0 && good();) {
      const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(left, 1U << 20));
      value.resize(value.size() + piece);
      octets(std::span(value).last(piece));
      left -= piece;
    }
    return value;
  }
  template <class Record>
  void record(Record& value) {
    static_assert(std::is_trivially_copyable_v<Record>);
    octets({reinterpret_cast<char*>(&value), sizeof(value)});
  }
};

}  // namespace noroshi::telescope
