// Upkeep of one shard: retention by dropping partitions, and what system.parts says of a table.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/clickhouse/endpoint.hpp"
#include "store/schema.hpp"
#include "store/store.hpp"

namespace noroshi::clickhouse {

/// Drops the partitions whose last possible row is before `horizon`; returns the rows dropped.
Result<std::uint64_t> drop_before(Endpoint& server, const std::string& database,
                                  const store::Table& table, base::Micros horizon);

Result<store::TableHealth> shard_health(Endpoint& server, const std::string& database,
                                        const store::Table& table);

/// Adds what another shard has.
void merge(store::TableHealth& sum, const store::TableHealth& other);

}  // namespace noroshi::clickhouse
