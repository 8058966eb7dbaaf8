#include <algorithm>

#include "store/block/addresses.hpp"
#include "store/block/block.hpp"
#include "store/block/integers.hpp"
#include "store/block/layout.hpp"
#include "store/block/narrow.hpp"

namespace noroshi::block {
namespace {

/// `out` as a vector of this type, its memory kept if it was one before.
template <class Column>
Column& as(DecodedColumn& out) {
  if (auto* column = std::get_if<Column>(&out)) return *column;
  return out.emplace<Column>();
}

}  // namespace

struct Decoder::State {
  PlaneReader planes;
  IntegerReader integers{planes};
  AddressReader addresses{planes, integers};
  NarrowReader narrow{planes, integers};
  std::vector<base::Micros> reference;

  std::string_view block;
  std::size_t rows = 0;
  const store::Table* table = nullptr;
  bool have_dictionary = false;  // the shared streams are read when a column first needs them
  bool have_numbers = false;

  Status read(std::size_t column, DecodedColumn& out);
  Status read_narrow(Cursor& cursor, DecodedColumn& out);
  Status read_addresses(Cursor& cursor, DecodedColumn& out);
  Status read_instants(std::size_t column, Cursor& cursor, std::vector<base::Micros>& out);
  Status add_reference(std::size_t column, std::vector<base::Micros>& out);
  Status read_octets(std::size_t octets, Cursor& cursor, DecodedColumn& out);

  template <class Value>
  Status read_integers(Cursor& cursor, std::span<Value> out, bool* refers = nullptr);
  template <class Value>
  Status read_integers(Cursor& cursor, DecodedColumn& out) {
    auto& column = as<std::vector<Value>>(out);
    column.resize(rows);
    return read_integers(cursor, std::span(column));
  }
};

Status Decoder::State::read(std::size_t column, DecodedColumn& out) {
  Cursor cursor(NOROSHI_TRY(stream_bytes(block, column)));
  const store::Column& description = table->columns[column];
  switch (description.type) {
    case store::Type::U8:
      return read_narrow(cursor, out);
    case store::Type::U16:
      return read_integers<std::uint16_t>(cursor, out);
    case store::Type::U32:
      return read_integers<std::uint32_t>(cursor, out);
    case store::Type::U64:
      return read_integers<std::uint64_t>(cursor, out);
    case store::Type::Instant:
      return read_instants(column, cursor, as<std::vector<base::Micros>>(out));
    case store::Type::Address:
      return read_addresses(cursor, out);
    case store::Type::Octets:
      return read_octets(rows * description.width, cursor, out);
  }
  return senseless("a column of an unknown type");
}

Status Decoder::State::read_narrow(Cursor& cursor, DecodedColumn& out) {
  if (!have_numbers) {
    Cursor shared(NOROSHI_TRY(stream_bytes(block, table->columns.size() + kNumbersStream)));
    NOROSHI_CHECK(narrow.read_numbers(shared, rows));
    have_numbers = true;
  }
  return narrow.read_column(cursor, as<std::vector<std::uint8_t>>(out));
}

Status Decoder::State::read_addresses(Cursor& cursor, DecodedColumn& out) {
  if (!have_dictionary) {
    const auto count =
        std::ranges::count(table->columns, store::Type::Address, &store::Column::type);
    Cursor shared(NOROSHI_TRY(stream_bytes(block, table->columns.size() + kDictionaryStream)));
    NOROSHI_CHECK(addresses.read_dictionary(shared, rows * static_cast<std::size_t>(count)));
    have_dictionary = true;
  }
  return addresses.read_column(cursor, rows, as<AddressHalves>(out));
}

template <class Value>
Status Decoder::State::read_integers(Cursor& cursor, std::span<Value> out, bool* refers) {
  if (rows == 0) return {};
  const IntegerForm form = NOROSHI_TRY(IntegerReader::read_form(cursor));
  if (form.refers && refers == nullptr) return senseless("a column that refers to none");
  if (refers != nullptr) *refers = form.refers;
  NOROSHI_CHECK(integers.read(form, cursor, out));
  if (!cursor.empty()) return senseless("a column longer than its rows");
  return {};
}

Status Decoder::State::read_instants(std::size_t column, Cursor& cursor,
                                     std::vector<base::Micros>& out) {
  out.resize(rows);
  bool refers = false;
  // Signed and unsigned of one width may share memory ([basic.lval]).
  NOROSHI_CHECK(read_integers(cursor, std::span(reinterpret_cast<std::uint64_t*>(out.data()), rows),
                              &refers));
  if (!refers) return {};
  return add_reference(column, out);
}

// Adds the time column before this one, which may itself refer to one before.
Status Decoder::State::add_reference(std::size_t column, std::vector<base::Micros>& out) {
  while (column > 0 && table->columns[column - 1].type != store::Type::Instant) --column;
  if (column == 0) return senseless("a first time column that refers to one before");
  --column;
  Cursor cursor(NOROSHI_TRY(stream_bytes(block, column)));
  reference.resize(rows);
  bool refers = false;
  NOROSHI_CHECK(read_integers(
      cursor, std::span(reinterpret_cast<std::uint64_t*>(reference.data()), rows), &refers));
  for (std::size_t i = 0; i < rows; ++i) {
    out[i] = static_cast<base::Micros>(static_cast<std::uint64_t>(out[i]) +
                                       static_cast<std::uint64_t>(reference[i]));
  }
  return refers ? add_reference(column, out) : Status{};
}

Status Decoder::State::read_octets(std::size_t octets, Cursor& cursor, DecodedColumn& out) {
  auto& column = as<std::vector<std::byte>>(out);
  column.resize(octets);
  NOROSHI_CHECK(planes.read(cursor, {reinterpret_cast<std::uint8_t*>(column.data()), octets}));
  if (!cursor.empty()) return senseless("a column longer than its rows");
  return {};
}

Decoder::Decoder() : state_(std::make_unique<State>()) {}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;

Status Decoder::decode(std::string_view block, std::span<const std::size_t> wanted,
                       std::vector<DecodedColumn>& out) {
  const Head head = NOROSHI_TRY(read_head(block));
  if (head.octets > block.size()) return senseless("it is cut short");
  State& s = *state_;
  s.block = block;
  s.rows = head.rows;
  s.table = &store::table(head.table);
  s.have_dictionary = false;
  s.have_numbers = false;
  out.resize(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] >= s.table->columns.size()) {
      return Error{Errc::InvalidUsage, "decoding a block: the table has no such column"};
    }
    Status read = s.read(wanted[i], out[i]);
    if (!read) return std::move(read).error().within(s.table->columns[wanted[i]].name);
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
