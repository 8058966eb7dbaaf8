#include "detect/c2/suppression.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detect/c2/hunt.hpp"
#include "detect/c2/sketch.hpp"

namespace noroshi::c2 {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

model::Endpoint endpoint(std::string_view text) { return model::parse_endpoint(text).value(); }

SuppressionList list_of(std::string name, std::string_view prefix, std::vector<Service> services) {
  return {.name = std::move(name),
          .entries = {{.networks = net::PrefixSet({net::Prefix::parse(prefix).value()}),
                       .services = std::move(services)}}};
}

TEST(Suppression, CoversAServiceNotAnAddress) {
  const auto list = list_of("cdn", "203.0.113.0/24", {{443, model::kTcp}});
  EXPECT_TRUE(list.covers(endpoint("203.0.113.9:443")));
  EXPECT_FALSE(list.covers(endpoint("203.0.113.9:443/udp")));
  EXPECT_FALSE(list.covers(endpoint("203.0.113.9:6667")));
  EXPECT_FALSE(list.covers(endpoint("203.0.114.9:443")));
}

TEST(Suppression, ListsWithoutPortsSpeakOfWhatTheyAreAbout) {
  EXPECT_THAT(services_of_list("List of known IPv4 public DNS resolvers"),
              Contains(Service{53, model::kUdp}));
  EXPECT_THAT(services_of_list("NTP pool"), ElementsAre(Service{123, model::kUdp}));
  EXPECT_THAT(services_of_list("Outgoing SMTP servers"), Contains(Service{25, model::kTcp}));
  const auto web = services_of_list("List of known Akamai IP ranges");
  EXPECT_THAT(web, Contains(Service{443, model::kTcp}));
  EXPECT_THAT(web, Not(Contains(Service{53, model::kUdp})));
  EXPECT_EQ(services_of_list("omxdnsx"), web) << "words, not letters";
}

// One bot, one master on a schedule: what Hunt.ReportsABeacon reports.
FlowTable beacon() {
  Sketch sketch;
  for (int i = 0; i < 100; ++i) sketch.exchange("10.0.0.7", "203.0.113.9", 8081, 60.0 * i);
  return sketch.table();
}

TEST(Suppression, TheHuntKeepsWhatItSuppressesAndSaysWhy) {
  const auto reported = hunt(beacon(), {.threshold = 0.1}).findings;
  ASSERT_EQ(reported.size(), 1U);

  HuntOptions options{.threshold = 0.1};
  options.suppressions = {list_of("ours", "203.0.113.0/24", {{8081, model::kTcp}})};
  const HuntResult result = hunt(beacon(), options);
  EXPECT_TRUE(result.findings.empty());
  ASSERT_EQ(result.suppressed.size(), 1U);
  EXPECT_EQ(result.suppressed[0].suppressed_by, "ours");
  EXPECT_EQ(result.suppressed[0].probability, reported[0].probability);
  EXPECT_EQ(result.suppressed[0].evidence, reported[0].evidence);

  options.suppressions = {list_of("other port", "203.0.113.0/24", {{443, model::kTcp}})};
  EXPECT_EQ(hunt(beacon(), options).findings, reported);
}

}  // namespace
}  // namespace noroshi::c2
