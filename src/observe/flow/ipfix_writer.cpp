// Writes an IPFIX file (RFC 5655): sixteen templates first, then every flow in its order.
//
// Nothing is lost: each combination of address family and record traits has its own template, and
// times are dateTimeMicroseconds, which hold whole microseconds exactly from 1968 to 2104.  A
// batch that the FlowBatch contract allows comes back from the reader equal to the last bit.  The
// clock is not asked: export times follow the data, so the same flows give the same bytes.
//
// docs/formats/ipfix-file.md lists the elements.

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "observe/flow/ipfix_elements.hpp"
#include "observe/flow/ipfix_template.hpp"
#include "observe/flow/ipfix_wire.hpp"
#include "observe/flow/writer.hpp"

namespace noroshi::flow {
namespace {

using ipfix::Field;

constexpr std::uint32_t kObservationDomain = 1;

// Template IDs are kFirstDataSet plus these bits.
constexpr std::uint8_t kIPv6 = 0x08;
constexpr std::uint8_t kTraits = model::kBiflow | model::kHasTcpFlags | model::kPayloadOctets;
constexpr std::size_t kTemplates = kIPv6 + kTraits + 1;
static_assert((kTraits & kIPv6) == 0);

std::vector<Field> fields_of(std::size_t variant) {
  const bool v6 = (variant & kIPv6) != 0;
  const std::uint16_t width = v6 ? 16 : 4;
  const std::uint16_t octets = (variant & model::kPayloadOctets) != 0
                                   ? ipfix::kTransportOctetDeltaCount
                                   : ipfix::kOctetDeltaCount;
  std::vector<Field> fields = {
      {ipfix::kFlowStartMicroseconds, 8},
      {ipfix::kFlowEndMicroseconds, 8},
      {v6 ? ipfix::kSourceIPv6Address : ipfix::kSourceIPv4Address, width},
      {v6 ? ipfix::kDestinationIPv6Address : ipfix::kDestinationIPv4Address, width},
      {ipfix::kSourceTransportPort, 2},
      {ipfix::kDestinationTransportPort, 2},
      {ipfix::kProtocolIdentifier, 1},
      {ipfix::kFlowEndReason, 1},
      {ipfix::kSamplingInterval, 4},
      {ipfix::kPacketDeltaCount, 8},
      {octets, 8},
  };
  const bool biflow = (variant & model::kBiflow) != 0;
  const bool flags = (variant & model::kHasTcpFlags) != 0;
  if (biflow) fields.push_back({ipfix::kPacketDeltaCount, 8, ipfix::kReverseEnterprise});
  if (biflow) fields.push_back({octets, 8, ipfix::kReverseEnterprise});
  if (flags) fields.push_back({ipfix::kTcpControlBits, 1});
  if (flags && biflow) fields.push_back({ipfix::kTcpControlBits, 1, ipfix::kReverseEnterprise});
  return fields;
}

char* store_template(char* at, std::size_t variant) {
  const std::vector<Field> fields = fields_of(variant);
  at = ipfix::store(at, static_cast<std::uint16_t>(ipfix::kFirstDataSet + variant));
  at = ipfix::store(at, static_cast<std::uint16_t>(fields.size()));
  for (const Field& field : fields) {
    const std::uint16_t enterprise_bit = field.enterprise != 0 ? ipfix::kEnterpriseBit : 0;
    at = ipfix::store(at, static_cast<std::uint16_t>(field.element | enterprise_bit));
    at = ipfix::store(at, field.length);
    if (field.enterprise != 0) at = ipfix::store(at, field.enterprise);
  }
  return at;
}

char* store_address(char* at, const net::Address& address, bool v6) {
  if (!v6) return ipfix::store(at, address.v4_bits());
  return ipfix::store(ipfix::store(at, address.high()), address.low());
}

/// The octets of one row, in the order of `fields_of`.
char* store_record(char* at, const model::FlowBatch& batch, std::size_t row, std::size_t variant) {
  const bool v6 = (variant & kIPv6) != 0;
  at = ipfix::store(at, ipfix::to_ntp(batch.start[row]));
  at = ipfix::store(at, ipfix::to_ntp(batch.end[row]));
  at = store_address(at, batch.source_address[row], v6);
  at = store_address(at, batch.destination_address[row], v6);
  at = ipfix::store(at, batch.source_port[row]);
  at = ipfix::store(at, batch.destination_port[row]);
  at = ipfix::store(at, batch.protocol[row]);
  at = ipfix::store(at, batch.end_reason[row]);
  at = ipfix::store(at, batch.sampling_interval[row]);
  at = ipfix::store(at, batch.packets[row]);
  at = ipfix::store(at, batch.octets[row]);
  const bool biflow = (variant & model::kBiflow) != 0;
  const bool flags = (variant & model::kHasTcpFlags) != 0;
  if (biflow) at = ipfix::store(at, batch.reverse_packets[row]);
  if (biflow) at = ipfix::store(at, batch.reverse_octets[row]);
  if (flags) at = ipfix::store(at, batch.tcp_flags[row]);
  if (flags && biflow) at = ipfix::store(at, batch.reverse_tcp_flags[row]);
  return at;
}

class IpfixWriter final : public FlowWriter {
 public:
  explicit IpfixWriter(ByteSink& sink) : sink_(sink), message_(ipfix::kLongestMessage, '\0') {
    for (std::size_t variant = 0; variant < kTemplates; ++variant) {
      for (const Field& field : fields_of(variant)) record_length_[variant] += field.length;
    }
    begin_message();
    open_set(ipfix::kTemplateSet);
    for (std::size_t variant = 0; variant < kTemplates; ++variant) {
      at_ = store_template(at_, variant);
    }
    close_set();
  }

