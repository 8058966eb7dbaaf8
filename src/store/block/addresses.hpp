// Addresses: each distinct one once in a block, in any column, and its number in every row.
//
// All address columns share one dictionary: where a source exports each direction by itself, every
// host stands in both.  The dictionary keeps three kinds apart, because they cost differently:
// IPv4 (4 octets), those under one prefix of 64 bits that many share (8; the tokens that stand for
// subscribers), and all others (16).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "net/address.hpp"
#include "store/block/block.hpp"
#include "store/block/dictionary.hpp"
#include "store/block/integers.hpp"

namespace noroshi::block {

struct AddressHash {
  std::uint64_t operator()(const net::Address& address) const {
    constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15;  // 2^64 ÷ golden ratio, Knuth 6.4
    const std::uint64_t high = address.high() * 0xD6E8'FEB8'6659'FD93;
    return (address.low() ^ (high >> 32 | high << 32)) * kOdd;
  }
};

class AddressWriter {
 public:
  AddressWriter(PlaneWriter& planes, IntegerWriter& integers)
      : planes_(planes), integers_(integers) {}

  void begin() { dictionary_.clear(); }
  /// The stream of one column: numbers.
  void write_column(std::span<const net::Address> column, std::string& out);
  /// The stream that all columns of the block share.
  void write_dictionary(std::string& out);

 private:
  PlaneWriter& planes_;
  IntegerWriter& integers_;
  Dictionary<net::Address, AddressHash> dictionary_;
  std::vector<std::uint32_t> numbers_;
  std::vector<std::uint8_t> kinds_;  // of every address
  std::vector<std::uint32_t> v4_;    // and what is left of them, by kind
  std::vector<std::uint64_t> low_, other_high_, other_low_;
};

class AddressReader {
 public:
  AddressReader(PlaneReader& planes, IntegerReader& integers)
      : planes_(planes), integers_(integers) {}

  /// `most` bounds the distinct addresses: rows × address columns.
  Status read_dictionary(Cursor& cursor, std::size_t most);
  Status read_column(Cursor& cursor, std::size_t rows, AddressHalves& out);

 private:
  struct Halves {
    std::uint64_t high, low;
  };

  Status read_list(Cursor& cursor, std::size_t count, std::vector<std::uint64_t>& list);
  void put_together(std::uint64_t prefix);

  PlaneReader& planes_;
  IntegerReader& integers_;
  std::vector<Halves> dictionary_;
  std::vector<std::uint32_t> numbers_;
  std::vector<std::uint8_t> kinds_;
  std::vector<std::uint64_t> v4_, prefixed_, other_high_, other_low_;
};

}  // namespace noroshi::block
