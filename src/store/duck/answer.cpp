#include "store/duck/answer.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <limits>
#include <string>
#include <vector>

namespace noroshi::duck {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

// A chunk that destroys itself.
class Chunk {
 public:
  explicit Chunk(duckdb_data_chunk chunk) : chunk_(chunk) {}
  Chunk(const Chunk&) = delete;
  Chunk& operator=(const Chunk&) = delete;
  ~Chunk() { duckdb_destroy_data_chunk(&chunk_); }
  [[nodiscard]] duckdb_data_chunk get() const { return chunk_; }

 private:
  duckdb_data_chunk chunk_;
};

// One column of a chunk, or the elements of its lists.
class Vector {
 public:
  Vector(duckdb_vector vector, idx_t size)
      : vector_(vector), size_(size), validity_(duckdb_vector_get_validity(vector)) {}

  [[nodiscard]] idx_t size() const { return size_; }
  [[nodiscard]] bool is_null(idx_t row) const {
    return validity_ != nullptr && !duckdb_validity_row_is_valid(validity_, row);
  }
  template <class T>
  [[nodiscard]] const T* values() const {
    return static_cast<const T*>(duckdb_vector_get_data(vector_));
  }
  [[nodiscard]] duckdb_vector get() const { return vector_; }

  [[nodiscard]] duckdb_type type() const {
    duckdb_logical_type logical = duckdb_vector_get_column_type(vector_);
    const duckdb_type id = duckdb_get_type_id(logical);
    duckdb_destroy_logical_type(&logical);
    return id;
  }

 private:
  duckdb_vector vector_;
  idx_t size_;
  std::uint64_t* validity_;
};

template <class To, class From>
std::vector<To> numbers(const Vector& from, To nothing = {}) {
  std::vector<To> to(from.size());
  const From* values = from.values<From>();
  for (idx_t i = 0; i < from.size(); ++i) {
    to[i] = from.is_null(i) ? nothing : static_cast<To>(values[i]);
  }
  return to;
}

// Sums of 64-bit columns are 128 bits wide in DuckDB.
template <class Huge>
Result<store::AnswerColumn> narrowed(const Vector& from) {
  std::vector<std::uint64_t> to(from.size());
  const Huge* values = from.values<Huge>();
  for (idx_t i = 0; i < from.size(); ++i) {
    if (from.is_null(i)) continue;
    if (values[i].upper != 0) {
      return Error{Errc::Limit,
                   "a 128-bit number is negative or above 2^64 - 1; narrow it in the query, for "
                   "instance with toInt64()"};
    }
    to[i] = values[i].lower;
  }
  return store::AnswerColumn(std::move(to));
}

std::vector<std::string> texts(const Vector& from) {
  std::vector<std::string> to(from.size());
  auto* values = const_cast<duckdb_string_t*>(from.values<duckdb_string_t>());
  for (idx_t i = 0; i < from.size(); ++i) {
    if (from.is_null(i)) continue;
    to[i].assign(duckdb_string_t_data(&values[i]), duckdb_string_t_length(values[i]));
  }
  return to;
}

template <class Stored>
std::vector<double> scaled(const Vector& from, double scale) {
  auto to = numbers<double, Stored>(from, kNothing);
  for (double& value : to) value /= scale;
  return to;
}

// A DECIMAL (that is what a literal like 0.5 is) as the nearest double.
Result<store::AnswerColumn> decimals(const Vector& from) {
  duckdb_logical_type logical = duckdb_vector_get_column_type(from.get());
  const duckdb_type stored = duckdb_decimal_internal_type(logical);
  double scale = 1;
  for (int i = 0; i < duckdb_decimal_scale(logical); ++i) scale *= 10;
  duckdb_destroy_logical_type(&logical);
  switch (stored) {
    case DUCKDB_TYPE_SMALLINT:
      return store::AnswerColumn(scaled<std::int16_t>(from, scale));
    case DUCKDB_TYPE_INTEGER:
      return store::AnswerColumn(scaled<std::int32_t>(from, scale));
    case DUCKDB_TYPE_BIGINT:
      return store::AnswerColumn(scaled<std::int64_t>(from, scale));
    default:
      break;
  }
  std::vector<double> to(from.size(), kNothing);
  const auto* values = from.values<duckdb_hugeint>();
  for (idx_t i = 0; i < from.size(); ++i) {
    if (!from.is_null(i)) to[i] = duckdb_hugeint_to_double(values[i]) / scale;
  }
  return store::AnswerColumn(std::move(to));
}

Result<store::AnswerColumn> lists(const Vector& from);

Result<store::AnswerColumn> column(const Vector& from) {
  using Unsigned = std::uint64_t;
  using Signed = std::int64_t;
  switch (from.type()) {
    case DUCKDB_TYPE_BOOLEAN:
      return store::AnswerColumn(numbers<Unsigned, bool>(from));
    case DUCKDB_TYPE_UTINYINT:
      return store::AnswerColumn(numbers<Unsigned, std::uint8_t>(from));
    case DUCKDB_TYPE_USMALLINT:
      return store::AnswerColumn(numbers<Unsigned, std::uint16_t>(from));
    case DUCKDB_TYPE_UINTEGER:
      return store::AnswerColumn(numbers<Unsigned, std::uint32_t>(from));
    case DUCKDB_TYPE_UBIGINT:
      return store::AnswerColumn(numbers<Unsigned, std::uint64_t>(from));
    case DUCKDB_TYPE_TINYINT:
      return store::AnswerColumn(numbers<Signed, std::int8_t>(from));
    case DUCKDB_TYPE_SMALLINT:
      return store::AnswerColumn(numbers<Signed, std::int16_t>(from));
    case DUCKDB_TYPE_INTEGER:
      return store::AnswerColumn(numbers<Signed, std::int32_t>(from));
    case DUCKDB_TYPE_BIGINT:
      return store::AnswerColumn(numbers<Signed, std::int64_t>(from));
    case DUCKDB_TYPE_FLOAT:
      return store::AnswerColumn(numbers<double, float>(from, kNothing));
    case DUCKDB_TYPE_DOUBLE:
      return store::AnswerColumn(numbers<double, double>(from, kNothing));
    case DUCKDB_TYPE_HUGEINT:
      return narrowed<duckdb_hugeint>(from);
    case DUCKDB_TYPE_UHUGEINT:
      return narrowed<duckdb_uhugeint>(from);
    case DUCKDB_TYPE_DECIMAL:
      return decimals(from);
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_BLOB:
      return store::AnswerColumn(texts(from));
    case DUCKDB_TYPE_LIST:
      return lists(from);
    default:
      return Error{Errc::InvalidInput,
                   "its type is none that an answer can hold; cast it to a number or to VARCHAR"};
  }
}

// The elements of all lists as signed numbers.
Result<std::vector<std::int64_t>> elements(const Vector& from) {
  auto any = NOROSHI_TRY(column(from));
  if (auto* signed_ones = std::get_if<std::vector<std::int64_t>>(&any)) return *signed_ones;
  const auto* unsigned_ones = std::get_if<std::vector<std::uint64_t>>(&any);
  if (unsigned_ones == nullptr) return Error{Errc::InvalidInput, "a list may hold integers only"};
  std::vector<std::int64_t> to;
  to.reserve(unsigned_ones->size());
  for (const std::uint64_t value : *unsigned_ones) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return Error{Errc::Limit, "a list holds a number above 2^63 - 1"};
    }
    to.push_back(static_cast<std::int64_t>(value));
  }
  return to;
}

