#include "detect/scan/novelty.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detect/scan/days_testing.hpp"

namespace noroshi::scan {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

void send(TestDay& day, int hosts, std::uint16_t port, std::uint64_t payload = 0) {
  for (int i = 0; i < hosts; ++i) {
    auto& event = day.probe(host(static_cast<std::uint32_t>(i)), 10 * i, port);
    event.payload_hash = payload;
    event.payload = payload == 0 ? "" : "hello";
  }
}

// The History after a first day on which port 23 was asked for.
History known() {
  TestDay day(0);
  send(day, 5, 23, 77);
  const auto found = find_novelties(day.input(), {}, {});
  EXPECT_THAT(found.novelties, IsEmpty());  // on the first day all is new
  History history;
  history.until = day.begin + base::kDay;
  history.payloads = found.payloads;
  history.first_asked = found.first_asked;
  return history;
}

TEST(Novelty, NewServiceOfThreeHostsIsNamedOnce) {
  const History before = known();
  TestDay day(1);
  send(day, 3, 4567);
  send(day, 9, 23, 77);
  const auto found = find_novelties(day.input(), {}, before);
  ASSERT_THAT(found.novelties, SizeIs(1));
  EXPECT_EQ(found.novelties[0].service, (Service{4567, 6}));
  EXPECT_EQ(found.novelties[0].hosts, 3U);
  History next = before;
  next.first_asked = found.first_asked;
  next.payloads = found.payloads;
  TestDay later(2);
  send(later, 30, 4567);
  EXPECT_THAT(find_novelties(later.input(), {}, next).novelties, IsEmpty());
}

TEST(Novelty, TwoHostsAreNoNewsAndAreNotRemembered) {
  const History before = known();
  TestDay day(1);
  send(day, 2, 4567, 99);
  const auto found = find_novelties(day.input(), {}, before);
  EXPECT_THAT(found.novelties, IsEmpty());
  EXPECT_EQ(found.payloads, before.payloads);
}

TEST(Novelty, NewPayloadToAKnownServiceIsNamed) {
  TestDay day(1);
  send(day, 4, 23, 99);
  const auto found = find_novelties(day.input(), {}, known());
  ASSERT_THAT(found.novelties, SizeIs(1));
  EXPECT_EQ(found.novelties[0].payload_hash, 99U);
  EXPECT_EQ(found.novelties[0].payload, "hello");
}

TEST(Novelty, ManyHostsToOneDarkAddressAreNoNewService) {
  TestDay day(1);
  send(day, 30, 4567);
  for (auto& event : day.events) event.samples[0].destination = net::Address::v4(0xC6120001);
  EXPECT_THAT(find_novelties(day.input(), {}, known()).novelties, IsEmpty());
}

TEST(Novelty, SourcesApartDoNotCount) {
  TestDay day(1);
  send(day, 4, 4567);
  const std::vector<net::Address> apart{host(0), host(1)};
  EXPECT_THAT(find_novelties(day.input(), apart, known()).novelties, IsEmpty());
}

TEST(Novelty, OrderOfEventsDoesNotMatter) {
  TestDay day(1);
  send(day, 4, 4567, 99);
  const auto forward = find_novelties(day.input(), {}, known());
  std::reverse(day.events.begin(), day.events.end());
  const auto backward = find_novelties(day.input(), {}, known());
  ASSERT_EQ(forward.novelties.size(), backward.novelties.size());
  EXPECT_EQ(forward.novelties[0].first, backward.novelties[0].first);
}

}  // namespace
}  // namespace noroshi::scan
