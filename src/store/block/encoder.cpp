#include <algorithm>
#include <array>

#include "base/assert.hpp"
#include "store/block/block.hpp"
#include "store/block/integers.hpp"
#include "store/block/layout.hpp"

namespace noroshi::block {

struct Encoder::State {
  PlaneWriter planes;
  IntegerWriter integers{planes};
  std::vector<std::uint64_t> values;
  std::vector<std::uint8_t> plane;

  template <class Value>
  void write(std::span<const Value> column, std::string& out) {
    values.assign(column.begin(), column.end());
    integers.write(values, std::is_signed_v<Value>, out);
  }

  void write(std::span<const net::Address> column, std::string& out) {
    values.resize(column.size());
    std::transform(column.begin(), column.end(), values.begin(),
                   [](const net::Address& a) { return a.high(); });
    integers.write(values, false, out);
    std::transform(column.begin(), column.end(), values.begin(),
                   [](const net::Address& a) { return a.low(); });
    integers.write(values, false, out);
  }

  void write_octets(const std::byte* data, std::size_t size, std::string& out) {
    planes.write({reinterpret_cast<const std::uint8_t*>(data), size}, out);
  }
};

Encoder::Encoder() : state_(std::make_unique<State>()) {}
Encoder::~Encoder() = default;
Encoder::Encoder(Encoder&&) noexcept = default;

void Encoder::encode(const store::Rows& rows, std::size_t from, std::size_t count, std::string& out,
                     Part part) {
  NOROSHI_ASSERT(count <= kMostRows && from + count <= rows.size);
  const store::Table& table = *rows.table;
  std::array<Stream, kMostStreams> streams{};
  const std::size_t begin = out.size();
  out.resize(begin + head_octets(table));
  Head head;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const std::size_t at = out.size();
    const store::Column& column = table.columns[c];
    std::visit(
        [&](const auto& view) {
          if constexpr (std::is_same_v<std::decay_t<decltype(view)>, store::OctetsColumn>) {
            state_->write_octets(view.data + from * column.width, count * column.width, out);
          } else {
            state_->write(view.subspan(from, count), out);
          }
        },
        rows.columns[c]);
    const std::string_view bytes = std::string_view(out).substr(at);
    streams[c] = {static_cast<std::uint32_t>(at - begin), static_cast<std::uint32_t>(bytes.size()),
                  checksum(bytes)};
    if (column.name == table.time_column && count > 0) {
      const auto times =
          std::get<std::span<const base::Micros>>(rows.columns[c]).subspan(from, count);
      const auto [least, greatest] = std::minmax_element(times.begin(), times.end());
      head.first = *least;
      head.last = *greatest;
    }
  }
  for (std::size_t s = table.columns.size(); s < streams_of(table); ++s) {
    streams[s] = {static_cast<std::uint32_t>(out.size() - begin), 0, checksum({})};
  }
  head.table = table.id;
  head.rows = static_cast<std::uint32_t>(count);
  head.octets = static_cast<std::uint32_t>(out.size() - begin);
  head.part = part;
  write_head(head, std::span(streams).first(streams_of(table)), out.data() + begin);
}

}  // namespace noroshi::block
