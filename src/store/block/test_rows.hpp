// Rows of any table with values from a function, and the comparison of what came back: for the
// tests and fuzz targets of this folder.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "store/block/block.hpp"
#include "store/block/layout.hpp"
#include "store/rows.hpp"

namespace noroshi::block {

/// Owns the columns behind a store::Rows.
class TestRows {
 public:
  /// The bits of a value by column and row; narrower columns take the lower bits, addresses ask
  /// twice (half 0 is the upper one), octets once for each of their bytes.
  using Source =
      std::function<std::uint64_t(std::size_t column, std::size_t row, std::size_t part)>;

  TestRows(store::TableId id, std::size_t size, const Source& source) {
    rows_.table = &store::table(id);
    rows_.size = size;
    for (std::size_t c = 0; c < rows_.table->columns.size(); ++c) add(c, source);
    for (const auto& column : columns_)
      std::visit([this](const auto& values) { show(values); }, column);
  }

  [[nodiscard]] const store::Rows& rows() const { return rows_; }

 private:
  using Owned =
      std::variant<std::vector<std::uint8_t>, std::vector<std::uint16_t>,
                   std::vector<std::uint32_t>, std::vector<std::uint64_t>,
                   std::vector<base::Micros>, std::vector<net::Address>, std::vector<std::byte>>;

  template <class Value>
  void fill(std::size_t column, const Source& source) {
    std::vector<Value> values;
    for (std::size_t i = 0; i < rows_.size; ++i) {
      values.push_back(static_cast<Value>(source(column, i, 0)));
    }
    columns_.emplace_back(std::move(values));
  }

  void add(std::size_t column, const Source& source) {
    switch (rows_.table->columns[column].type) {
      case store::Type::U8:
        return fill<std::uint8_t>(column, source);
      case store::Type::U16:
        return fill<std::uint16_t>(column, source);
      case store::Type::U32:
        return fill<std::uint32_t>(column, source);
      case store::Type::U64:
        return fill<std::uint64_t>(column, source);
      case store::Type::Instant:
        return fill<base::Micros>(column, source);
      case store::Type::Address:
        return fill_addresses(column, source);
      case store::Type::Octets:
        return fill_octets(column, source);
    }
  }

  void fill_addresses(std::size_t column, const Source& source) {
    std::vector<net::Address> values;
    for (std::size_t i = 0; i < rows_.size; ++i) {
      values.push_back(net::Address::v6(source(column, i, 0), source(column, i, 1)));
    }
    columns_.emplace_back(std::move(values));
  }

  void fill_octets(std::size_t column, const Source& source) {
    std::vector<std::byte> values;
    for (std::size_t i = 0; i < rows_.size; ++i) {
      for (std::size_t part = 0; part < rows_.table->columns[column].width; ++part) {
        values.push_back(static_cast<std::byte>(source(column, i, part)));
      }
    }
    columns_.emplace_back(std::move(values));
  }

  template <class Value>
  void show(const std::vector<Value>& values) {
    if constexpr (std::is_same_v<Value, std::byte>) {
      rows_.columns.emplace_back(store::OctetsColumn{values.data()});
    } else {
      rows_.columns.emplace_back(std::span<const Value>(values));
    }
  }

  std::vector<Owned> columns_;
  store::Rows rows_;
};

/// Whether a decoded column is that of rows [from, from + count).
inline bool same(const store::Rows& rows, std::size_t column, std::size_t from, std::size_t count,
                 const DecodedColumn& decoded) {
  return std::visit(
      [&]<class View>(const View& view) {
        if constexpr (std::is_same_v<View, store::OctetsColumn>) {
          const std::size_t width = rows.table->columns[column].width;
          const auto* bytes = std::get_if<std::vector<std::byte>>(&decoded);
          return bytes != nullptr && bytes->size() == count * width &&
                 std::equal(bytes->begin(), bytes->end(), view.data + from * width);
        } else if constexpr (std::is_same_v<View, std::span<const net::Address>>) {
          const auto* halves = std::get_if<AddressHalves>(&decoded);
          if (halves == nullptr || halves->high.size() != count || halves->low.size() != count) {
            return false;
          }
          for (std::size_t i = 0; i < count; ++i) {
            if (view[from + i] != net::Address::v6(halves->high[i], halves->low[i])) return false;
          }
          return true;
        } else {
          using Value = typename View::value_type;
          const auto* values = std::get_if<std::vector<Value>>(&decoded);
          return values != nullptr && std::ranges::equal(*values, view.subspan(from, count));
        }
      },
      rows.columns[column]);
}

/// All columns of a table.
inline std::vector<std::size_t> every_column(store::TableId id) {
  std::vector<std::size_t> wanted(store::table(id).columns.size());
  for (std::size_t c = 0; c < wanted.size(); ++c) wanted[c] = c;
  return wanted;
}

/// Makes checksums and directory of a block of arbitrary bytes fit, so that what is behind them is
/// reached.  At least as long as the head of any table.
inline void seal(std::string& block) {
  const auto id =
      static_cast<store::TableId>(static_cast<std::uint8_t>(block[50]) % store::kTables);
  const store::Table& table = store::table(id);
  std::vector<Stream> streams(streams_of(table));
  std::size_t offset = head_octets(table);
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const std::size_t asked = stream_at(block, i).octets;
    const std::size_t octets = std::min(asked, block.size() - offset);
    streams[i] = {static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(octets),
                  checksum(std::string_view(block).substr(offset, octets))};
    offset += octets;
  }
  Head head;
  head.octets = static_cast<std::uint32_t>(offset);
  head.rows = static_cast<std::uint32_t>(get<std::uint32_t>(block.data() + 20) % (kMostRows + 1));
  head.table = id;
  write_head(head, streams, block.data());
  block.resize(offset);
}

}  // namespace noroshi::block
