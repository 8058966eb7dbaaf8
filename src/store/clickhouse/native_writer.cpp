#include <bit>
#include <cstring>

#include "base/assert.hpp"
#include "store/clickhouse/ddl.hpp"
#include "store/clickhouse/native.hpp"

namespace noroshi::clickhouse {
namespace {

static_assert(std::endian::native == std::endian::little, "columns are sent as they lie in memory");

void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void put_text(std::string& out, std::string_view text) {
  put_varint(out, text.size());
  out += text;
}

/// Grows `out` by that many octets and returns where they begin.
char* grow(std::string& out, std::size_t octets) {
  const std::size_t before = out.size();
  out.resize(before + octets);
  return out.data() + before;
}

void put_octets(std::string& out, const char* from, std::size_t width, const Unit& unit) {
  if (unit.rows.empty()) {
    out.append(from + unit.first * width, unit.count * width);
    return;
  }
  char* to = grow(out, unit.count * width);
  for (const std::uint32_t row : unit.rows) {
    std::memcpy(to, from + row * width, width);
    to += width;
  }
}

template <class Value>
void put(std::string& out, std::span<const Value> from, const Unit& unit) {
  if (unit.rows.empty()) {
    out.append(reinterpret_cast<const char*>(from.data() + unit.first), unit.count * sizeof(Value));
    return;
  }
  char* to = grow(out, unit.count * sizeof(Value));
  for (const std::uint32_t row : unit.rows) {
    std::memcpy(to, &from[row], sizeof(Value));
    to += sizeof(Value);
  }
}

/// One half of the addresses: `half` is &Address::high or &Address::low.
void put_half(std::string& out, std::span<const net::Address> from, const Unit& unit,
              std::uint64_t (net::Address::*half)() const) {
  char* to = grow(out, unit.count * 8);
  for (std::size_t i = 0; i < unit.count; ++i) {
    const std::uint64_t value = (from[unit.rows.empty() ? unit.first + i : unit.rows[i]].*half)();
    std::memcpy(to + i * 8, &value, 8);
  }
}

}  // namespace

void write_native(const store::Rows& rows, const Unit& unit, std::uint64_t batch,
                  std::string& out) {
  const std::vector<SqlColumn> names = sql_columns(*rows.table);
  put_varint(out, names.size() + 1);
  put_varint(out, unit.count);
  std::size_t name = 0;
  const auto head = [&] {
    put_text(out, names[name].name);
    put_text(out, names[name].type);
    ++name;
  };
  for (std::size_t i = 0; i < rows.columns.size(); ++i) {
    head();
    if (const auto* octets = std::get_if<store::OctetsColumn>(&rows.columns[i])) {
      put_octets(out, reinterpret_cast<const char*>(octets->data), rows.table->columns[i].width,
                 unit);
    } else if (const auto* addresses =
                   std::get_if<std::span<const net::Address>>(&rows.columns[i])) {
      put_half(out, *addresses, unit, &net::Address::high);
      head();
      put_half(out, *addresses, unit, &net::Address::low);
    } else {
      std::visit(
          [&](const auto& column) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(column)>, store::OctetsColumn>) {
              put(out, column, unit);
            }
          },
          rows.columns[i]);
    }
  }
  put_text(out, kBatchColumn);
  put_text(out, "UInt64");
  char* marks = grow(out, unit.count * 8);
  std::memset(marks, 0, unit.count * 8);
  std::memcpy(marks, &batch, 8);
}

}  // namespace noroshi::clickhouse
