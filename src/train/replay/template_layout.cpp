#include "train/replay/template_layout.hpp"

#include "observe/flow/ipfix_elements.hpp"

namespace noroshi::replay {
namespace {

using flow::ipfix::Field;
namespace ie = flow::ipfix;

constexpr std::uint16_t kFlowId = 148;  // flowId, in the IANA registry

void add_sampling(std::vector<Field>& fields, Format format, SamplingIn sampling_in) {
  if (sampling_in == SamplingIn::Record) {
    fields.push_back({ie::kSamplingInterval, 4});
  } else if (format == Format::NetFlow9) {
    fields.push_back({ie::kSamplerId, 1});  // RFC 3954, section 8
  } else {
    fields.push_back({ie::kSelectorId, 4});
  }
}

void add_key(std::vector<Field>& fields, bool v6) {
  const std::uint16_t width = v6 ? 16 : 4;
  fields.push_back({v6 ? ie::kSourceIPv6Address : ie::kSourceIPv4Address, width});
  fields.push_back({v6 ? ie::kDestinationIPv6Address : ie::kDestinationIPv4Address, width});
  fields.push_back({ie::kSourceTransportPort, 2});
  fields.push_back({ie::kDestinationTransportPort, 2});
  fields.push_back({ie::kProtocolIdentifier, 1});
}

std::vector<Field> netflow9_fields(Variant variant) {
  std::vector<Field> fields;
  add_key(fields, (variant & kV6) != 0);
  fields.push_back({ie::kPacketDeltaCount, 8});
  fields.push_back({ie::kOctetDeltaCount, 8});
  fields.push_back({ie::kFlowStartSysUpTime, 4});
  fields.push_back({ie::kFlowEndSysUpTime, 4});
  if ((variant & model::kHasTcpFlags) != 0) fields.push_back({ie::kTcpControlBits, 1});
  return fields;
}

std::vector<Field> ipfix_fields(Variant variant) {
  const std::uint16_t octets =
      (variant & model::kPayloadOctets) != 0 ? ie::kTransportOctetDeltaCount : ie::kOctetDeltaCount;
  const bool biflow = (variant & model::kBiflow) != 0;
  const bool flags = (variant & model::kHasTcpFlags) != 0;
  std::vector<Field> fields = {{ie::kFlowStartMilliseconds, 8}, {ie::kFlowEndMilliseconds, 8}};
  add_key(fields, (variant & kV6) != 0);
  fields.push_back({ie::kIpVersion, 1});
  fields.push_back({ie::kFlowEndReason, 1});
  fields.push_back({kFlowId, 4});
  fields.push_back({ie::kFlowDurationMilliseconds, 4});
  fields.push_back({ie::kPacketDeltaCount, 8});
  fields.push_back({octets, 8});
  if (flags) fields.push_back({ie::kTcpControlBits, 1});
  if (biflow) fields.push_back({ie::kPacketDeltaCount, 8, ie::kReverseEnterprise});
  if (biflow) fields.push_back({octets, 8, ie::kReverseEnterprise});
  if (biflow && flags) fields.push_back({ie::kTcpControlBits, 1, ie::kReverseEnterprise});
  return fields;
}

void put_key(Message& message, const model::Flow& flow, bool v6) {
  message.put(flow.source_address, v6);
  message.put(flow.destination_address, v6);
  message.put(flow.source_port);
  message.put(flow.destination_port);
  message.put(flow.protocol);
}

void put_netflow9(Message& message, const model::Flow& flow, Variant variant,
                  const Uptime& uptime) {
  put_key(message, flow, (variant & kV6) != 0);
  message.put(flow.packets);
  message.put(flow.octets);
  message.put(uptime.at(flow.start));
  message.put(uptime.at(flow.end));
  if ((variant & model::kHasTcpFlags) != 0) message.put(flow.tcp_flags);
}

void put_ipfix(Message& message, const model::Flow& flow, Variant variant, std::uint32_t flow_id) {
  const auto start = static_cast<std::uint64_t>(flow.start / base::kMillisecond);
  const auto end = static_cast<std::uint64_t>(flow.end / base::kMillisecond);
  const bool v6 = (variant & kV6) != 0;
  const bool biflow = (variant & model::kBiflow) != 0;
  const bool flags = (variant & model::kHasTcpFlags) != 0;
  message.put(start);
  message.put(end);
  put_key(message, flow, v6);
  message.put(static_cast<std::uint8_t>(v6 ? 6 : 4));
  message.put(flow.end_reason);
  message.put(flow_id);
  message.put(static_cast<std::uint32_t>(end - start));
  message.put(flow.packets);
  message.put(flow.octets);
  if (flags) message.put(flow.tcp_flags);
  if (biflow) message.put(flow.reverse_packets);
  if (biflow) message.put(flow.reverse_octets);
  if (biflow && flags) message.put(flow.reverse_tcp_flags);
}

}  // namespace

Variant variant_of(const model::Flow& flow, Format format) {
  const bool v6 = !flow.source_address.is_v4() || !flow.destination_address.is_v4();
  constexpr Variant kAll = model::kBiflow | model::kHasTcpFlags | model::kPayloadOctets;
  const Variant kept = format == Format::Ipfix ? kAll : Variant{model::kHasTcpFlags};
  return static_cast<Variant>((flow.traits & kept) | (v6 ? kV6 : 0) |
                              (flow.sampling_interval > 0 ? kSampled : 0));
}

std::vector<Field> fields_of(Variant variant, Format format, SamplingIn sampling_in) {
  auto fields = format == Format::Ipfix ? ipfix_fields(variant) : netflow9_fields(variant);
  if ((variant & kSampled) != 0) add_sampling(fields, format, sampling_in);
  return fields;
}

void put_record(Message& message, const model::Flow& flow, Variant variant, Format format,
                SamplingIn sampling_in, const RecordContext& context) {
  if (format == Format::Ipfix) {
    put_ipfix(message, flow, variant, context.flow_id);
  } else {
    put_netflow9(message, flow, variant, *context.uptime);
  }
  if ((variant & kSampled) == 0) return;
  if (format == Format::NetFlow9 && sampling_in == SamplingIn::Options) {
    message.put(static_cast<std::uint8_t>(context.sampling));
  } else {
    message.put(context.sampling);
  }
}

}  // namespace noroshi::replay
