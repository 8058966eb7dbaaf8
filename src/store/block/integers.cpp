#include "store/block/integers.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <type_traits>

namespace noroshi::block {
namespace {

constexpr std::uint8_t kDelta = 1;  // bits of the first octet
constexpr std::uint8_t kRefers = 2;

constexpr std::uint64_t zigzag(std::uint64_t difference) {
  return (difference << 1) ^ (0 - (difference >> 63));
}
constexpr std::uint64_t unzigzag(std::uint64_t x) { return (x >> 1) ^ (0 - (x & 1)); }

constexpr std::uint64_t bits_of(base::Micros instant) {
  return static_cast<std::uint64_t>(instant);
}

template <class Value>
std::uint8_t octets_of(Value bits) {
  return static_cast<std::uint8_t>((std::bit_width(bits) + 7) / 8);
}

void put_form(const IntegerForm& form, std::string& out) {
  put(out, static_cast<std::uint8_t>((form.delta ? kDelta : 0) | (form.refers ? kRefers : 0)));
  put(out, form.width);
  put(out, form.unit);
  put(out, form.base);
}

// What each form would cost, estimated on every kStride-th row: bits of x.
constexpr std::size_t kStride = 8;

IntegerForm cheapest(std::span<const base::Micros> values,
                     std::span<const base::Micros> reference) {
  if (values.size() < 2) return {};
  const std::uint64_t least = bits_of(*std::min_element(values.begin(), values.end()));
  std::array<std::uint64_t, 4> cost{};  // plain, delta, and the same with a reference
  for (std::size_t i = 1; i < values.size(); i += kStride) {
    const std::uint64_t value = bits_of(values[i]);
    const std::uint64_t before = bits_of(values[i - 1]);
    const auto width = [](std::uint64_t x) {
      return static_cast<std::uint64_t>(std::bit_width(x));
    };
    cost[0] += width(value - least);
    cost[1] += width(zigzag(value - before));
    if (reference.empty()) continue;
    const std::uint64_t away = value - bits_of(reference[i]);
    cost[2] += width(zigzag(away));
    cost[3] += width(zigzag(away - (before - bits_of(reference[i - 1]))));
  }
  const auto end = reference.empty() ? cost.begin() + 2 : cost.end();
  const auto best = std::min_element(cost.begin(), end) - cost.begin();
  return IntegerForm{.delta = (best & 1) != 0, .refers = (best & 2) != 0};
}

// Clocks that count milliseconds or seconds leave the lower digits of microseconds empty.
std::uint32_t unit_of(std::span<const std::uint64_t> residues) {
  constexpr std::size_t kProbe = 64;
  for (const std::int64_t unit : {1'000'000, 1'000}) {
    const auto fits = [unit](std::uint64_t x) { return static_cast<std::int64_t>(x) % unit == 0; };
    const auto probe = residues.first(std::min(kProbe, residues.size()));
    if (!std::all_of(probe.begin(), probe.end(), fits)) continue;
    if (std::all_of(residues.begin(), residues.end(), fits)) {
      return static_cast<std::uint32_t>(unit);
    }
  }
  return 1;
}

template <class Value>
constexpr unsigned kOctets = std::numeric_limits<Value>::digits / 8;

// One octet of every x.  The shift is known when compiling, or no vector code comes of it.
template <unsigned kOctet, class Value>
void split(std::span<const Value> values, unsigned octet, std::uint8_t* plane) {
  if constexpr (kOctet < kOctets<Value>) {
    if (octet != kOctet) return split<kOctet + 1>(values, octet, plane);
    for (std::size_t i = 0; i < values.size(); ++i) {
      plane[i] = static_cast<std::uint8_t>(values[i] >> (8 * kOctet));
    }
  }
}

// The way back: ors one octet into every x.
template <class Value>
void merge(const std::uint8_t* plane, unsigned octet, std::span<Value> values) {
  if (octet == 0) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = plane[i];
    return;
  }
  const unsigned shift = 8 * octet;
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<Value>(values[i] | static_cast<Value>(Value{plane[i]} << shift));
  }
}

// Narrow values are promoted to int, whose products overflow: count in something unsigned.
template <class Value>
using Wide = std::common_type_t<Value, unsigned>;

template <class Value>
void add_base(const IntegerForm& form, std::span<Value> values) {
  const auto base = static_cast<Value>(form.base);
  const auto unit = static_cast<Wide<Value>>(form.unit);
  if (form.unit != 1) {
    for (Value& x : values) x = static_cast<Value>(base + unit * x);
  } else if (base != 0) {
    for (Value& x : values) x = static_cast<Value>(base + x);
  }
}

template <class Value>
void add_up(const IntegerForm& form, std::span<Value> values) {
  const auto unit = static_cast<Wide<Value>>(form.unit);
  auto value = static_cast<Wide<Value>>(form.base);
  for (Value& x : values) {
    value += unit * static_cast<Wide<Value>>(unzigzag(x));
    x = static_cast<Value>(value);
  }
}

}  // namespace

