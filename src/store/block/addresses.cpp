#include "store/block/addresses.hpp"

#include <algorithm>
#include <array>

namespace noroshi::block {
namespace {

enum Kind : std::uint8_t { kV4 = 0, kPrefixed = 1, kOther = 2 };
constexpr std::size_t kKinds = 3;
constexpr std::uint64_t kMapped = 0xFFFF'0000'0000;  // ::ffff:0:0/96

// The upper half that most addresses have that are not IPv4, if any half has the majority (Boyer
// and Moore's vote); else just one of them, and little is lost.
std::uint64_t shared_prefix(std::span<const net::Address> addresses) {
  std::uint64_t prefix = 0;
  std::size_t votes = 0;
  for (const net::Address& address : addresses) {
    if (address.is_v4()) continue;
    if (votes == 0) prefix = address.high();
    votes += address.high() == prefix ? 1 : std::size_t(-1);
  }
  return prefix;
}

}  // namespace

void AddressWriter::write_column(std::span<const net::Address> column, std::string& out) {
  numbers_.resize(column.size());
  dictionary_.number(column, numbers_.data());
  integers_.write(std::span<const std::uint32_t>(numbers_), out);
}

// Kinds, one octet an address; then the lists of each kind, in order of their numbers.
void AddressWriter::write_dictionary(std::string& out) {
  const auto addresses = dictionary_.keys();
  const std::uint64_t prefix = shared_prefix(addresses);
  kinds_.clear();
  v4_.clear();
  low_.clear();
  other_high_.clear();
  other_low_.clear();
  for (const net::Address& address : addresses) {
    if (address.is_v4()) {
      kinds_.push_back(kV4);
      v4_.push_back(address.v4_bits());
    } else if (address.high() == prefix) {
      kinds_.push_back(kPrefixed);
      low_.push_back(address.low());
    } else {
      kinds_.push_back(kOther);
      other_high_.push_back(address.high());
      other_low_.push_back(address.low());
    }
  }
  put(out, static_cast<std::uint32_t>(addresses.size()));
  put(out, prefix);
  planes_.write(kinds_, out);
  integers_.write(std::span<const std::uint32_t>(v4_), out);
  integers_.write(std::span<const std::uint64_t>(low_), out);
  integers_.write(std::span<const std::uint64_t>(other_high_), out);
  integers_.write(std::span<const std::uint64_t>(other_low_), out);
}

Status AddressReader::read_list(Cursor& cursor, std::size_t count,
                                std::vector<std::uint64_t>& list) {
  list.resize(count);
  if (count == 0) return {};
  const IntegerForm form = NOROSHI_TRY(IntegerReader::read_form(cursor));
  return integers_.read(form, cursor, std::span(list));
}

Status AddressReader::read_dictionary(Cursor& cursor, std::size_t most) {
  const auto size = cursor.take<std::uint32_t>();
  const auto prefix = cursor.take<std::uint64_t>();
  if (!prefix || *size > most) return senseless("a dictionary of addresses without sense");
  kinds_.resize(*size);
  NOROSHI_CHECK(planes_.read(cursor, kinds_));
  std::array<std::size_t, kKinds> counts{};
  for (const std::uint8_t kind : kinds_) {
    if (kind >= kKinds) return senseless("an address of a kind that we do not know");
    ++counts[kind];
  }
  NOROSHI_CHECK(read_list(cursor, counts[kV4], v4_));
  NOROSHI_CHECK(read_list(cursor, counts[kPrefixed], prefixed_));
  NOROSHI_CHECK(read_list(cursor, counts[kOther], other_high_));
  NOROSHI_CHECK(read_list(cursor, counts[kOther], other_low_));
  if (!cursor.empty()) return senseless("a dictionary longer than its addresses");
  put_together(*prefix);
  return {};
}

// Every address at the place of its number.
void AddressReader::put_together(std::uint64_t prefix) {
  dictionary_.resize(kinds_.size());
  std::size_t v4 = 0;
  std::size_t prefixed = 0;
  std::size_t other = 0;
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    switch (kinds_[i]) {
      case kV4:
        dictionary_[i] = {0, kMapped | v4_[v4++]};
        break;
      case kPrefixed:
        dictionary_[i] = {prefix, prefixed_[prefixed++]};
        break;
      default:
        dictionary_[i] = {other_high_[other], other_low_[other]};
        ++other;
    }
  }
}

Status AddressReader::read_column(Cursor& cursor, std::size_t rows, AddressHalves& out) {
  numbers_.resize(rows);
  out.high.resize(rows);
  out.low.resize(rows);
  if (rows == 0) return {};
  const IntegerForm form = NOROSHI_TRY(IntegerReader::read_form(cursor));
  NOROSHI_CHECK(integers_.read(form, cursor, std::span(numbers_)));
  if (!cursor.empty()) return senseless("a column longer than its rows");
  if (*std::ranges::max_element(numbers_) >= dictionary_.size()) {
    return senseless("an address outside the dictionary");
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const Halves& halves = dictionary_[numbers_[i]];
    out.high[i] = halves.high;
    out.low[i] = halves.low;
  }
  return {};
}

}  // namespace noroshi::block
