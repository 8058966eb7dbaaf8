// NetFlow v5: a header of 24 octets and up to 30 records of 48 (Cisco, "NetFlow Export Datagram
// Format", tables B-3 and B-4).
//
//   version(2)=5 count(2) sysUptime(4) seconds(4) nanoseconds(4) flowSequence(4)
//   engineType(1) engineId(1) samplingMode(2 bits) samplingInterval(14 bits)
//
// The sampling interval stands in the header, so records of different intervals do not share a
// datagram.  What is not known (next hop, interfaces, TOS, AS numbers, masks) is 0.
#include <limits>
#include <utility>

#include "train/replay/encoder.hpp"
#include "train/replay/uptime.hpp"

namespace noroshi::replay {
namespace {

constexpr std::size_t kHeader = 24;
constexpr std::size_t kRecord = 48;
constexpr std::uint32_t kMostRecords = 30;
constexpr std::uint32_t kMostSampling = 0x3FFF;
constexpr std::uint16_t kEveryNth = 0x4000;  // sampling mode 1

class NetFlow5Encoder final : public Encoder {
 public:
  using Encoder::Encoder;

 protected:
  const char* obstacle(const model::Flow& flow) const override {
    constexpr std::uint64_t kMostCounted = std::numeric_limits<std::uint32_t>::max();
    if (!flow.source_address.is_v4() || !flow.destination_address.is_v4()) {
      return "IPv6 does not fit NetFlow v5";
    }
    if (flow.packets > kMostCounted || flow.octets > kMostCounted) {
      return "more than 32 bits of packets or octets do not fit NetFlow v5";
    }
    if (flow.sampling_interval > kMostSampling) {
      return "a sampling interval above 16383 does not fit NetFlow v5";
    }
    return uptime_.obstacle(flow, latest_);
  }

  Status place(const model::Flow& flow) override {
    if (sampling_ != flow.sampling_interval || records_ == kMostRecords) NOROSHI_CHECK(flush());
    NOROSHI_CHECK(make_room(kRecord));
    sampling_ = flow.sampling_interval;
    uptime_.see(flow);
    if ((flow.traits & model::kPayloadOctets) != 0)
      note_simplified("payload octets sent as octets");
    put(flow);
    note_record(flow);
    return {};
  }

  void begin() override { message_.put_zeros(kHeader); }

  void seal() override {
    message_.put_at(0, std::uint16_t{5});
    message_.put_at(2, static_cast<std::uint16_t>(records_));
    message_.put_at(4, uptime_.at(export_time()));
    message_.put_at(8, static_cast<std::uint32_t>(export_time() / base::kSecond));
    message_.put_at(12, std::uint32_t{0});
    message_.put_at(16, sequence_);
    message_.put_at(20, static_cast<std::uint16_t>(options_.domain));
    const std::uint32_t sampling = sampling_ == 0 ? 0 : kEveryNth | sampling_;
    message_.put_at(22, static_cast<std::uint16_t>(sampling));
    sequence_ += records_;
  }

 private:
  void put(const model::Flow& flow) {
    message_.put(flow.source_address, false);
    message_.put(flow.destination_address, false);
    message_.put_zeros(8);  // next hop, input and output interface
    message_.put(static_cast<std::uint32_t>(flow.packets));
    message_.put(static_cast<std::uint32_t>(flow.octets));
    message_.put(uptime_.at(flow.start));
    message_.put(uptime_.at(flow.end));
    message_.put(flow.source_port);
    message_.put(flow.destination_port);
    message_.put_zeros(1);
    message_.put(flow.tcp_flags);
    message_.put(flow.protocol);
    message_.put_zeros(9);  // TOS, AS numbers, masks
  }

  Uptime uptime_;
  std::uint32_t sampling_ = 0;  // of the datagram under way
  std::uint32_t sequence_ = 0;  // flows in the datagrams before
};

}  // namespace

std::unique_ptr<Encoder> make_netflow5_encoder(const EncoderOptions& options, Take take) {
  return std::make_unique<NetFlow5Encoder>(options, std::move(take));
}

}  // namespace noroshi::replay
