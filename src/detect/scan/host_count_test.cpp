#include "detect/scan/host_count.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detect/scan/days_testing.hpp"

namespace noroshi::scan {
namespace {

using testing::SizeIs;

// Hosts that probe every so many minutes, all of them at addresses of 10.0.0.0/16.
class Network {
 public:
  /// One address of one host, between two minutes of the day.
  void tenure(std::uint32_t address, int from, int until, int every, std::uint16_t window) {
    for (int minute = from; minute < until; minute += every) {
      test_.probe(host(address), minute).headers.window = window;
    }
    infected_.push_back(infected_host(host(address), test_.begin + from * base::kMinute,
                                      test_.begin + until * base::kMinute));
  }

  [[nodiscard]] HostCount count() const {
    const auto counts = count_hosts(infected_, test_.input());
    return counts.at(0);
  }

 private:
  TestDay test_{0};
  std::vector<model::InfectedHost> infected_;
};

TEST(HostCount, AddressesThatStayAreHosts) {
  Network network;
  for (std::uint32_t i = 1; i <= 40; ++i) {
    network.tenure(i, static_cast<int>(i), 1430, 20 + static_cast<int>(i) % 7, 5840);
  }
  const HostCount count = network.count();
  EXPECT_EQ(count.addresses, 40U);
  EXPECT_NEAR(count.hosts, 40, 0.5);
  EXPECT_LE(count.low, 40);
  EXPECT_GE(count.high, 40);
}

TEST(HostCount, ChangedAddressesAreTheSameHosts) {
  Network network;
  for (std::uint32_t i = 1; i <= 40; ++i) {
    const int change = 100 + 30 * static_cast<int>(i);
    const int every = 11 + static_cast<int>(i) % 9;
    const auto window = static_cast<std::uint16_t>(1000 + i);
    network.tenure(i, static_cast<int>(i), change, every, window);
    network.tenure(1000 + i, change + 3, 1435, every, window);
  }
  const HostCount count = network.count();
  EXPECT_EQ(count.addresses, 80U);
  EXPECT_NEAR(count.hosts, 40, 3);
  EXPECT_LE(count.low, 40);
  EXPECT_GE(count.high, 40);
}

TEST(HostCount, ChangesAreFoundWithoutTraitsOfTheirOwn) {
  Network network;
  for (std::uint32_t i = 1; i <= 30; ++i) {
    const int change = 100 + 40 * static_cast<int>(i);
    network.tenure(i, static_cast<int>(i), change, 10, 5840);
    network.tenure(1000 + i, change + 5, 1435, 10, 5840);
  }
  EXPECT_NEAR(network.count().hosts, 30, 4.5);
}

TEST(HostCount, TwoAtOnceAreTwoHosts) {
  Network network;
  network.tenure(1, 0, 800, 10, 777);
  network.tenure(2, 700, 1440, 10, 777);
  EXPECT_NEAR(network.count().hosts, 2, 0.01);
}

TEST(HostCount, ClearedAddressesAreNotCounted) {
  TestDay test(0);
  auto gone = infected_host(host(1), 1, 2);
  gone.standing = model::Standing::Cleared;
  EXPECT_THAT(count_hosts(std::vector{gone}, test.input()), SizeIs(0));
}

}  // namespace
}  // namespace noroshi::scan
