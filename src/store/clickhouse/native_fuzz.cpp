// NativeReader never crashes on any octets, whatever pieces they come in, and a block that it
// accepts is consistent: as many names as columns, each column as long as the block says.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "store/clickhouse/native.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = bytes[0] % 64 + 1;
  std::size_t at = 1;
  noroshi::clickhouse::NativeReader reader([&] {
    const std::size_t length = std::min(piece, size - at);
    std::string next(reinterpret_cast<const char*>(bytes + at), length);
    at += length;
    return noroshi::Result<std::string>(std::move(next));
  });
  for (;;) {
    const auto chunk = reader.next();
    if (!chunk || !*chunk) return 0;
    NOROSHI_ASSERT((*chunk)->names.size() == (*chunk)->columns.size());
    for (const auto& column : (*chunk)->columns) {
      std::visit([&](const auto& values) { NOROSHI_ASSERT(values.size() == (*chunk)->rows); },
                 column);
    }
  }
}
