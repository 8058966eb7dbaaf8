#include "observe/flow/ipfix_program.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "net/packet.hpp"
#include "observe/flow/ipfix_wire.hpp"

namespace noroshi::flow::ipfix {
namespace {

// 9999-12-31T23:59:59.999Z, the last instant that RFC 3339 can name.  Later is a broken clock.
constexpr std::uint64_t kLatestMillisecond = 253'402'300'799'999;
constexpr auto kLatest = static_cast<base::Micros>(kLatestMillisecond) * base::kMillisecond;

// sysUpTime counts milliseconds in 32 bits and begins again every 49.7 days.
constexpr base::Micros kUpTimePeriod = (std::int64_t{1} << 32) * base::kMillisecond;

constexpr Slot kNoSlot = Slot::FrameSize;  // of a variable-length field that nobody wants

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

/// The instant `up_time` after `boot`, moved by whole periods to the last one that is not later
/// than the export (a little later is a clock that is a little off): the counter may have begun
/// again since the boot, or since the packet.
base::Micros since_boot(base::Micros up_time, base::Micros boot, base::Micros export_time) {
  constexpr base::Micros kLittleOff = base::kHour;
  const base::Micros first = boot + up_time;
  const base::Micros lag = export_time + kLittleOff - first;
  const base::Micros periods = lag / kUpTimePeriod - (lag % kUpTimePeriod < 0 ? 1 : 0);
  return first + periods * kUpTimePeriod;
}

std::uint64_t interval_of_probability(const char* field) {
  const auto probability = std::bit_cast<double>(load<std::uint64_t>(field));
  if (!(probability > 0 && probability <= 1)) return 0;
  return static_cast<std::uint64_t>(std::min(std::round(1 / probability), 4294967295.0));
}

}  // namespace

std::uint32_t Sampling::of(std::optional<std::uint64_t> selector,
                           std::optional<std::uint64_t> interface,
                           std::uint16_t template_id) const {
  if (size() == 0) return domain;
  const auto known = [](const Intervals& intervals, std::uint64_t key) {
    const auto found = intervals.find(key);
    return found == intervals.end() ? 0U : found->second;
  };
  if (selector.has_value()) {
    if (const auto interval = known(selectors, *selector); interval != 0) return interval;
  }
  if (interface.has_value() && !interfaces.empty()) {
    if (const auto interval = known(interfaces, *interface); interval != 0) return interval;
  }
  if (!templates.empty()) {
    if (const auto interval = known(templates, template_id); interval != 0) return interval;
  }
  const bool only = domain == 0 && !selector.has_value() && selectors.size() == 1;
  return only ? selectors.begin()->second : domain;
}

FieldProgram::FieldProgram(const Template& layout) : id_(layout.id) {
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
  has_addresses_ = (has(Slot::SourceV4) && has(Slot::DestinationV4)) ||
                   (has(Slot::SourceV6) && has(Slot::DestinationV6));
  constexpr Slot kStated[] = {Slot::SamplingInterval, Slot::RandomInterval, Slot::PacketInterval,
                              Slot::SampleSize, Slot::SamplingProbability};
  states_sampling_ = std::ranges::any_of(kStated, [&](Slot slot) { return has(slot); });
  purpose_ = find_purpose(layout.options);
}

void FieldProgram::choose(const Template& layout, std::array<const Field*, kSlots>& winners) {
  std::array<std::uint8_t, kSlots> ranks;
  ranks.fill(std::numeric_limits<std::uint8_t>::max());
  const bool initiator = std::ranges::any_of(layout.fields, counts_for_initiator);
  for (const Field& field : layout.fields) {
    const Meaning* meaning = meaning_of(field);
    if (meaning == nullptr || (counts_for_responder(field) && !initiator)) continue;
    if (meaning->slot == Slot::SourceV6 && !has(Slot::SourceV4)) v6_first_ = true;
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
    const Meaning* meaning = meaning_of(field);
    const bool wins =
        meaning != nullptr && winners[static_cast<std::size_t>(meaning->slot)] == &field;
    if (field.length == kVariableLength) {
      behind -= 1;
      const Slot slot = wins ? meaning->slot : kNoSlot;
      steps_.push_back({offset, static_cast<std::uint32_t>(behind), Action::SkipVariable, slot});
      offset = 0;
      fixed_length_ = false;
      continue;
    }
    behind -= field.length;
    if (wins) {
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
  if (!has_addresses_ && !has(Slot::LinkFrame) && !has(Slot::IpPacket)) return Purpose::NoAddresses;
  const bool clock = has(Slot::Start) || has(Slot::End) || has(Slot::Observed);
  return clock ? Purpose::Flow : Purpose::NoTimes;
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
    if (step.slot != kNoSlot) keep_section(step.slot, {field, length}, record);
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
    case Action::Section:
      keep_section(step.slot, {field, step.length}, record);
      return;
    case Action::SkipVariable:
      return;
  }
}

void FieldProgram::keep_section(Slot slot, std::string_view bytes, Record& record) {
  (slot == Slot::LinkFrame ? record.link_frame : record.ip_packet) = bytes;
}

Reading FieldProgram::interpret(const Record& record, const Surroundings& around,
                                model::Flow& flow) const {
  Reading reading;
  set_times(record, around, flow, reading);
  if (!reading.objection.empty()) return reading;
  flow.traits = traits_;
  set_counts(record, flow);
  if (has_addresses_ && set_addresses(record, flow)) {
    flow.protocol = static_cast<std::uint8_t>(record[Slot::Protocol]);
    set_ports(record, flow);
  } else if (has(Slot::LinkFrame) || has(Slot::IpPacket)) {
    read_packet(record, flow, reading);
  } else {
    reading.objection = "record without addresses";
  }
  const std::uint64_t reason = record[Slot::EndReason];
  flow.end_reason = reason <= model::kLackOfResources ? static_cast<std::uint8_t>(reason) : 0;
  set_sampling(record, around, flow);
  if ((traits_ & model::kBiflow) != 0 && record[Slot::BiflowDirection] == kReverseInitiator) {
    std::swap(flow.source_address, flow.destination_address);
    if (!(flow.protocol == model::kIcmp || flow.protocol == model::kIcmpV6)) {
      std::swap(flow.source_port, flow.destination_port);
    }
    std::swap(flow.packets, flow.reverse_packets);
    std::swap(flow.octets, flow.reverse_octets);
    std::swap(flow.tcp_flags, flow.reverse_tcp_flags);
  }
  return reading;
}

void FieldProgram::set_times(const Record& record, const Surroundings& around, model::Flow& flow,
                             Reading& reading) const {
  flow.start = instant(record, Slot::Start);
  flow.end = instant(record, Slot::End);
  if (start_since_boot_ || end_since_boot_) count_up_times(record, around, flow, reading);
  if (purpose_ == Purpose::NoTimes) {
    flow.start = flow.end = around.export_time;
    reading.export_time_stands_in = true;
  }
  fill_missing_times(record, flow);
  // Each direction may have its own times (RFC 5103); zero where it had no packet.
  if (record[Slot::ReverseStart] != 0) {
    flow.start = std::min(flow.start, instant(record, Slot::ReverseStart));
  }
  if (record[Slot::ReverseEnd] != 0)
    flow.end = std::max(flow.end, instant(record, Slot::ReverseEnd));
  flow.end = std::max(flow.end, flow.start);
  if (flow.end <= kLatest || around.live || !reading.objection.empty()) return;
  reading = {.objection = "time beyond the year 9999", .malformed = true};
}

// Without a boot time the two counts still tell how long the flow was; its end is not known to be
// earlier than the export.
void FieldProgram::count_up_times(const Record& record, const Surroundings& around,
                                  model::Flow& flow, Reading& reading) const {
  const auto boot = has(Slot::BootTime) ? instant(record, Slot::BootTime) : around.boot;
  if (boot.has_value()) {
    if (start_since_boot_) flow.start = since_boot(flow.start, *boot, around.export_time);
    if (end_since_boot_) flow.end = since_boot(flow.end, *boot, around.export_time);
    return;
  }
  if (!around.live) {
    reading = {.objection = "sysUpTime without systemInitTimeMilliseconds", .malformed = true};
    return;
  }
  reading.export_time_stands_in = true;
  const base::Micros period = start_since_boot_ && end_since_boot_
                                  ? (flow.end - flow.start + kUpTimePeriod) % kUpTimePeriod
                                  : 0;
  if (end_since_boot_) flow.end = around.export_time;
  if (start_since_boot_) flow.start = around.export_time - period;
}

void FieldProgram::fill_missing_times(const Record& record, model::Flow& flow) const {
  const bool start = has(Slot::Start);
  const bool end = has(Slot::End);
  if (purpose_ == Purpose::NoTimes || (start && end)) return;
  const base::Micros observed = instant(record, Slot::Observed);
  const base::Micros duration = instant(record, Slot::Duration);
  if (start) {
    flow.end = !has(Slot::Duration) && has(Slot::Observed) ? observed : flow.start + duration;
    return;
  }
  if (!end) flow.end = observed;
  flow.start = flow.end - duration;
}

/// False if the record has none: a template for both families also serves frames that are not IP.
bool FieldProgram::set_addresses(const Record& record, model::Flow& flow) const {
  const auto address = [&](Slot slot) { return record.address[static_cast<std::size_t>(slot)]; };
  bool v6 = has(Slot::SourceV6) && has(Slot::DestinationV6);
  if (v6 && has(Slot::SourceV4) && has(Slot::DestinationV4)) {
    // One template for both families: the unused pair is zero.  If none is, a tunnel's two ends.
    const bool v4_empty =
        (address(Slot::SourceV4).v4_bits() | address(Slot::DestinationV4).v4_bits()) == 0;
    const bool v6_empty =
        address(Slot::SourceV6) == net::Address() && address(Slot::DestinationV6) == net::Address();
    if (v4_empty && v6_empty) return false;
    v6 = v4_empty || (!v6_empty && (has(Slot::IpVersion) ? record[Slot::IpVersion] == 6  //
                                                         : v6_first_));
  }
  flow.source_address = address(v6 ? Slot::SourceV6 : Slot::SourceV4);
  flow.destination_address = address(v6 ? Slot::DestinationV6 : Slot::DestinationV4);
  return true;
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

void FieldProgram::set_counts(const Record& record, model::Flow& flow) const {
  flow.packets = record[Slot::Packets];
  flow.octets = record[Slot::Octets];
  if ((flow.packets | flow.octets) == 0) {  // only seen on its way out
    flow.packets = record[Slot::PostPackets];
    flow.octets = record[Slot::PostOctets];
  }
  flow.reverse_packets = record[Slot::ReversePackets];
  flow.reverse_octets = record[Slot::ReverseOctets];
  if ((traits_ & model::kHasTcpFlags) == 0) return;
  // The lower octet: RFC 7125 adds bits above.
  flow.tcp_flags = static_cast<std::uint8_t>(record[Slot::TcpFlags]);
  flow.reverse_tcp_flags = static_cast<std::uint8_t>(record[Slot::ReverseTcpFlags]);
}

void FieldProgram::set_sampling(const Record& record, const Surroundings& around,
                                model::Flow& flow) const {
  if (states_sampling_) flow.sampling_interval = sampling_interval(record);
  for (const Sampling* announced : {around.sampling, around.exporter_wide}) {
    if (flow.sampling_interval != 0 || announced == nullptr) return;
    flow.sampling_interval =
        announced->of(named(Slot::Selector, record), named(Slot::Interface, record), id_);
  }
}

std::optional<std::uint64_t> FieldProgram::named(Slot slot, const Record& record) const {
  return has(slot) ? std::optional(record[slot]) : std::nullopt;
}

// The record is one packet of which the exporter sends the first octets (RFC 5477, section 8.5).
void FieldProgram::read_packet(const Record& record, model::Flow& flow, Reading& reading) const {
  const bool link = !record.link_frame.empty();
  const std::string_view bytes = link ? record.link_frame : record.ip_packet;
  const std::size_t wire = std::max<std::size_t>(
      link ? static_cast<std::size_t>(record[Slot::FrameSize]) : 0, bytes.size());
  const auto packet =
      net::decode(link ? net::LinkType::Ethernet : net::LinkType::Raw,
                  {reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()}, wire);
  if (!packet.has_value()) {
    reading.objection = net::to_string(packet.error());
    reading.malformed = net::is_malformed(packet.error());
    return;
  }
  flow.source_address = packet->source;
  flow.destination_address = packet->destination;
  flow.source_port = packet->source_port;
  flow.destination_port = packet->destination_port;
  flow.protocol = packet->protocol;
  if (!has(Slot::Packets)) flow.packets = 1;
  if (!has(Slot::Octets)) flow.octets = packet->octets;
  if (!packet->has_transport || packet->protocol != model::kTcp) return;
  flow.tcp_flags = packet->tcp_flags;
  flow.traits |= model::kHasTcpFlags;
}

std::uint32_t FieldProgram::sampling_interval(const Record& record) const {
  for (const Slot slot : {Slot::SamplingInterval, Slot::RandomInterval}) {
    if (const auto interval = record[slot]; interval > 0) return clamped<std::uint32_t>(interval);
  }
  // RFC 5477, section 8.2: so many packets taken, then so many passed over.  The interval alone
  // tells nothing.
  if (const auto taken = record[Slot::PacketInterval]; taken > 0 && has(Slot::PacketSpace)) {
    const auto passed = record[Slot::PacketSpace];
    return clamped<std::uint32_t>((taken + passed + taken / 2) / taken);
  }
  if (const auto size = record[Slot::SampleSize], population = record[Slot::SamplePopulation];
      size > 0 && population >= size) {
    return clamped<std::uint32_t>((population + size / 2) / size);
  }
  return clamped<std::uint32_t>(record[Slot::SamplingProbability]);
}

bool FieldProgram::announce(const Record& record, Sampling& sampling, std::size_t most) const {
  const std::uint32_t interval = sampling_interval(record);
  if (interval == 0) return true;
  Sampling::Intervals* intervals = nullptr;
  Slot key = Slot::Selector;
  if (has(Slot::Selector)) {
    intervals = &sampling.selectors;
  } else if (has(Slot::TemplateScope)) {
    intervals = &sampling.templates;
    key = Slot::TemplateScope;
  } else if (has(Slot::Interface)) {
    intervals = &sampling.interfaces;
    key = Slot::Interface;
  }
  if (intervals == nullptr) {
    sampling.domain = interval;
    return true;
  }
  const auto known = intervals->find(record[key]);
  if (known != intervals->end()) {
    known->second = interval;
  } else if (sampling.size() < most) {
    intervals->emplace(record[key], interval);
  } else {
    return false;
  }
  return true;
}

}  // namespace noroshi::flow::ipfix
