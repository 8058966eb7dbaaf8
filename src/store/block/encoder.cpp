#include <algorithm>
#include <array>

#include "base/assert.hpp"
#include "store/block/addresses.hpp"
#include "store/block/block.hpp"
#include "store/block/integers.hpp"
#include "store/block/layout.hpp"
#include "store/block/narrow.hpp"

namespace noroshi::block {
namespace {

template <class Value>
std::span<const Value> values_of(const store::Rows& rows, std::size_t column) {
  return std::get<std::span<const Value>>(rows.columns[column]);
}

}  // namespace

// One block on its way: `rows` is [from, from + count), and the streams are written in the order
// of the directory.
struct Encoder::State {
  PlaneWriter planes;
  IntegerWriter integers{planes};
  AddressWriter addresses{planes, integers};
  NarrowWriter narrow{planes, integers};
  std::array<Stream, kMostStreams> streams{};

  const store::Rows* rows = nullptr;
  std::size_t from = 0;
  std::size_t count = 0;
  std::size_t narrow_seen = 0;             // one-octet columns written so far
  std::span<const base::Micros> instants;  // the time column before, if there was one

  template <class Value>
  std::span<const Value> part(std::size_t column) const {
    return values_of<Value>(*rows, column).subspan(from, count);
  }

  void begin(const store::Rows& all, std::size_t first, std::size_t size);
  void write(std::size_t column, std::string& out);
  void write_octets(std::size_t column, std::string& out);
  void span_of_time(Head& head) const;

  /// Runs `body`, which appends stream `index`, and enters it into the directory.
  template <class Body>
  void stream(std::size_t index, std::size_t begin, std::string& out, Body body) {
    const std::size_t at = out.size();
    body();
    const auto bytes = std::string_view(out).substr(at);
    streams[index] = {static_cast<std::uint32_t>(at - begin),
                      static_cast<std::uint32_t>(bytes.size()), checksum(bytes)};
  }
};

void Encoder::State::begin(const store::Rows& all, std::size_t first, std::size_t size) {
  rows = &all;
  from = first;
  count = size;
  narrow_seen = 0;
  instants = {};
  addresses.begin();
  std::array<std::span<const std::uint8_t>, kMostNarrow> columns;
  std::size_t found = 0;
  for (std::size_t c = 0; c < all.table->columns.size(); ++c) {
    if (all.table->columns[c].type != store::Type::U8) continue;
    NOROSHI_ASSERT(found < kMostNarrow);
    columns[found++] = part<std::uint8_t>(c);
  }
  narrow.begin(std::span(columns).first(found));
}

void Encoder::State::write(std::size_t column, std::string& out) {
  switch (rows->table->columns[column].type) {
    case store::Type::U8:
      return narrow.write_column(narrow_seen++, out);
    case store::Type::U16:
      return integers.write(part<std::uint16_t>(column), out);
    case store::Type::U32:
      return integers.write(part<std::uint32_t>(column), out);
    case store::Type::U64:
      return integers.write(part<std::uint64_t>(column), out);
    case store::Type::Instant:
      integers.write_instants(part<base::Micros>(column), instants, out);
      instants = part<base::Micros>(column);
      return;
    case store::Type::Address:
      return addresses.write_column(part<net::Address>(column), out);
    case store::Type::Octets:
      return write_octets(column, out);
  }
}

void Encoder::State::write_octets(std::size_t column, std::string& out) {
  const std::size_t width = rows->table->columns[column].width;
  const auto* data = std::get<store::OctetsColumn>(rows->columns[column]).data + from * width;
  planes.write({reinterpret_cast<const std::uint8_t*>(data), count * width}, out, Content::Bytes);
}

void Encoder::State::span_of_time(Head& head) const {
  const store::Table& table = *rows->table;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (table.columns[c].name != table.time_column || count == 0) continue;
    const auto [least, greatest] = std::ranges::minmax(part<base::Micros>(c));
    head.first = least;
    head.last = greatest;
  }
}

Encoder::Encoder() : state_(std::make_unique<State>()) {}
Encoder::~Encoder() = default;
Encoder::Encoder(Encoder&&) noexcept = default;

void Encoder::encode(const store::Rows& rows, std::size_t from, std::size_t count, std::string& out,
                     Part part) {
  NOROSHI_ASSERT(count <= kMostRows && from + count <= rows.size);
  const store::Table& table = *rows.table;
  State& s = *state_;
  const std::size_t begin = out.size();
  out.resize(begin + head_octets(table));
  s.begin(rows, from, count);
  const std::size_t columns = table.columns.size();
  for (std::size_t c = 0; c < columns; ++c) s.stream(c, begin, out, [&] { s.write(c, out); });
  s.stream(columns + kNumbersStream, begin, out, [&] { s.narrow.write_numbers(out); });
  s.stream(columns + kDictionaryStream, begin, out, [&] { s.addresses.write_dictionary(out); });
  Head head{.octets = static_cast<std::uint32_t>(out.size() - begin),
            .rows = static_cast<std::uint32_t>(count),
            .table = table.id,
            .part = part};
  s.span_of_time(head);
  write_head(head, std::span(s.streams).first(streams_of(table)), out.data() + begin);
}

}  // namespace noroshi::block