  Status write(const model::FlowBatch& batch) override {
    for (std::size_t row = 0; row < batch.size(); ++row) NOROSHI_CHECK(write_row(batch, row));
    return {};
  }

  Status finish() override {
    if (at_ == message_.data() + ipfix::kMessageHeader) return {};
    return end_message();
  }

 private:
  Status write_row(const model::FlowBatch& batch, std::size_t row);
  void begin_message() { at_ = message_.data() + ipfix::kMessageHeader; }
  Status end_message();
  void open_set(std::uint16_t id);
  void close_set();

  ByteSink& sink_;
  std::string message_;
  char* at_ = nullptr;   // where the next byte of the message goes
  char* set_ = nullptr;  // header of the set under way
  std::uint16_t set_id_ = 0;
  std::array<std::size_t, kTemplates> record_length_{};
  std::uint32_t sequence_ = 0;  // data records in the messages before this one, modulo 2^32
  std::uint32_t records_ = 0;   // data records in this message
  base::Micros latest_ = 0;
};

Status IpfixWriter::write_row(const model::FlowBatch& batch, std::size_t row) {
  if (batch.start[row] < ipfix::kFirstNtp || batch.end[row] > ipfix::kLastNtp) {
    return Error{Errc::InvalidInput, "writing IPFIX: the flow of " +
                                         base::to_rfc3339(batch.start[row]) +
                                         " lies outside the years 1968 to 2104"};
  }
  const bool v4 = batch.source_address[row].is_v4() && batch.destination_address[row].is_v4();
  const std::size_t variant = (batch.traits[row] & kTraits) | (v4 ? 0U : kIPv6);
  const std::size_t room = static_cast<std::size_t>(message_.data() + message_.size() - at_);
  if (room < record_length_[variant] + ipfix::kSetHeader) {
    NOROSHI_CHECK(end_message());
    begin_message();
  }
  const auto id = static_cast<std::uint16_t>(ipfix::kFirstDataSet + variant);
  if (set_id_ != id) {
    close_set();
    open_set(id);
  }
  at_ = store_record(at_, batch, row, variant);
  ++records_;
  latest_ = std::max(latest_, batch.end[row]);
  return {};
}

Status IpfixWriter::end_message() {
  close_set();
  const auto length = static_cast<std::size_t>(at_ - message_.data());
  // The first whole second at which everything in the message had been seen.
  const base::Micros export_time = (latest_ + base::kSecond - 1) / base::kSecond;
  char* header = message_.data();
  header = ipfix::store(header, ipfix::kVersion);
  header = ipfix::store(header, static_cast<std::uint16_t>(length));
  header = ipfix::store(header, static_cast<std::uint32_t>(export_time));
  header = ipfix::store(header, sequence_);
  ipfix::store(header, kObservationDomain);
  sequence_ += records_;
  records_ = 0;
  return sink_.write(std::string_view(message_.data(), length));
}

void IpfixWriter::open_set(std::uint16_t id) {
  set_ = at_;
  set_id_ = id;
  at_ += ipfix::kSetHeader;
}

void IpfixWriter::close_set() {
  if (set_ == nullptr) return;
  ipfix::store(ipfix::store(set_, set_id_), static_cast<std::uint16_t>(at_ - set_));
  set_ = nullptr;
  set_id_ = 0;
}

}  // namespace

WriterPtr make_ipfix_writer(ByteSink& sink) { return std::make_unique<IpfixWriter>(sink); }

}  // namespace noroshi::flow
