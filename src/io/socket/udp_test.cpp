#include "io/socket/udp.hpp"

#include <chrono>
#include <ctime>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <set>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

#include "io/socket/kernel_address.hpp"

namespace noroshi::socket {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const net::Address kLoopback = net::Address::v4(0x7F000001);
const net::Address kLoopback6 = net::Address::v6(0, 1);

// A plain socket that sends to one address.
class Sender {
 public:
  Sender(const net::Address& to, std::uint16_t port) : to_(to, port) {
    fd_ = ::socket(to_.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
  }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  ~Sender() { ::close(fd_); }

  bool send(const std::string& bytes) {
    return ::sendto(fd_, bytes.data(), bytes.size(), 0, to_.get(), to_.length) ==
           static_cast<ssize_t>(bytes.size());
  }

  [[nodiscard]] std::uint16_t port() const {
    KernelAddress own;
    EXPECT_EQ(::getsockname(fd_, own.get(), &own.length), 0);
    return port_of(own.storage);
  }

 private:
  KernelAddress to_;
  int fd_ = -1;
};

UdpListener listen_on(const net::Address& address, const UdpOptions& options = {}) {
  auto bound = UdpListener::bind(address, 0, options);
  if (!bound) ADD_FAILURE() << bound.error().message;
  return std::move(bound).value();
}

bool has_ipv6_loopback() { return UdpListener::bind(kLoopback6, 0).has_value(); }

TEST(Udp, GivesDatagramsWithSourcePortAndTime) {
  UdpListener listener = listen_on(kLoopback);
  Sender sender(kLoopback, listener.port());
  const base::Micros before = std::time(nullptr) * base::kSecond;
  ASSERT_TRUE(sender.send("first"));
  ASSERT_TRUE(sender.send(""));
  ASSERT_TRUE(sender.send("third"));
  Slab slab(8, 64);
  ASSERT_TRUE(listener.receive(slab, 2000ms));
  ASSERT_EQ(slab.datagrams.size(), 3U);
  EXPECT_EQ(slab.at(slab.datagrams[0]), "first");
  EXPECT_EQ(slab.at(slab.datagrams[1]), "");
  EXPECT_EQ(slab.at(slab.datagrams[2]), "third");
  for (const Datagram& datagram : slab.datagrams) {
    EXPECT_EQ(datagram.source, kLoopback);
    EXPECT_EQ(datagram.source_port, sender.port());
    EXPECT_FALSE(datagram.truncated);
    EXPECT_GE(datagram.received, before);
    EXPECT_LE(datagram.received, before + base::kMinute);
  }
  EXPECT_EQ(listener.kernel_drops(), 0U);
}

TEST(Udp, SpeaksIpv6) {
  if (!has_ipv6_loopback()) GTEST_SKIP() << "skipped: this machine has no ::1";
  UdpListener listener = listen_on(kLoopback6);
  Sender sender(kLoopback6, listener.port());
  ASSERT_TRUE(sender.send("over IPv6"));
  Slab slab(2, 64);
  ASSERT_TRUE(listener.receive(slab, 2000ms));
  ASSERT_EQ(slab.datagrams.size(), 1U);
  EXPECT_EQ(slab.at(slab.datagrams[0]), "over IPv6");
  EXPECT_EQ(slab.datagrams[0].source, kLoopback6);
  EXPECT_EQ(slab.datagrams[0].source_port, sender.port());
}

TEST(Udp, TakesBothFamiliesOnOnePortWithTwoListeners) {
  if (!has_ipv6_loopback()) GTEST_SKIP() << "skipped: this machine has no ::1";
  UdpListener six = listen_on(net::Address());
  const auto four = UdpListener::bind(net::Address::v4(0), six.port());
  EXPECT_TRUE(four) << four.error().message;
}

TEST(Udp, ReturnsWithoutDatagramsWhenPatienceEnds) {
  UdpListener listener = listen_on(kLoopback);
  Slab slab(2, 64);
  slab.datagrams.resize(1);
  ASSERT_TRUE(listener.receive(slab, 1ms));
  EXPECT_TRUE(slab.datagrams.empty());
}

TEST(Udp, SaysWhenADatagramWasLongerThanItsSlot) {
  UdpListener listener = listen_on(kLoopback);
  Sender sender(kLoopback, listener.port());
  ASSERT_TRUE(sender.send("12345678"));
  ASSERT_TRUE(sender.send("123456789"));
  Slab slab(2, 8);
  ASSERT_TRUE(listener.receive(slab, 2000ms));
  ASSERT_EQ(slab.datagrams.size(), 2U);
  EXPECT_FALSE(slab.datagrams[0].truncated);
  EXPECT_TRUE(slab.datagrams[1].truncated);
  EXPECT_EQ(slab.at(slab.datagrams[1]), "12345678");
}

TEST(Udp, LeavesWhatDoesNotFitTheSlabForTheNextCall) {
  UdpListener listener = listen_on(kLoopback);
  Sender sender(kLoopback, listener.port());
  for (char c : {'a', 'b', 'c'}) ASSERT_TRUE(sender.send(std::string(1, c)));
  Slab slab(2, 8);
  ASSERT_TRUE(listener.receive(slab, 2000ms));
  ASSERT_EQ(slab.datagrams.size(), 2U);
  ASSERT_TRUE(listener.receive(slab, 2000ms));
  ASSERT_EQ(slab.datagrams.size(), 1U);
  EXPECT_EQ(slab.at(slab.datagrams[0]), "c");
}

// Takes what waits, and counts it.
std::uint64_t drain(UdpListener& listener) {
  Slab slab(64, 512);
  std::uint64_t received = 0;
  do {
    EXPECT_TRUE(listener.receive(slab, 50ms));
    received += slab.datagrams.size();
  } while (!slab.datagrams.empty());
  return received;
}

TEST(Udp, CountsExactlyWhatTheKernelDropped) {
  UdpListener listener = listen_on(kLoopback, {.receive_buffer = 8192});
  Sender sender(kLoopback, listener.port());
  constexpr std::uint64_t kSent = 1000;
  for (std::uint64_t i = 0; i < kSent; ++i) ASSERT_TRUE(sender.send(std::string(400, 'x')));
  // Nothing has been read yet, so no datagram could have brought the counter.
  const std::uint64_t before_reading = listener.kernel_drops();
  const std::uint64_t received = drain(listener);
  EXPECT_GT(received, 0U);
  EXPECT_GT(listener.kernel_drops(), 0U);
  EXPECT_EQ(received + listener.kernel_drops(), kSent);
  EXPECT_EQ(before_reading, listener.kernel_drops());
}

TEST(Udp, KeepsCountingDropsAcrossSeveralFloods) {
  UdpListener listener = listen_on(kLoopback, {.receive_buffer = 8192});
  Sender sender(kLoopback, listener.port());
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  for (int flood = 0; flood < 3; ++flood) {
    for (int i = 0; i < 200; ++i, ++sent) ASSERT_TRUE(sender.send(std::string(400, 'x')));
    received += drain(listener);
  }
  EXPECT_EQ(received + listener.kernel_drops(), sent);
}

TEST(Udp, SaysHowMuchBufferTheKernelGave) {
  UdpListener listener = listen_on(kLoopback, {.receive_buffer = 65536});
  EXPECT_EQ(listener.granted_buffer(), 65536);
}

TEST(Udp, SaysThatThePortIsTakenAndWhatToTry) {
  UdpListener first = listen_on(kLoopback);
  const auto second = UdpListener::bind(kLoopback, first.port());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::Io);
  EXPECT_THAT(second.error().message, HasSubstr("127.0.0.1:" + std::to_string(first.port())));
  EXPECT_THAT(second.error().message, HasSubstr("listen on another port"));
}

TEST(Udp, SaysThatNoInterfaceHasTheAddress) {
  const auto bound = UdpListener::bind(net::Address::v4(0xC0000207), 0);
  ASSERT_FALSE(bound);
  EXPECT_THAT(bound.error().message, HasSubstr("192.0.2.7"));
  EXPECT_THAT(bound.error().message, HasSubstr("no interface"));
}

TEST(ListenError, NamesTheCapabilityForLowPorts) {
  const Error error = listen_error("udp", net::Address(), 162, EACCES);
  EXPECT_THAT(error.message, HasSubstr("udp://[::]:162"));
  EXPECT_THAT(error.message, HasSubstr("CAP_NET_BIND_SERVICE"));
}

TEST(KernelAddress, KeepsAddressAndPort) {
  for (const net::Address& address :
       {kLoopback, kLoopback6, net::Address(), net::Address::v4(0),
        net::Address::v6(0x2001'0DB8'0123'4567, 0x89AB'CDEF'0123'4567)}) {
    const KernelAddress kernel(address, 4739);
    EXPECT_EQ(address_of(kernel.storage), address);
    EXPECT_EQ(port_of(kernel.storage), 4739);
  }
}

}  // namespace
}  // namespace noroshi::socket
