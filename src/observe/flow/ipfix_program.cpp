#include "observe/flow/ipfix_program.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "observe/flow/ipfix_wire.hpp"

namespace noroshi::flow::ipfix {
namespace {

// 9999-12-31T23:59:59.999Z, the last instant that RFC 3339 can name.  Later is a broken clock.
constexpr std::uint64_t kLatestMillisecond = 253'402'300'799'999;
constexpr auto kLatest = static_cast<base::Micros>(kLatestMillisecond) * base::kMillisecond;

// sysUpTime counts milliseconds in 32 bits and begins again every 49.7 days.
constexpr base::Micros kUpTimePeriod = (std::int64_t{1} << 32) * base::kMillisecond;

constexpr std::uint64_t kReverseInitiator = 2;  // biflowDirection, RFC 5103, section 6.3

template <class Number>
Number clamped(std::uint64_t value) {
  return static_cast<Number>(std::min<std::uint64_t>(value, std::numeric_limits<Number>::max()));
}

base::Micros instant(const Record& record, Slot slot) {
  return static_cast<base::Micros>(record[slot]);
}

std::uint64_t from_milliseconds(std::uint64_t count) {
  return std::min(count, kLatestMillisecond + 1) * 1000;
}

/// The instant `up_time` after `boot`, moved on by whole periods to where it is nearest to
/// `export_time`: the counter may have begun again since.
base::Micros since_boot(base::Micros up_time, base::Micros boot, base::Micros export_time) {
  const base::Micros first = boot + up_time;
  const base::Micros lag = export_time - first + kUpTimePeriod / 2;
  return lag < 0 ? first : first + lag / kUpTimePeriod * kUpTimePeriod;
}

std::uint64_t interval_of_probability(const char* field) {
  const auto probability = std::bit_cast<double>(load<std::uint64_t>(field));
  if (!(probability > 0 && probability <= 1)) return 0;
  return static_cast<std::uint64_t>(std::min(std::round(1 / probability), 4294967295.0));
}

}  // namespace

std::uint32_t Sampling::of(std::optional<std::uint64_t> selector) const {
  if (selector.has_value()) {
    const auto known = selectors.find(*selector);
    return known == selectors.end() ? domain : known->second;
  }
  return domain == 0 && selectors.size() == 1 ? selectors.begin()->second : domain;
}

FieldProgram::FieldProgram(const Template& layout) {
  std::array<const Field*, kSlots> winners{};
  choose(layout, winners);
  emit(layout, winners);
  const bool biflow =
      has(Slot::ReversePackets) || has(Slot::ReverseOctets) || has(Slot::ReverseTcpFlags);
  if (biflow) traits_ |= model::kBiflow;
  // Flags of one direction only would make the other look as if it had never answered.
  if (has(Slot::TcpFlags) && (!biflow || has(Slot::ReverseTcpFlags))) {
    traits_ |= model::kHasTcpFlags;
  }
  purpose_ = find_purpose(layout.options);
}

void FieldProgram::choose(const Template& layout, std::array<const Field*, kSlots>& winners) {
  std::array<std::uint8_t, kSlots> ranks;
  ranks.fill(std::numeric_limits<std::uint8_t>::max());
  for (const Field& field : layout.fields) {
    const Meaning* meaning = meaning_of(field);
    if (meaning == nullptr) continue;
    const auto slot = static_cast<std::size_t>(meaning->slot);
    if (meaning->rank >= ranks[slot]) continue;
    ranks[slot] = meaning->rank;
    winners[slot] = &field;
    present_ |= std::uint64_t{1} << slot;
  }
}

void FieldProgram::emit(const Template& layout, const std::array<const Field*, kSlots>& winners) {
  for (const Field& field : layout.fields) {
    minimum_length_ += field.length == kVariableLength ? 1 : field.length;
  }
  std::size_t behind = minimum_length_;  // octets from the end of the field to that of the record
  std::uint32_t offset = 0;
  for (const Field& field : layout.fields) {
    if (field.length == kVariableLength) {
      behind -= 1;
      steps_.push_back({offset, static_cast<std::uint32_t>(behind), Action::SkipVariable, {}});
      offset = 0;
      continue;
    }
    behind -= field.length;
    const Meaning* meaning = meaning_of(field);
    if (meaning != nullptr && winners[static_cast<std::size_t>(meaning->slot)] == &field) {
      steps_.push_back({offset, field.length, meaning->action, meaning->slot});
      if (meaning->payload) traits_ |= model::kPayloadOctets;
      if (meaning->action == Action::SinceBoot) {
        (meaning->slot == Slot::Start ? start_since_boot_ : end_since_boot_) = true;
      }
    }
    offset += field.length;
  }
  tail_ = offset;
}

FieldProgram::Purpose FieldProgram::find_purpose(bool options) const {
  if (options) return Purpose::Options;
  const bool v4 = has(Slot::SourceV4) && has(Slot::DestinationV4);
  const bool v6 = has(Slot::SourceV6) && has(Slot::DestinationV6);
  if (!v4 && !v6) return Purpose::NoAddresses;
  return has(Slot::Start) || has(Slot::End) ? Purpose::Flow : Purpose::NoTimes;
}

std::size_t FieldProgram::run(const char* at, std::size_t rest, const Surroundings& around,
                              Record& record) const {
  const char* const end = at + rest;
  const char* base = at;
  for (const Step& step : steps_) {
    const char* field = base + step.offset;
    if (step.action != Action::SkipVariable) {
      take(step, field, around, record);
      continue;
    }
    // The octets behind the field were checked to exist; only what it adds is new.
    std::size_t length = load<std::uint8_t>(field++);
    if (length == kLongLength) {
      if (end - field < 2) return 0;
      length = load<std::uint16_t>(field);
      field += 2;
    }
    if (static_cast<std::size_t>(end - field) < length + step.length) return 0;
    base = field + length;
  }
  return static_cast<std::size_t>(base - at) + tail_;
}

void FieldProgram::take(const Step& step, const char* field, const Surroundings& around,
                        Record& record) {
  const auto slot = static_cast<std::size_t>(step.slot);
  std::uint64_t& number = record.number[slot];
  switch (step.action) {
    case Action::Number:
      number = load_reduced(field, step.length);
      return;
    case Action::Seconds:
      number = std::uint64_t{load<std::uint32_t>(field)} * 1'000'000;
      return;
    case Action::Milliseconds:
      number = from_milliseconds(load_reduced(field, step.length));
      return;
    case Action::NtpMicroseconds:
      number =
          static_cast<std::uint64_t>(from_ntp(load<std::uint64_t>(field) & kNtpMicrosecondMask));
      return;
    case Action::NtpNanoseconds:
      number = static_cast<std::uint64_t>(from_ntp(load<std::uint64_t>(field)));
      return;
    case Action::BeforeExport:
      number = static_cast<std::uint64_t>(around.export_time) - load_reduced(field, step.length);
      return;
    case Action::SinceBoot:
      number = load_reduced(field, step.length) * 1000;
      return;
    case Action::Probability:
      number = interval_of_probability(field);
      return;
    case Action::V4:
      record.address[slot] = net::Address::v4(load<std::uint32_t>(field));
      return;
    case Action::V6:
      record.address[slot] =
          net::Address::v6(load<std::uint64_t>(field), load<std::uint64_t>(field + 8));
      return;
    case Action::SkipVariable:
      return;
  }
}

const char* FieldProgram::interpret(const Record& record, const Surroundings& around,
                                    model::Flow& flow) const {
  if (const char* defect = set_times(record, around, flow)) return defect;
  set_addresses(record, flow);
  flow.protocol = static_cast<std::uint8_t>(record[Slot::Protocol]);
  set_ports(record, flow);
  flow.traits = traits_;
  flow.packets = record[Slot::Packets];
  flow.octets = record[Slot::Octets];
  flow.reverse_packets = record[Slot::ReversePackets];
  flow.reverse_octets = record[Slot::ReverseOctets];
  if ((traits_ & model::kHasTcpFlags) != 0) {  // the lower octet: RFC 7125 adds bits above
    flow.tcp_flags = static_cast<std::uint8_t>(record[Slot::TcpFlags]);
    flow.reverse_tcp_flags = static_cast<std::uint8_t>(record[Slot::ReverseTcpFlags]);
  }
  const std::uint64_t reason = record[Slot::EndReason];
  flow.end_reason = reason <= model::kLackOfResources ? static_cast<std::uint8_t>(reason) : 0;
  flow.sampling_interval = sampling_interval(record);
  if (flow.sampling_interval == 0 && around.sampling != nullptr) {
    flow.sampling_interval = around.sampling->of(
        has(Slot::Selector) ? std::optional(record[Slot::Selector]) : std::nullopt);
  }
  if ((traits_ & model::kBiflow) != 0 && record[Slot::BiflowDirection] == kReverseInitiator) {
    std::swap(flow.source_address, flow.destination_address);
    if (!(flow.protocol == model::kIcmp || flow.protocol == model::kIcmpV6)) {
      std::swap(flow.source_port, flow.destination_port);
    }
    std::swap(flow.packets, flow.reverse_packets);
    std::swap(flow.octets, flow.reverse_octets);
    std::swap(flow.tcp_flags, flow.reverse_tcp_flags);
  }
  return nullptr;
}

const char* FieldProgram::set_times(const Record& record, const Surroundings& around,
                                    model::Flow& flow) const {
  flow.start = instant(record, Slot::Start);
  flow.end = instant(record, Slot::End);
  if (start_since_boot_ || end_since_boot_) {
    const auto boot = has(Slot::BootTime) ? instant(record, Slot::BootTime) : around.boot;
    if (!boot.has_value()) return "sysUpTime without systemInitTimeMilliseconds";
    if (start_since_boot_) flow.start = since_boot(flow.start, *boot, around.export_time);
    if (end_since_boot_) flow.end = since_boot(flow.end, *boot, around.export_time);
  }
  const base::Micros duration = instant(record, Slot::Duration);
  if (!has(Slot::Start)) flow.start = flow.end - duration;
  if (!has(Slot::End)) flow.end = flow.start + duration;
  // Each direction may have its own times (RFC 5103); zero where it had no packet.
  if (record[Slot::ReverseStart] != 0) {
    flow.start = std::min(flow.start, instant(record, Slot::ReverseStart));
  }
  if (record[Slot::ReverseEnd] != 0)
    flow.end = std::max(flow.end, instant(record, Slot::ReverseEnd));
  flow.end = std::max(flow.end, flow.start);
  return flow.end > kLatest ? "time beyond the year 9999" : nullptr;
}

void FieldProgram::set_addresses(const Record& record, model::Flow& flow) const {
  const auto address = [&](Slot slot) { return record.address[static_cast<std::size_t>(slot)]; };
  bool v6 = has(Slot::SourceV6) && has(Slot::DestinationV6);
  if (v6 && has(Slot::SourceV4) && has(Slot::DestinationV4)) {
    // One template for both families: the unused pair is zero.
    const bool v4_empty =
        (address(Slot::SourceV4).v4_bits() | address(Slot::DestinationV4).v4_bits()) == 0;
    v6 = has(Slot::IpVersion) ? record[Slot::IpVersion] == 6 : v4_empty;
  }
  flow.source_address = address(v6 ? Slot::SourceV6 : Slot::SourceV4);
  flow.destination_address = address(v6 ? Slot::DestinationV6 : Slot::DestinationV4);
}

void FieldProgram::set_ports(const Record& record, model::Flow& flow) const {
  flow.source_port = static_cast<std::uint16_t>(record[Slot::SourcePort]);
  flow.destination_port = static_cast<std::uint16_t>(record[Slot::DestinationPort]);
  const bool icmp = flow.protocol == model::kIcmp || flow.protocol == model::kIcmpV6;
  if (!icmp) return;
  if (has(Slot::IcmpTypeCode)) {
    flow.destination_port = static_cast<std::uint16_t>(record[Slot::IcmpTypeCode]);
  } else if (has(Slot::IcmpType)) {
    flow.destination_port =
        static_cast<std::uint16_t>(record[Slot::IcmpType] << 8 | record[Slot::IcmpCode]);
  }
}

std::uint32_t FieldProgram::sampling_interval(const Record& record) {
  if (const auto interval = record[Slot::SamplingInterval]; interval > 0) {
    return clamped<std::uint32_t>(interval);
  }
  // RFC 5477, section 8.2: so many packets taken, then so many passed over.  The interval alone
  // tells nothing.
  if (const auto taken = record[Slot::PacketInterval], passed = record[Slot::PacketSpace];
      taken > 0 && passed > 0) {
    return clamped<std::uint32_t>((taken + passed + taken / 2) / taken);
  }
  if (const auto size = record[Slot::SampleSize], population = record[Slot::SamplePopulation];
      size > 0 && population >= size) {
    return clamped<std::uint32_t>((population + size / 2) / size);
  }
  return 0;
}

}  // namespace noroshi::flow::ipfix
