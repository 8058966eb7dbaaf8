#include "train/lesson/capture.hpp"

#include <filesystem>
#include <gtest/gtest.h>

namespace noroshi::lesson {
namespace {

TEST(FamilyKey, IsWhatSpellingsOfOneFamilyShare) {
  EXPECT_EQ(family_key("Hancitor + Pony + Zeus Panda"), "hancitor");
  EXPECT_EQ(family_key("Hancitor/Pony"), "hancitor");
  EXPECT_EQ(family_key("AsyncRAT family (SXN Server)"), "asyncrat");
  EXPECT_EQ(family_key("http-beacon"), "http-beacon");
}

TEST(Sampled, KeepsOneOfNPackets) {
  model::FlowBatch whole;
  model::Flow flow;
  flow.protocol = model::kTcp;
  for (int i = 0; i < 360; ++i) {
    flow.source_address = net::Address::v4(0x0A000001);
    flow.source_port = static_cast<std::uint16_t>(40'000 + i);
    flow.destination_address = net::Address::v4(0xC0000201);
    flow.destination_port = 443;
    flow.end = flow.start + base::kSecond;
    flow.packets = flow.reverse_packets = 5;
    flow.octets = flow.reverse_octets = 900;
    whole.append(flow);
  }
  const model::FlowBatch seen = sampled(whole, 10, 1);
  std::uint64_t packets = 0;
  for (std::size_t row = 0; row < seen.size(); ++row) {
    packets += seen.packets[row] + seen.reverse_packets[row];
    EXPECT_EQ(seen.sampling_interval[row], 10U);
  }
  EXPECT_NEAR(static_cast<double>(packets), 360.0 * 10 / 10, 80.0);  // ± 4 σ
}

TEST(Captures, ThoseWithAKnownServerCanBeGrafted) {
  const std::string folder = NOROSHI_SHARED_DATA "/c2-flows";
  if (!std::filesystem::exists(folder + "/truth.json")) GTEST_SKIP() << "skipped: no " << folder;
  const auto captures = read_captures(folder);
  ASSERT_TRUE(captures.has_value()) << captures.error().message;
  for (const Capture& capture : *captures) {
    const bool central = capture.truth.kind == "c2" && !capture.truth.servers.empty();
    EXPECT_EQ(capture.graft.has_value(), central) << capture.truth.file;
    if (!capture.graft) continue;
    EXPECT_EQ(capture.graft->c2.size(), capture.truth.servers.size());
  }
}

}  // namespace
}  // namespace noroshi::lesson
