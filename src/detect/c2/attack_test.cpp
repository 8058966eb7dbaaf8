#include "detect/c2/attack.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace noroshi::c2 {
namespace {

std::vector<Contact> contacts(std::size_t count, double every, Outcome outcome) {
  std::vector<Contact> all(count);
  for (std::size_t i = 0; i < count; ++i) {
    all[i].start = all[i].end = static_cast<base::Micros>(every * 1e6 * static_cast<double>(i));
    all[i].packets_out = 5;
    all[i].packets_in = outcome == Outcome::Silent ? 0 : 5;
    all[i].outcome = outcome;
  }
  return all;
}

TEST(Scan, NeedsManyServersOfWhichFewAnswer) {
  EXPECT_TRUE(is_scan(100, 90, false));
  EXPECT_FALSE(is_scan(100, 40, false));  // a busy host with dead peers
  EXPECT_FALSE(is_scan(20, 20, false));   // a laptop away from its network
}

TEST(Scan, SampledTrafficShowsLessOfIt) {
  EXPECT_TRUE(is_scan(10, 9, true));
  EXPECT_FALSE(is_scan(10, 9, false));
  EXPECT_FALSE(is_scan(60, 9, true));  // one packet in six is a SYN: ordinary
}

TEST(Flood, ManyUnansweredContactsAtOnce) {
  EXPECT_TRUE(is_flood(contacts(500, 0.01, Outcome::Silent)));
  EXPECT_FALSE(is_flood(contacts(500, 0.01, Outcome::Answered)));
  EXPECT_FALSE(is_flood(contacts(500, 2.0, Outcome::Silent)));  // retries, a day long
}

TEST(Flood, ManyPacketsOneWay) {
  std::vector<Contact> one = contacts(1, 1, Outcome::Unknown);
  one[0].packets_out = 100'000;
  one[0].packets_in = 3;
  EXPECT_TRUE(is_flood(one));
  one[0].packets_in = 50'000;  // an upload is acknowledged
  EXPECT_FALSE(is_flood(one));
}

TEST(Onslaught, IsARateThatNoReaderKeepsUp) {
  EXPECT_TRUE(is_onslaught(contacts(60, 0.7, Outcome::Answered)));
  EXPECT_FALSE(is_onslaught(contacts(60, 5.0, Outcome::Answered)));
  EXPECT_FALSE(is_onslaught(contacts(40, 0.05, Outcome::Answered)));  // a page with many parts
}

}  // namespace
}  // namespace noroshi::c2
