// Rows: rows of one table on their way into a store, without a copy.
//
// A view: the batch it was made from must outlive it and stay unchanged.  Column order is that of
// the schema.  Octets columns point at the first byte of `width × size` contiguous octets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "model/flow_batch.hpp"
#include "model/pane.hpp"
#include "net/address.hpp"
#include "store/schema.hpp"

namespace noroshi::store {

struct OctetsColumn {
  const std::byte* data = nullptr;
};

using ColumnView =
    std::variant<std::span<const std::uint8_t>, std::span<const std::uint16_t>,
                 std::span<const std::uint32_t>, std::span<const std::uint64_t>,
                 std::span<const base::Micros>, std::span<const net::Address>, OctetsColumn>;

struct Rows {
  const Table* table = nullptr;
  std::size_t size = 0;
  std::vector<ColumnView> columns;
};

Rows rows_of(const model::FlowBatch& batch);
Rows rows_of(const model::PairBatch& batch);
Rows rows_of(const model::ServerBatch& batch);
Rows rows_of(const model::ExposureBatch& batch);

}  // namespace noroshi::store
