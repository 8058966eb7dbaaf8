// Answers of a store as plain values.
//
// Engines differ in the width and sign of what they return for the same sum; a reader of an answer
// must not care.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "model/flow_batch.hpp"
#include "net/address.hpp"
#include "store/store.hpp"

namespace noroshi::query {

/// A whole number ≥ 0; what is less becomes 0, and what is too large the largest.  `row` must be
/// there; a column of text or lists is 0.
std::uint64_t whole(const store::AnswerColumn& column, std::size_t row);
base::Micros instant(const store::AnswerColumn& column, std::size_t row);

/// One row of an answer, its columns found by name.
class Row {
 public:
  Row(const store::AnswerChunk& chunk, std::size_t row) : chunk_(chunk), row_(row) {}

  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  // A column that is missing reads as 0 or as nothing: the caller wrote the SQL.
  [[nodiscard]] std::uint64_t whole(std::string_view name) const;
  [[nodiscard]] base::Micros instant(std::string_view name) const;
  /// Text or octets, valid as long as the answer's chunk.
  [[nodiscard]] std::string_view octets(std::string_view name) const;
  /// Of two columns: `name`_hi and `name`_lo.
  [[nodiscard]] net::Address address(std::string_view name) const;

 private:
  [[nodiscard]] const store::AnswerColumn* find(std::string_view name) const;

  const store::AnswerChunk& chunk_;
  std::size_t row_;
};

/// Asks, and calls `visit` with every row; false: enough.
Status each_row(store::Store& store, const std::string& sql,
                const std::function<Result<bool>(const Row&)>& visit);

/// The rows of an answer to `Records`, appended.  An Error if columns are missing.
Status append_records(const store::AnswerChunk& chunk, model::FlowBatch& batch);

}  // namespace noroshi::query
