// What the data records of NetFlow v9 and IPFIX are made of: one template for each combination of
// what a record can say.
//
// Template IDs are kFirstTemplate plus the bits of a Variant, so they never change their meaning
// and a collector that has kept them reads on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/flow_batch.hpp"
#include "observe/flow/ipfix_template.hpp"
#include "train/replay/encoder.hpp"
#include "train/replay/message.hpp"
#include "train/replay/uptime.hpp"

namespace noroshi::replay {

/// A bit set; kBiflow and kHasTcpFlags and kPayloadOctets are those of model::RecordTrait.
using Variant = std::uint8_t;
inline constexpr Variant kV6 = 0x08;
inline constexpr Variant kSampled = 0x10;
inline constexpr std::size_t kVariants = 0x20;

inline constexpr std::uint16_t kFirstTemplate = 256;                      // RFC 7011, section 3.3.2
inline constexpr std::uint16_t kSamplerTemplate = kFirstTemplate + 0x40;  // options

Variant variant_of(const model::Flow& flow, Format format);

std::vector<flow::ipfix::Field> fields_of(Variant variant, Format format, SamplingIn sampling_in);

/// What stands in a record beside the flow itself.
struct RecordContext {
  const Uptime* uptime = nullptr;  ///< v9
  std::uint32_t flow_id = 0;       ///< IPFIX
  std::uint32_t sampling = 0;      ///< sampler, selector or interval, as the fields say
};

/// The octets of one record, in the order of `fields_of`.
void put_record(Message& message, const model::Flow& flow, Variant variant, Format format,
                SamplingIn sampling_in, const RecordContext& context);

}  // namespace noroshi::replay
