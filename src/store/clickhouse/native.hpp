// ClickHouse's Native format: blocks of columns, written and read.
//
//   block   = varint columns, varint rows, column…
//   column  = string name, string type, values
//   string  = varint length, octets            varint: seven bits an octet, low first
//   values  = UInt*, Int*, Float*, FixedString: little endian, back to back
//             String: string…        Array(T): one UInt64 end offset a row, then the values
//
// Chosen over RowBinary for inserts because of what 18.16 does with a connection that breaks:
// RowBinary cut between two rows is taken as complete, and part of a batch is stored; a Native
// block says how many rows it has, and a torn one is refused as a whole
// (docs/decisions/clickhouse-inserts.md).  For answers because 18.16 has no
// RowBinaryWithNamesAndTypes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/clickhouse/split.hpp"
#include "store/rows.hpp"
#include "store/store.hpp"

namespace noroshi::clickhouse {

/// Appends one block with the unit's rows to `out`.  The first row has `batch` in the batch column,
/// the others 0.
void write_native(const store::Rows& rows, const Unit& unit, std::uint64_t batch, std::string& out);

/// Reads blocks from pieces of octets.  Malformed octets give an Error; memory stays within what
/// has really arrived plus one block.
class NativeReader {
 public:
  /// `pull` gives the next piece; an empty one is the end.
  using Pull = std::function<Result<std::string>()>;
  explicit NativeReader(Pull pull) : pull_(std::move(pull)) {}

  /// The next block; nothing at the end.
  Result<std::optional<store::AnswerChunk>> next();

 private:
  Result<bool> have(std::size_t octets);  ///< false: the octets end before that
  Result<std::string_view> take(std::size_t octets);
  Result<std::uint64_t> varint();
  Result<std::string> text();
  Result<store::AnswerColumn> column(std::string_view name, std::string_view type,
                                     std::size_t rows);
  Result<store::AnswerColumn> texts(std::size_t rows);
  Result<store::AnswerColumn> fixed_texts(std::size_t width, std::size_t rows);
  Result<store::AnswerColumn> lists(std::string_view name, std::string_view type, std::size_t rows);

  Pull pull_;
  std::string buffer_;
  std::size_t at_ = 0;  // in buffer_: what is before it has been taken
  bool ended_ = false;
};

}  // namespace noroshi::clickhouse