Result<store::AnswerColumn> lists(const Vector& from) {
  const Vector inner(duckdb_list_vector_get_child(from.get()),
                     duckdb_list_vector_get_size(from.get()));
  const auto flat = NOROSHI_TRY(elements(inner));
  std::vector<std::vector<std::int64_t>> to(from.size());
  const auto* entries = from.values<duckdb_list_entry>();
  for (idx_t i = 0; i < from.size(); ++i) {
    if (from.is_null(i)) continue;
    const auto begin = flat.begin() + static_cast<std::ptrdiff_t>(entries[i].offset);
    to[i].assign(begin, begin + static_cast<std::ptrdiff_t>(entries[i].length));
  }
  return store::AnswerColumn(std::move(to));
}

}  // namespace

Result<std::optional<store::AnswerChunk>> next_chunk(Stream& stream) {
  const Chunk chunk(duckdb_fetch_chunk(*stream.get()));
  if (chunk.get() == nullptr) {
    const char* message = duckdb_result_error(stream.get());
    if (message != nullptr && *message != '\0') return Error{Errc::InvalidInput, message};
    return std::optional<store::AnswerChunk>();
  }
  store::AnswerChunk out;
  out.rows = duckdb_data_chunk_get_size(chunk.get());
  const idx_t columns = duckdb_data_chunk_get_column_count(chunk.get());
  for (idx_t i = 0; i < columns; ++i) {
    out.names.emplace_back(duckdb_column_name(stream.get(), i));
    const Vector vector(duckdb_data_chunk_get_vector(chunk.get(), i), out.rows);
    out.columns.push_back(
        NOROSHI_TRY(column(vector).within(fmt::format("column {}", out.names.back()))));
  }
  return std::optional(std::move(out));
}

}  // namespace noroshi::duck
