#include "train/replay/captured.hpp"

#include <gmock/gmock.h>

#include "observe/flow/capture_builder.hpp"
#include "train/replay/flow_builder.hpp"

namespace noroshi::replay {
namespace {

using testing::ElementsAre;
using testing::Pair;

class Memory final : public Channel {
 public:
  explicit Memory(std::vector<std::string>& kept) : kept_(kept) {}
  Status send(std::string_view message) override {
    kept_.emplace_back(message);
    return {};
  }
  Status flush() override { return {}; }

 private:
  std::vector<std::string>& kept_;
};

net::Frame export_frame(std::uint8_t last_octet, std::uint16_t port, std::string_view payload) {
  std::string udp = net::big_endian(port, 2) + net::big_endian(2055, 2) +
                    net::big_endian(8 + payload.size(), 2) + net::big_endian(0, 2);
  udp += payload;
  return octets("020000000002 020000000001 0800 4500") + net::big_endian(20 + udp.size(), 2) +
         octets("00000000 4011 0000 c00002") + static_cast<char>(last_octet) + octets("c6336407") +
         udp;
}

// Each exporter (address and port) has its own channel; what is no export stays behind, counted.
TEST(Captured, SendsTheDatagramsOfEachExporterFromASocketOfItsOwn) {
  flow::PcapBuilder pcap(net::LinkType::Ethernet);
  const auto v5 = octets("0005 0001 aaaa");
  const auto v9 = octets("0009 0001 bbbb");
  pcap.add(kMidnight, export_frame(1, 4000, v5))
      .add(kMidnight + 1, export_frame(2, 4000, v9))
      .add(kMidnight + 2, export_frame(1, 4001, v9))
      .add(kMidnight + 3, export_frame(1, 4000, v9))
      .add(kMidnight + 4, export_frame(1, 53, "no export"));
  const auto input = io::Input::over(pcap.bytes());

  std::vector<std::vector<std::string>> kept(3);
  std::size_t opened = 0;
  Sender sender({});
  Captured captured(sender, [&]() -> Result<std::unique_ptr<Channel>> {
    return std::make_unique<Memory>(kept[opened++]);
  });
  ASSERT_TRUE(captured.replay(*input));
  ASSERT_TRUE(sender.finish());
  EXPECT_EQ(captured.tally().exporters, 3U);
  EXPECT_EQ(captured.tally().packets, 5U);
  EXPECT_THAT(captured.tally().not_export, ElementsAre(Pair("no flow export", 1)));
  EXPECT_THAT(kept, ElementsAre(ElementsAre(v5, v9), ElementsAre(v9), ElementsAre(v9)));
}

TEST(Captured, TellsOfACaptureThatEndsInsideAPacket) {
  flow::PcapBuilder pcap(net::LinkType::Ethernet);
  pcap.add(kMidnight, export_frame(1, 4000, octets("0005 0001 aaaa")));
  const auto cut = pcap.bytes().substr(0, pcap.bytes().size() - 3);
  const auto input = io::Input::over(cut);
  Sender sender({});
  Captured captured(sender, [] { return Result<std::unique_ptr<Channel>>(nullptr); });
  ASSERT_TRUE(captured.replay(*input));
  EXPECT_THAT(captured.tally().not_export,
              ElementsAre(Pair("the capture ends inside a packet, or is damaged", 1)));
}

}  // namespace
}  // namespace noroshi::replay
