#include "store/schema.hpp"

#include <array>

#include "base/assert.hpp"
#include "model/pane.hpp"

namespace noroshi::store {
namespace {

constexpr std::array kFlows{
    Column{"flow_start", Type::Instant}, Column{"flow_end", Type::Instant},
    Column{"exporter", Type::U32},       Column{"src", Type::Address},
    Column{"dst", Type::Address},        Column{"src_port", Type::U16},
    Column{"dst_port", Type::U16},       Column{"proto", Type::U8},
    Column{"tcp_flags", Type::U8},       Column{"rev_tcp_flags", Type::U8},
    Column{"traits", Type::U8},          Column{"end_reason", Type::U8},
    Column{"sampling", Type::U32},       Column{"packets", Type::U64},
    Column{"octets", Type::U64},         Column{"rev_packets", Type::U64},
    Column{"rev_octets", Type::U64},
};

constexpr std::array kPairs{
    Column{"pane", Type::Instant},     Column{"client", Type::Address},
    Column{"server", Type::Address},   Column{"port", Type::U16},
    Column{"proto", Type::U8},         Column{"flags", Type::U8},
    Column{"rev_flags", Type::U8},     Column{"flows", Type::U32},
    Column{"rev_flows", Type::U32},    Column{"failed", Type::U32},
    Column{"packets", Type::U64},      Column{"octets", Type::U64},
    Column{"rev_packets", Type::U64},  Column{"rev_octets", Type::U64},
    Column{"sampling", Type::U32},     Column{"first_start", Type::Instant},
    Column{"last_end", Type::Instant}, Column{"start_1", Type::U32},
    Column{"start_2", Type::U32},      Column{"start_3", Type::U32},
    Column{"start_4", Type::U32},
};
static_assert(model::kPairStarts == 4);

constexpr std::array kServers{
    Column{"pane", Type::Instant},
    Column{"server", Type::Address},
    Column{"port", Type::U16},
    Column{"proto", Type::U8},
    Column{"flows", Type::U32},
    Column{"rev_flows", Type::U32},
    Column{"failed", Type::U32},
    Column{"packets", Type::U64},
    Column{"octets", Type::U64},
    Column{"rev_packets", Type::U64},
    Column{"rev_octets", Type::U64},
    Column{"sampling", Type::U32},
    Column{"first_start", Type::Instant},
    Column{"last_end", Type::Instant},
    Column{"clients", Type::Octets, model::kClientRegisters},
    Column{"sizes", Type::Octets, model::kSizeBins * 4},
    Column{"rev_sizes", Type::Octets, model::kSizeBins * 4},
};

constexpr std::array kExposure{
    Column{"pane", Type::Instant}, Column{"exporter", Type::U32}, Column{"domain", Type::U64},
    Column{"unit", Type::U8},      Column{"received", Type::U64}, Column{"lost", Type::U64},
    Column{"records", Type::U64},
};

constexpr std::array<Table, kTables> kAll{
    Table{TableId::Flows, "flows", "flow_start", kFlows},
    Table{TableId::Pairs, "pairs", "pane", kPairs},
    Table{TableId::Servers, "servers", "pane", kServers},
    Table{TableId::Exposure, "exposure", "pane", kExposure},
};

}  // namespace

std::span<const Table> tables() { return kAll; }

const Table& table(TableId id) {
  const auto at = static_cast<std::size_t>(id);
  NOROSHI_ASSERT(at < kTables);
  return kAll[at];
}

const Table* find_table(std::string_view name) {
  for (const Table& candidate : kAll) {
    if (candidate.name == name) return &candidate;
  }
  return nullptr;
}

}  // namespace noroshi::store
