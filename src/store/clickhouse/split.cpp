#include "store/clickhouse/split.hpp"

#include <algorithm>
#include <cstring>
#include <map>

#include "base/assert.hpp"
#include "store/clickhouse/ddl.hpp"

namespace noroshi::clickhouse {
namespace {

using store::Rows;
using store::TableId;

std::size_t column_index(const store::Table& table, std::string_view name) {
  const auto found = std::ranges::find(table.columns, name, &store::Column::name);
  NOROSHI_ASSERT(found != table.columns.end());
  return static_cast<std::size_t>(found - table.columns.begin());
}

template <class Value>
std::span<const Value> column(const Rows& rows, std::string_view name) {
  return std::get<std::span<const Value>>(rows.columns[column_index(*rows.table, name)]);
}

/// The hash that shards go by, a row at a time, the columns looked up once.
class ShardKey {
 public:
  explicit ShardKey(const Rows& rows) : id_(rows.table->id) {
    if (id_ == TableId::Exposure) {
      exporter_ = column<std::uint32_t>(rows, "exporter");
    } else if (id_ == TableId::Servers) {
      one_ = column<net::Address>(rows, "server");
    } else {
      one_ = column<net::Address>(rows, id_ == TableId::Flows ? "src" : "client");
      other_ = column<net::Address>(rows, id_ == TableId::Flows ? "dst" : "server");
    }
  }

  [[nodiscard]] std::uint64_t operator()(std::size_t row) const {
    if (id_ == TableId::Exposure) return net::mix(exporter_[row] + 0x9E37'79B9'7F4A'7C15ULL);
    const std::uint64_t one = net::hash(one_[row]);
    // Addition: the same number whichever side sent.
    return other_.empty() ? one : net::mix(one + net::hash(other_[row]));
  }

 private:
  TableId id_;
  std::span<const net::Address> one_;
  std::span<const net::Address> other_;
  std::span<const std::uint32_t> exporter_;
};

std::vector<Unit> runs(std::size_t rows, std::int64_t partition) {
  std::vector<Unit> out;
  for (std::size_t first = 0; first < rows; first += kUnitRows) {
    out.push_back({.partition = partition,
                   .first = first,
                   .count = std::min(kUnitRows, rows - first),
                   .rows = {}});
  }
  return out;
}

std::vector<Unit> scattered(const Rows& rows, std::span<const base::Micros> times,
                            base::Micros length, std::size_t shards) {
  std::vector<Unit> out;
  std::map<std::pair<std::size_t, std::int64_t>, std::size_t> open;  // units with room
  const ShardKey key(rows);
  for (std::size_t row = 0; row < rows.size; ++row) {
    const std::size_t shard = shards == 1 ? 0 : key(row) % shards;
    const std::int64_t partition = times[row] / length;
    const auto [at, fresh] = open.try_emplace({shard, partition}, out.size());
    if (fresh || out[at->second].count == kUnitRows) {
      at->second = out.size();
      out.push_back({.shard = shard, .partition = partition, .first = 0, .count = 0, .rows = {}});
    }
    out[at->second].rows.push_back(static_cast<std::uint32_t>(row));
    ++out[at->second].count;
  }
  return out;
}

void blend(std::uint64_t& sum, const void* from, std::size_t octets) {
  const char* at = static_cast<const char*>(from);
  for (; octets >= 8; at += 8, octets -= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    sum = net::mix(sum ^ word) + 0x9E37'79B9'7F4A'7C15ULL;
  }
  std::uint64_t rest = octets;
  std::memcpy(&rest, at, octets);
  sum = net::mix(sum ^ rest) + octets;
}

}  // namespace

std::vector<Unit> split(const Rows& rows, std::size_t shards) {
  if (rows.size == 0) return {};
  const auto times = column<base::Micros>(rows, rows.table->time_column);
  const base::Micros length = partition_length(rows.table->id);
  if (shards == 1) {
    const auto [least, most] = std::ranges::minmax(times);
    if (least / length == most / length) return runs(rows.size, least / length);
  }
  return scattered(rows, times, length, shards);
}

std::size_t shard_of(const Rows& rows, std::size_t row, std::size_t shards) {
  return ShardKey(rows)(row) % shards;
}

std::uint64_t fingerprint(const Rows& rows) {
  std::uint64_t sum = rows.size;
  for (std::size_t i = 0; i < rows.columns.size(); ++i) {
    const std::size_t width = rows.table->columns[i].width;
    std::visit(
        [&](const auto& column) {
          if constexpr (std::is_same_v<std::decay_t<decltype(column)>, store::OctetsColumn>) {
            blend(sum, column.data, width * rows.size);
          } else {
            blend(sum, column.data(), column.size_bytes());
          }
        },
        rows.columns[i]);
  }
  return sum;
}

}  // namespace noroshi::clickhouse
