// Arbitrary bytes as a block: an Error or columns of as many rows as it says, never a crash.
// Arbitrary rows as a block: what comes out is what went in.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "store/block/test_rows.hpp"

namespace {

using namespace noroshi::block;
using noroshi::store::TableId;

std::size_t rows_in(const DecodedColumn& column, std::size_t width) {
  if (const auto* halves = std::get_if<AddressHalves>(&column)) return halves->low.size();
  if (const auto* octets = std::get_if<std::vector<std::byte>>(&column)) {
    return octets->size() / width;
  }
  return std::visit(
      [](const auto& values) -> std::size_t {
        if constexpr (requires { values.size(); }) return values.size();
        return 0;
      },
      column);
}

void decode_anything(std::string_view bytes) {
  std::vector<DecodedColumn> out;
  (void)look(bytes);
  (void)Decoder().decode(bytes, {}, out);
  if (bytes.size() < head_octets(noroshi::store::table(TableId::Pairs))) return;
  // Again with checksums that fit, which chance would never find.
  std::string block(bytes);
  seal(block);
  const auto facts = look(block);
  NOROSHI_ASSERT(facts && facts->octets == block.size());
  Decoder decoder;
  for (const std::size_t column : every_column(facts->table)) {
    const std::size_t wanted[] = {column};
    if (!decoder.decode(block, wanted, out)) continue;
    const auto width = noroshi::store::table(facts->table).columns[column].width;
    NOROSHI_ASSERT(rows_in(out[0], width) == facts->rows);
  }
}

void encode_anything(std::string_view bytes) {
  if (bytes.size() < 4) return;
  const auto id = static_cast<TableId>(static_cast<std::uint8_t>(bytes[0]) % 4);
  const std::size_t size = static_cast<std::uint8_t>(bytes[1]) + 1U;
  // How far apart rows read the input: 0 makes constant columns, others patterns of many kinds.
  const std::size_t step = static_cast<std::uint8_t>(bytes[2]);
  const unsigned keep = static_cast<std::uint8_t>(bytes[3]) % 64;
  const TestRows made(id, size, [&](std::size_t column, std::size_t row, std::size_t part) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      const std::size_t at = (column * 8 + row * step + part * 3 + i) % bytes.size();
      bits = bits << 8 | static_cast<std::uint8_t>(bytes[at]);
    }
    return (bits >> keep) * (row % 2 == 0 ? 1 : 1'000);
  });
  std::string block;
  Encoder().encode(made.rows(), 0, size, block);
  NOROSHI_ASSERT(look(block).has_value());
  std::vector<DecodedColumn> out;
  NOROSHI_ASSERT(Decoder().decode(block, every_column(id), out).has_value());
  for (const std::size_t c : every_column(id)) {
    NOROSHI_ASSERT(same(made.rows(), c, 0, size, out[c]));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  decode_anything(bytes);
  encode_anything(bytes);
  return 0;
}