template <class Value>
void IntegerWriter::write_planes(std::span<const Value> values, std::uint8_t width,
                                 std::string& out) {
  plane_.resize(values.size());
  for (unsigned octet = 0; octet < width; ++octet) {
    split<0>(values, octet, plane_.data());
    planes_.write(plane_, out);
  }
}

template <class Value>
void IntegerWriter::write(std::span<const Value> values, std::string& out) {
  if (values.empty()) return;
  // No search for the least value: octets that all values share are constant planes, nearly free.
  Value all = 0;
  Value differing = 0;
  for (const Value value : values) {
    all = static_cast<Value>(all | value);
    differing = static_cast<Value>(differing | (value ^ values.front()));
  }
  const bool constant = differing == 0;
  const IntegerForm form{.width = constant ? std::uint8_t{0} : octets_of(all),
                         .base = constant ? all : Value{0}};
  put_form(form, out);
  write_planes(values, form.width, out);
}

template void IntegerWriter::write(std::span<const std::uint8_t>, std::string&);
template void IntegerWriter::write(std::span<const std::uint16_t>, std::string&);
template void IntegerWriter::write(std::span<const std::uint32_t>, std::string&);
template void IntegerWriter::write(std::span<const std::uint64_t>, std::string&);

// Turns values into what is left of them once base and reference are taken away.
void IntegerWriter::take_away(std::span<const base::Micros> values,
                              std::span<const base::Micros> reference, IntegerForm& form) {
  residues_.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    residues_[i] = bits_of(values[i]) - (form.refers ? bits_of(reference[i]) : 0);
  }
  if (form.delta) {
    form.base = residues_[0];
    for (std::size_t i = residues_.size() - 1; i > 0; --i) residues_[i] -= residues_[i - 1];
    residues_[0] = 0;
    return;
  }
  form.base = static_cast<std::uint64_t>(*std::ranges::min_element(
      residues_, {}, [](std::uint64_t x) { return static_cast<std::int64_t>(x); }));
  for (std::uint64_t& residue : residues_) residue -= form.base;
}

void IntegerWriter::write_instants(std::span<const base::Micros> values,
                                   std::span<const base::Micros> reference, std::string& out) {
  if (values.empty()) return;
  IntegerForm form = cheapest(values, reference);
  take_away(values, reference, form);
  form.unit = unit_of(residues_);
  if (form.unit > 1) {
    for (std::uint64_t& x : residues_) {
      x = static_cast<std::uint64_t>(static_cast<std::int64_t>(x) / std::int64_t{form.unit});
    }
  }
  if (form.delta) std::ranges::transform(residues_, residues_.begin(), zigzag);
  std::uint64_t all = 0;
  for (const std::uint64_t x : residues_) all |= x;
  form.width = octets_of(all);
  put_form(form, out);
  write_planes(std::span<const std::uint64_t>(residues_), form.width, out);
}

Result<IntegerForm> IntegerReader::read_form(Cursor& cursor) {
  const auto flags = cursor.take<std::uint8_t>();
  const auto width = cursor.take<std::uint8_t>();
  const auto unit = cursor.take<std::uint32_t>();
  const auto base = cursor.take<std::uint64_t>();
  if (!base) return senseless("a column without its form");
  if ((*flags & ~(kDelta | kRefers)) != 0 || *width > 8) {
    return senseless("a column of a form that we do not know");
  }
  return IntegerForm{.delta = (*flags & kDelta) != 0,
                     .refers = (*flags & kRefers) != 0,
                     .width = *width,
                     .unit = *unit,
                     .base = *base};
}

template <class Value>
Status IntegerReader::read(const IntegerForm& form, Cursor& cursor, std::span<Value> values) {
  if (form.width > sizeof(Value)) return senseless("a column wider than its type");
  if (form.width == 0) std::ranges::fill(values, Value{0});
  plane_.resize(values.size());
  for (unsigned octet = 0; octet < form.width; ++octet) {
    NOROSHI_CHECK(planes_.read(cursor, plane_));
    merge(plane_.data(), octet, values);
  }
  if (form.delta) {
    add_up(form, values);
  } else {
    add_base(form, values);
  }
  return {};
}

template Status IntegerReader::read(const IntegerForm&, Cursor&, std::span<std::uint8_t>);
template Status IntegerReader::read(const IntegerForm&, Cursor&, std::span<std::uint16_t>);
template Status IntegerReader::read(const IntegerForm&, Cursor&, std::span<std::uint32_t>);
template Status IntegerReader::read(const IntegerForm&, Cursor&, std::span<std::uint64_t>);

}  // namespace noroshi::block
