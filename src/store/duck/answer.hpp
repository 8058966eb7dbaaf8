// DuckDB's chunks as store::AnswerChunk.
//
// Every value arrives whole or the query ends with an Error that names the column: 128-bit sums
// must fit 64 bits.  NULL, which ClickHouse's plain types do not have, arrives as what ClickHouse
// would say: 0, NaN, the empty text, the empty list.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "base/result.hpp"
#include "store/duck/database.hpp"
#include "store/store.hpp"

namespace noroshi::duck {

/// The next rows of a stream; nothing at its end.
Result<std::optional<store::AnswerChunk>> next_chunk(Stream& stream);

}  // namespace noroshi::duck
