#include "train/traffic/graft.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "train/traffic/test_day.hpp"

namespace noroshi::traffic {
namespace {

using base::kHour;
using base::kMinute;
using base::kSecond;

// Hands out flows that a test has made.
class Given final : public flow::FlowReader {
 public:
  explicit Given(std::vector<model::Flow> flows)
      : FlowReader(io::Input::over("", "given"), {}), flows_(std::move(flows)) {}

  Result<bool> read(model::FlowBatch& batch, std::size_t limit) override {
    const std::size_t before = next_;
    for (; next_ < flows_.size() && next_ - before < limit; ++next_) batch.append(flows_[next_]);
    return next_ != before;
  }
  [[nodiscard]] std::string_view format() const override { return "given"; }

 private:
  std::vector<model::Flow> flows_;
  std::size_t next_ = 0;
};

model::Flow contact(const char* from, const char* to, std::uint16_t port, base::Micros start) {
  model::Flow flow;
  flow.source_address = *net::Address::parse(from);
  flow.destination_address = *net::Address::parse(to);
  flow.source_port = 50'000;
  flow.destination_port = port;
  flow.protocol = model::kTcp;
  flow.traits = model::kBiflow | model::kHasTcpFlags;
  flow.tcp_flags = flow.reverse_tcp_flags = model::kSyn | model::kAck | model::kFin;
  flow.start = start;
  flow.end = start + kSecond;
  flow.packets = 6;
  flow.reverse_packets = 5;
  flow.octets = 600;
  flow.reverse_octets = 700;
  return flow;
}

// A minute-by-minute beacon of 10.0.0.7 for half an hour, among other things.
std::vector<model::Flow> capture() {
  std::vector<model::Flow> flows;
  for (int i = 0; i < 30; ++i) {
    flows.push_back(contact("10.0.0.7", "203.0.113.5", 8'443, 1'000 * kSecond + i * kMinute));
  }
  flows.push_back(contact("10.0.0.7", "10.0.0.1", 53, 1'000 * kSecond));
  flows.push_back(contact("10.0.0.9", "203.0.113.80", 80, 1'000 * kSecond));
  flows.push_back(contact("198.51.100.4", "10.0.0.7", 23, 1'001 * kSecond));
  return flows;
}

Graft load(std::vector<model::Flow> flows, GraftOptions options = {}) {
  Given reader(std::move(flows));
  options.c2 = {*model::parse_endpoint("203.0.113.5:8443/tcp")};
  options.always_on = true;
  auto graft = load_graft(reader, "capture", options);
  EXPECT_TRUE(graft.has_value()) << graft.error().message;
  return graft.value_or(Graft{});
}

TEST(Graft, TakesTheFlowsOfTheBusiestPrivateHostWithTheInternet) {
  const Graft graft = load(capture());
  EXPECT_EQ(graft.host.to_string(), "10.0.0.7");
  EXPECT_EQ(graft.flows.size(), 31U);
  EXPECT_EQ(graft.flows.front().start, 0);
  EXPECT_GE(graft.length, 29 * kMinute);
  EXPECT_LT(graft.length, 32 * kMinute);
}

TEST(Graft, TakesTheHostThatIsNamed) {
  GraftOptions options;
  options.host = *net::Address::parse("10.0.0.9");
  EXPECT_EQ(load(capture(), options).flows.size(), 1U);
}

TEST(Graft, RefusesACaptureWithoutAHostToGraft) {
  Given nothing({});
  EXPECT_THAT(load_graft(nothing, "empty", {}).error().message,
              testing::HasSubstr("no private address"));
  Given reader(capture());
  GraftOptions options;
  options.host = *net::Address::parse("10.0.0.200");
  EXPECT_THAT(load_graft(reader, "capture", options).error().message,
              testing::StartsWith("10.0.0.200 has no flow"));
}

TEST(Graft, CountsHeadersWhereTheSourceCountedPayload) {
  auto flows = capture();
  for (auto& flow : flows) flow.traits |= model::kPayloadOctets;
  const Graft graft = load(flows);
  EXPECT_EQ(graft.flows.back().octets, 600U + 6 * 52);
  EXPECT_EQ(graft.flows.back().traits & model::kPayloadOctets, 0);
}

TEST(Graft, ManySubscribersReliveTheCaptureAllDay) {
  Scenario scenario = quiet_scenario();
  scenario.grafts = {load(capture())};
  scenario.spread_midpoint = -base::kDay;
  scenario.spread_hours = 1;
  const Day day = generate_all(scenario);
  ASSERT_EQ(day.truth.c2.size(), 1U);
  EXPECT_EQ(day.truth.c2[0].clients, 20U);
  std::map<net::Address, std::vector<base::Micros>> contacts;
  for (const auto& flow : day.flows) {
    if (touches(flow, day.truth.c2[0].endpoint))
      contacts[flow.source_address].push_back(flow.start);
  }
  EXPECT_EQ(contacts.size(), 20U);
  std::set<base::Micros> phases;
  for (const auto& [client, times] : contacts) {
    EXPECT_TRUE(client.is_private());
    EXPECT_NEAR(static_cast<double>(times.size()), 24 * 60, 10);
    phases.insert((times.front() - scenario.start) / kSecond);
  }
  EXPECT_GT(phases.size(), 10U) << "clients must not act in step";
  EXPECT_EQ(day.truth.counts.at("graft capture: c2"), day.truth.c2[0].records);
}

TEST(Graft, OtherServersOfTheCaptureAreUnlabelledInTheTruth) {
  auto flows = capture();
  flows.push_back(contact("10.0.0.7", "192.0.2.33", 443, 1'100 * kSecond));
  Scenario scenario = quiet_scenario(2 * kHour);
  scenario.grafts = {load(flows)};
  const Day day = generate_all(scenario);
  ASSERT_EQ(day.truth.others.size(), 1U);
  EXPECT_EQ(day.truth.others[0].kind, "graft-other");
  EXPECT_EQ(day.truth.others[0].endpoint, *model::parse_endpoint("192.0.2.33:443/tcp"));
}

TEST(Graft, ARealCaptureIsRelivedByManyWithItsServer) {
  const std::string folder = std::string(NOROSHI_SHARED_DATA) + "/c2-flows/";
  const std::string name = "iot23-34-1-mirai.conn.log.labeled.gz";
  if (!std::filesystem::exists(folder + name)) GTEST_SKIP() << "skipped: no shared data";
  std::ifstream truth_file(folder + "truth.json");
  const std::string truth{std::istreambuf_iterator<char>(truth_file), {}};
  const auto key = capture_key(truth, name);
  ASSERT_TRUE(key.has_value()) << key.error().message;
  auto input = io::Input::open(folder + name);
  ASSERT_TRUE(input.has_value()) << input.error().message;
  const auto reader = flow::open(std::move(*input));
  ASSERT_TRUE(reader.has_value()) << reader.error().message;
  GraftOptions options;
  options.c2 = key->c2;
  options.clients = 10;
  options.always_on = true;
  const auto graft = load_graft(**reader, name, options);
  ASSERT_TRUE(graft.has_value()) << graft.error().message;
  EXPECT_EQ(graft->host.to_string(), key->infected.at(0));
  Scenario scenario = quiet_scenario();
  scenario.grafts = {*graft};
  scenario.spread_midpoint = -base::kDay;
  scenario.spread_hours = 1;
  const Day day = generate_all(scenario);
  ASSERT_EQ(day.truth.c2.size(), 1U);
  EXPECT_EQ(day.truth.c2[0].clients, 10U);
  EXPECT_NEAR(static_cast<double>(day.truth.c2[0].records), 10 * 6'706, 0.1 * 10 * 6'706);
}

TEST(Graft, CallsFromOutsideReachTheSubscriber) {
  Scenario scenario = quiet_scenario(2 * kHour);
  scenario.grafts = {load(capture())};
  scenario.spread_midpoint = -base::kDay;
  const Day day = generate_all(scenario);
  bool seen = false;
  for (const auto& flow : day.flows) {
    if (flow.destination_port != 23) continue;
    EXPECT_EQ(flow.source_address.to_string(), "198.51.100.4");
    EXPECT_TRUE(flow.destination_address.is_private());
    seen = true;
  }
  EXPECT_TRUE(seen);
}

TEST(Graft, IsSampledLikeAllElse) {
  Scenario scenario = quiet_scenario();
  scenario.grafts = {load(capture())};
  scenario.spread_midpoint = -base::kDay;
  scenario.sampling = 11;
  const Day day = generate_all(scenario);
  std::uint64_t packets = 0;
  for (const auto& flow : day.flows) packets += flow.packets + flow.reverse_packets;
  const double expected = 20 * 24 * 60 * 31 / 31.0;  // 11 packets a minute, 1 of 11 seen
  EXPECT_NEAR(static_cast<double>(packets), expected, 0.05 * expected);
}

TEST(Graft, ChangesNothingInTheRest) {
  const Day without = generate_all(small_scenario(2 * kHour));
  Scenario scenario = small_scenario(2 * kHour);
  scenario.grafts = {load(capture())};
  std::size_t at = 0;
  for (const auto& flow : generate_all(scenario).flows) {
    if (at < without.flows.size() && flow == without.flows[at]) ++at;
  }
  EXPECT_EQ(at, without.flows.size());
}

}  // namespace
}  // namespace noroshi::traffic
