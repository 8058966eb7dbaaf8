#include <algorithm>

#include "store/block/block.hpp"
#include "store/block/integers.hpp"
#include "store/block/layout.hpp"

namespace noroshi::block {

struct Decoder::State {
  PlaneReader planes;
  IntegerReader integers{planes};
  std::vector<std::uint64_t> values;

  /// `out` as a vector of this type, its memory kept if it was one before.
  template <class Column>
  static Column& reuse(DecodedColumn& out) {
    if (auto* column = std::get_if<Column>(&out)) return *column;
    return out.emplace<Column>();
  }

  template <class Value>
  Status read(Cursor& cursor, std::size_t rows, DecodedColumn& out) {
    values.resize(rows);
    NOROSHI_CHECK(integers.read(cursor, values));
    auto& column = reuse<std::vector<Value>>(out);
    column.resize(rows);
    std::transform(values.begin(), values.end(), column.begin(),
                   [](std::uint64_t value) { return static_cast<Value>(value); });
    return {};
  }

  Status read_addresses(Cursor& cursor, std::size_t rows, DecodedColumn& out) {
    auto& column = reuse<AddressHalves>(out);
    column.high.resize(rows);
    column.low.resize(rows);
    NOROSHI_CHECK(integers.read(cursor, column.high));
    return integers.read(cursor, column.low);
  }

  Status read_octets(Cursor& cursor, std::size_t octets, DecodedColumn& out) {
    auto& column = reuse<std::vector<std::byte>>(out);
    column.resize(octets);
    return planes.read(cursor, {reinterpret_cast<std::uint8_t*>(column.data()), octets});
  }

  Status read(const store::Column& column, std::string_view bytes, std::size_t rows,
              DecodedColumn& out) {
    Cursor cursor(bytes);
    switch (column.type) {
      case store::Type::U8:
        return read<std::uint8_t>(cursor, rows, out);
      case store::Type::U16:
        return read<std::uint16_t>(cursor, rows, out);
      case store::Type::U32:
        return read<std::uint32_t>(cursor, rows, out);
      case store::Type::U64:
        return read<std::uint64_t>(cursor, rows, out);
      case store::Type::Instant:
        return read<base::Micros>(cursor, rows, out);
      case store::Type::Address:
        return read_addresses(cursor, rows, out);
      case store::Type::Octets:
        return read_octets(cursor, rows * column.width, out);
    }
    return senseless("a column of an unknown type");
  }
};

Decoder::Decoder() : state_(std::make_unique<State>()) {}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;

Status Decoder::decode(std::string_view block, std::span<const std::size_t> wanted,
                       std::vector<DecodedColumn>& out) {
  const Head head = NOROSHI_TRY(read_head(block));
  const store::Table& table = store::table(head.table);
  out.resize(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] >= table.columns.size()) {
      return Error{Errc::InvalidUsage, "decoding a block: no such column"};
    }
    const auto bytes = NOROSHI_TRY(stream_bytes(block, wanted[i]));
    NOROSHI_CHECK(state_->read(table.columns[wanted[i]], bytes, head.rows, out[i]));
  }
  return {};
}

std::optional<Facts> look(std::string_view bytes) {
  const auto head = read_head(bytes);
  if (!head || head->octets > bytes.size()) return std::nullopt;
  const std::size_t streams = streams_of(store::table(head->table));
  for (std::size_t i = 0; i < streams; ++i) {
    if (!stream_bytes(bytes, i)) return std::nullopt;
  }
  return Facts{head->table, head->rows, head->octets, head->first, head->last};
}

}  // namespace noroshi::block
