#include "store/block/integers.hpp"

#include <algorithm>

namespace noroshi::block {
namespace {

enum Form : std::uint8_t {
  kPlain = 0,  // x[i] counts from base
  kDelta = 1   // zigzag of the difference to the value before; the first one counts from base
};

constexpr std::uint64_t zigzag(std::uint64_t difference) {
  return (difference << 1) ^ (0 - (difference >> 63));
}
constexpr std::uint64_t unzigzag(std::uint64_t x) { return (x >> 1) ^ (0 - (x & 1)); }

std::uint64_t least(std::span<const std::uint64_t> values, bool is_signed) {
  if (!is_signed) return *std::min_element(values.begin(), values.end());
  return *std::min_element(values.begin(), values.end(), [](std::uint64_t a, std::uint64_t b) {
    return static_cast<std::int64_t>(a) < static_cast<std::int64_t>(b);
  });
}

unsigned octets_of(std::uint64_t bits) {
  return static_cast<unsigned>(std::bit_width(bits) + 7) / 8;
}

std::uint64_t union_of(std::span<const std::uint64_t> values) {
  std::uint64_t bits = 0;
  for (const std::uint64_t value : values) bits |= value;
  return bits;
}

}  // namespace

void IntegerWriter::write(std::span<const std::uint64_t> values, bool is_signed, std::string& out) {
  if (values.empty()) return;
  const std::uint64_t base = least(values, is_signed);
  residues_.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) residues_[i] = values[i] - base;
  const unsigned plain = octets_of(union_of(residues_));
  Form form = kPlain;
  std::uint64_t start = base;
  unsigned width = plain;
  if (is_signed && plain > 1) {
    std::uint64_t bits = 0;
    for (std::size_t i = 1; i < values.size(); ++i) bits |= zigzag(values[i] - values[i - 1]);
    if (octets_of(bits) < plain) {
      form = kDelta;
      start = values.front();
      width = octets_of(bits);
      residues_[0] = 0;
      for (std::size_t i = 1; i < values.size(); ++i) {
        residues_[i] = zigzag(values[i] - values[i - 1]);
      }
    }
  }
  put(out, form);
  put(out, static_cast<std::uint8_t>(width));
  put(out, start);
  plane_.resize(values.size());
  for (unsigned octet = 0; octet < width; ++octet) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      plane_[i] = static_cast<std::uint8_t>(residues_[i] >> (8 * octet));
    }
    planes_.write(plane_, out);
  }
}

Status IntegerReader::read(Cursor& cursor, std::span<std::uint64_t> values) {
  if (values.empty()) return {};
  const auto form = cursor.take<std::uint8_t>();
  const auto width = cursor.take<std::uint8_t>();
  const auto start = cursor.take<std::uint64_t>();
  if (!start || *form > kDelta || *width > 8) return senseless("a column of an unknown form");
  std::fill(values.begin(), values.end(), 0);
  plane_.resize(values.size());
  for (unsigned octet = 0; octet < *width; ++octet) {
    NOROSHI_CHECK(planes_.read(cursor, plane_));
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] |= std::uint64_t{plane_[i]} << (8 * octet);
    }
  }
  if (*form == kPlain) {
    for (std::uint64_t& value : values) value += *start;
    return {};
  }
  std::uint64_t sum = *start;
  for (std::uint64_t& value : values) {
    sum += unzigzag(value);
    value = sum;
  }
  return {};
}

}  // namespace noroshi::block
