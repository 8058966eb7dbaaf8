#include "store/block/narrow.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace noroshi::block {

void NarrowWriter::begin(std::span<const std::span<const std::uint8_t>> columns) {
  NOROSHI_ASSERT(columns.size() <= kMostNarrow);
  keys_.assign(columns.empty() ? 0 : columns.front().size(), 0);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const std::uint8_t* column = columns[c].data();
    const std::size_t shift = 8 * c;
    for (std::size_t i = 0; i < keys_.size(); ++i) keys_[i] |= std::uint64_t{column[i]} << shift;
  }
  dictionary_.clear();
  numbers_.resize(keys_.size());
  dictionary_.number(keys_, numbers_.data());
}

void NarrowWriter::write_column(std::size_t index, std::string& out) {
  values_.clear();
  for (const std::uint64_t key : dictionary_.keys()) {
    values_.push_back(static_cast<std::uint8_t>(key >> (8 * index)));
  }
  planes_.write(values_, out);
}

void NarrowWriter::write_numbers(std::string& out) {
  put(out, static_cast<std::uint32_t>(dictionary_.keys().size()));
  integers_.write(std::span<const std::uint32_t>(numbers_), out);
}

Status NarrowReader::read_numbers(Cursor& cursor, std::size_t rows) {
  const auto combinations = cursor.take<std::uint32_t>();
  if (!combinations || *combinations > rows) return senseless("more combinations than rows");
  combinations_ = *combinations;
  numbers_.resize(rows);
  if (rows == 0) return {};
  const IntegerForm form = NOROSHI_TRY(IntegerReader::read_form(cursor));
  NOROSHI_CHECK(integers_.read(form, cursor, std::span(numbers_)));
  if (!cursor.empty()) return senseless("a column longer than its rows");
  if (*std::ranges::max_element(numbers_) >= combinations_) {
    return senseless("a combination that is not there");
  }
  return {};
}

Status NarrowReader::read_column(Cursor& cursor, std::vector<std::uint8_t>& out) {
  values_.resize(combinations_);
  NOROSHI_CHECK(planes_.read(cursor, values_));
  if (!cursor.empty()) return senseless("a column longer than its combinations");
  out.resize(numbers_.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = values_[numbers_[i]];
  return {};
}

}  // namespace noroshi::block
