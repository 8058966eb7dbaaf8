#include "observe/flow/ipfix_meaning.hpp"

#include "observe/flow/ipfix_elements.hpp"
#include "observe/flow/ipfix_wire.hpp"

namespace noroshi::flow::ipfix {
namespace {

constexpr std::uint16_t kAnyWidth = 0xFFFF;  // variable length too

constexpr Meaning kMeanings[] = {
    {kSourceIPv4Address, false, Slot::SourceV4, 0, Action::V4, 4, 4},
    {kDestinationIPv4Address, false, Slot::DestinationV4, 0, Action::V4, 4, 4},
    {kSourceIPv6Address, false, Slot::SourceV6, 0, Action::V6, 16, 16},
    {kDestinationIPv6Address, false, Slot::DestinationV6, 0, Action::V6, 16, 16},
    {kSourceTransportPort, false, Slot::SourcePort, 0, Action::Number, 1, 2},
    {kTcpSourcePort, false, Slot::SourcePort, 1, Action::Number, 1, 2},
    {kUdpSourcePort, false, Slot::SourcePort, 1, Action::Number, 1, 2},
    {kDestinationTransportPort, false, Slot::DestinationPort, 0, Action::Number, 1, 2},
    {kTcpDestinationPort, false, Slot::DestinationPort, 1, Action::Number, 1, 2},
    {kUdpDestinationPort, false, Slot::DestinationPort, 1, Action::Number, 1, 2},
    {kProtocolIdentifier, false, Slot::Protocol, 0, Action::Number, 1, 1},
    {kIpVersion, false, Slot::IpVersion, 0, Action::Number, 1, 1},
    {kIcmpTypeCodeIPv4, false, Slot::IcmpTypeCode, 0, Action::Number, 1, 2},
    {kIcmpTypeCodeIPv6, false, Slot::IcmpTypeCode, 0, Action::Number, 1, 2},
    {kIcmpTypeIPv4, false, Slot::IcmpType, 0, Action::Number, 1, 1},
    {kIcmpTypeIPv6, false, Slot::IcmpType, 0, Action::Number, 1, 1},
    {kIcmpCodeIPv4, false, Slot::IcmpCode, 0, Action::Number, 1, 1},
    {kIcmpCodeIPv6, false, Slot::IcmpCode, 0, Action::Number, 1, 1},
    {kPacketDeltaCount, false, Slot::Packets, 0, Action::Number, 1, 8},
    {kPacketTotalCount, false, Slot::Packets, 1, Action::Number, 1, 8},
    {kInitiatorPackets, false, Slot::Packets, 2, Action::Number, 1, 8},
    {kPacketDeltaCount, true, Slot::ReversePackets, 0, Action::Number, 1, 8},
    {kPacketTotalCount, true, Slot::ReversePackets, 1, Action::Number, 1, 8},
    {kResponderPackets, false, Slot::ReversePackets, 2, Action::Number, 1, 8},
    {kOctetDeltaCount, false, Slot::Octets, 0, Action::Number, 1, 8},
    {kOctetTotalCount, false, Slot::Octets, 1, Action::Number, 1, 8},
    {kTransportOctetDeltaCount, false, Slot::Octets, 2, Action::Number, 1, 8, true},
    {kInitiatorOctets, false, Slot::Octets, 3, Action::Number, 1, 8, true},
    {kOctetDeltaCount, true, Slot::ReverseOctets, 0, Action::Number, 1, 8},
    {kOctetTotalCount, true, Slot::ReverseOctets, 1, Action::Number, 1, 8},
    {kTransportOctetDeltaCount, true, Slot::ReverseOctets, 2, Action::Number, 1, 8, true},
    {kResponderOctets, false, Slot::ReverseOctets, 3, Action::Number, 1, 8, true},
    {kPostPacketDeltaCount, false, Slot::PostPackets, 0, Action::Number, 1, 8},
    {kPostOctetDeltaCount, false, Slot::PostOctets, 0, Action::Number, 1, 8},
    {kTcpControlBits, false, Slot::TcpFlags, 0, Action::Number, 1, 2},
    {kTcpControlBits, true, Slot::ReverseTcpFlags, 0, Action::Number, 1, 2},
    {kFlowEndReason, false, Slot::EndReason, 0, Action::Number, 1, 1},
    {kBiflowDirection, false, Slot::BiflowDirection, 0, Action::Number, 1, 1},
    {kFlowStartMicroseconds, false, Slot::Start, 0, Action::NtpMicroseconds, 8, 8},
    {kFlowStartNanoseconds, false, Slot::Start, 1, Action::NtpNanoseconds, 8, 8},
    {kFlowStartMilliseconds, false, Slot::Start, 2, Action::Milliseconds, 8, 8},
    {kFlowStartDeltaMicroseconds, false, Slot::Start, 3, Action::BeforeExport, 1, 4},
    {kFlowStartSysUpTime, false, Slot::Start, 4, Action::SinceBoot, 1, 4},
    {kFlowStartSeconds, false, Slot::Start, 5, Action::Seconds, 4, 4},
    {kObservationTimeMicroseconds, false, Slot::Observed, 0, Action::NtpMicroseconds, 8, 8},
    {kObservationTimeNanoseconds, false, Slot::Observed, 1, Action::NtpNanoseconds, 8, 8},
    {kObservationTimeMilliseconds, false, Slot::Observed, 2, Action::Milliseconds, 8, 8},
    {kObservationTimeSeconds, false, Slot::Observed, 3, Action::Seconds, 4, 4},
    {kFlowEndMicroseconds, false, Slot::End, 0, Action::NtpMicroseconds, 8, 8},
    {kFlowEndNanoseconds, false, Slot::End, 1, Action::NtpNanoseconds, 8, 8},
    {kFlowEndMilliseconds, false, Slot::End, 2, Action::Milliseconds, 8, 8},
    {kFlowEndDeltaMicroseconds, false, Slot::End, 3, Action::BeforeExport, 1, 4},
    {kFlowEndSysUpTime, false, Slot::End, 4, Action::SinceBoot, 1, 4},
    {kFlowEndSeconds, false, Slot::End, 5, Action::Seconds, 4, 4},
    {kFlowStartMicroseconds, true, Slot::ReverseStart, 0, Action::NtpMicroseconds, 8, 8},
    {kFlowStartNanoseconds, true, Slot::ReverseStart, 1, Action::NtpNanoseconds, 8, 8},
    {kFlowStartMilliseconds, true, Slot::ReverseStart, 2, Action::Milliseconds, 8, 8},
    {kFlowStartSeconds, true, Slot::ReverseStart, 5, Action::Seconds, 4, 4},
    {kFlowEndMicroseconds, true, Slot::ReverseEnd, 0, Action::NtpMicroseconds, 8, 8},
    {kFlowEndNanoseconds, true, Slot::ReverseEnd, 1, Action::NtpNanoseconds, 8, 8},
    {kFlowEndMilliseconds, true, Slot::ReverseEnd, 2, Action::Milliseconds, 8, 8},
    {kFlowEndSeconds, true, Slot::ReverseEnd, 5, Action::Seconds, 4, 4},
    {kFlowDurationMicroseconds, false, Slot::Duration, 0, Action::Number, 1, 4},
    {kFlowDurationMilliseconds, false, Slot::Duration, 1, Action::Milliseconds, 1, 4},
    {kSystemInitTimeMilliseconds, false, Slot::BootTime, 0, Action::Milliseconds, 8, 8},
    {kSamplingInterval, false, Slot::SamplingInterval, 0, Action::Number, 1, 8},
    {kSamplerRandomInterval, false, Slot::RandomInterval, 0, Action::Number, 1, 8},
    {kSamplingProbability, false, Slot::SamplingProbability, 0, Action::Probability, 8, 8},
    {kSamplingPacketInterval, false, Slot::PacketInterval, 0, Action::Number, 1, 4},
    {kSamplingPacketSpace, false, Slot::PacketSpace, 0, Action::Number, 1, 4},
    {kSamplingSize, false, Slot::SampleSize, 0, Action::Number, 1, 4},
    {kSamplingPopulation, false, Slot::SamplePopulation, 0, Action::Number, 1, 4},
    {kSelectorId, false, Slot::Selector, 0, Action::Number, 1, 8},
    {kSamplerId, false, Slot::Selector, 1, Action::Number, 1, 8},
    {kIngressInterface, false, Slot::Interface, 0, Action::Number, 1, 8},
    {kTemplateId, false, Slot::TemplateScope, 0, Action::Number, 1, 4},
    {kDataLinkFrameSection, false, Slot::LinkFrame, 0, Action::Section, 1, kAnyWidth},
    {kLayer2PacketSectionData, false, Slot::LinkFrame, 1, Action::Section, 1, kAnyWidth},
    {kIpHeaderPacketSection, false, Slot::IpPacket, 0, Action::Section, 1, kAnyWidth},
    {kDataLinkFrameSize, false, Slot::FrameSize, 0, Action::Number, 1, 4},
};

}  // namespace

bool counts_for_responder(const Field& field) {
  return field.enterprise == 0 &&
         (field.element == kResponderOctets || field.element == kResponderPackets);
}

bool counts_for_initiator(const Field& field) {
  return field.enterprise == 0 &&
         (field.element == kInitiatorOctets || field.element == kInitiatorPackets);
}

const Meaning* meaning_of(const Field& field) {
  if (field.enterprise != 0 && field.enterprise != kReverseEnterprise) return nullptr;
  for (const Meaning& meaning : kMeanings) {
    if (meaning.element == field.element && meaning.reverse == (field.enterprise != 0)) {
      return field.length >= meaning.least && field.length <= meaning.most ? &meaning : nullptr;
    }
  }
  return nullptr;
}

}  // namespace noroshi::flow::ipfix
