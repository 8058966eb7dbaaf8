#include "train/replay/channel.hpp"

#include <array>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <thread>

#include "train/replay/flow_builder.hpp"
#include "train/replay/socket_address.hpp"

namespace noroshi::replay {
namespace {

using testing::HasSubstr;

/// A socket on a free port of 127.0.0.1.
struct Listening {
  Descriptor socket;
  Destination to;

  static Listening open(int type) {
    Descriptor socket(::socket(AF_INET, type, 0));
    const SocketAddress any(net::Address::v4(0x7F000001), 0);
    EXPECT_EQ(bind(socket.get(), any.get(), any.length), 0);
    if (type == SOCK_STREAM) {
      EXPECT_EQ(listen(socket.get(), 1), 0);
    }
    sockaddr_in bound{};
    socklen_t length = sizeof bound;
    getsockname(socket.get(), reinterpret_cast<sockaddr*>(&bound), &length);
    const auto to = Destination::of(net::Address::v4(0x7F000001), ntohs(bound.sin_port));
    return {std::move(socket), to.value()};
  }
};

struct Received {
  std::string bytes;
  sockaddr_in from;
};

Received receive(const Descriptor& socket) {
  std::array<char, 70'000> buffer{};
  sockaddr_in from{};
  socklen_t length = sizeof from;
  const auto size = recvfrom(socket.get(), buffer.data(), buffer.size(), 0,
                             reinterpret_cast<sockaddr*>(&from), &length);
  return {std::string(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))), from};
}

TEST(UdpChannel, SendsEachMessageAsOneDatagram) {
  const auto listening = Listening::open(SOCK_DGRAM);
  const auto channel = open_udp(listening.to, {}).value();
  ASSERT_TRUE(channel->send("first"));
  ASSERT_TRUE(channel->send("second one"));
  ASSERT_TRUE(channel->finish());
  EXPECT_EQ(receive(listening.socket).bytes, "first");
  EXPECT_EQ(receive(listening.socket).bytes, "second one");
}

TEST(UdpChannel, SendsFromTheSourceItWasGiven) {
  const auto listening = Listening::open(SOCK_DGRAM);
  const auto channel =
      open_udp(listening.to, {.source = Source::parse("127.0.0.7").value()}).value();
  ASSERT_TRUE(channel->send("x"));
  ASSERT_TRUE(channel->finish());
  EXPECT_EQ(ntohl(receive(listening.socket).from.sin_addr.s_addr), 0x7F000007U);
}

TEST(UdpChannel, RefusesASourceOfTheOtherFamily) {
  const auto listening = Listening::open(SOCK_DGRAM);
  const auto channel = open_udp(listening.to, {.source = Source::parse("::1").value()});
  ASSERT_FALSE(channel);
  EXPECT_EQ(channel.error().code, Errc::InvalidUsage);
}

TEST(UdpChannel, CountsDatagramsThatNobodyTook) {
  const auto to = [] { return Listening::open(SOCK_DGRAM).to; }();  // closed again
  const auto channel = open_udp(to, {}).value();
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(channel->send("x"));
    ASSERT_TRUE(channel->flush());
  }
  EXPECT_GT(channel->refused(), 0U);
}

TEST(UdpChannel, CountsEvenTheLastDatagramThatNobodyTook) {
  const auto to = [] { return Listening::open(SOCK_DGRAM).to; }();
  const auto channel = open_udp(to, {}).value();
  ASSERT_TRUE(channel->send("x"));
  ASSERT_TRUE(channel->finish());
  EXPECT_EQ(channel->refused(), 1U);
}

// The reader is slow and its buffer small: without waiting, most of this would be lost.
TEST(UdpChannel, LosesNothingIfAskedToWait) {
  const auto listening = Listening::open(SOCK_DGRAM);
  constexpr int kDatagrams = 2'000;
  std::thread reader([&listening] {
    for (int i = 0; i < kDatagrams; ++i) {
      if (i % 100 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
      EXPECT_EQ(receive(listening.socket).bytes.size(), 1'400U);
    }
  });
  const auto channel = open_udp(listening.to, {.lossless = true}).value();
  const std::string message(1'400, 'x');
  for (int i = 0; i < kDatagrams; ++i) ASSERT_TRUE(channel->send(message));
  ASSERT_TRUE(channel->finish());
  reader.join();
  EXPECT_EQ(receive_queue(listening.to)->drops, 0U);
}

TEST(UdpChannel, StopsWaitingWhenTheUserHasEnough) {
  const auto listening = Listening::open(SOCK_DGRAM);
  const auto channel =
      open_udp(listening.to, {.lossless = true, .stopped = [] { return true; }}).value();
  Status status;
  for (int i = 0; i < 1'000 && status; ++i) status = channel->send(std::string(1'400, 'x'));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "interrupted");
}

TEST(ReceiveQueue, ShowsWhatWaits) {
  const auto listening = Listening::open(SOCK_DGRAM);
  ASSERT_TRUE(receive_queue(listening.to));
  EXPECT_EQ(receive_queue(listening.to)->waiting, 0U);
  const auto channel = open_udp(listening.to, {}).value();
  ASSERT_TRUE(channel->send(std::string(1'000, 'x')));
  ASSERT_TRUE(channel->flush());
  EXPECT_GE(receive_queue(listening.to)->waiting, 1'000U);
  const auto elsewhere = Destination::parse("127.0.0.9:" + std::to_string(listening.to.port()));
  EXPECT_FALSE(receive_queue(*elsewhere));
}

TEST(TcpChannel, SendsMessagesBehindOneAnother) {
  const auto listening = Listening::open(SOCK_STREAM);
  std::string got;
  std::thread collector([&] {
    const Descriptor peer(accept(listening.socket.get(), nullptr, nullptr));
    std::array<char, 65'536> buffer{};
    for (ssize_t size = 1; size > 0;) {
      size = recv(peer.get(), buffer.data(), buffer.size(), 0);
      if (size > 0) got.append(buffer.data(), static_cast<std::size_t>(size));
    }
  });
  std::string sent;
  {
    const auto channel = open_tcp(listening.to, std::nullopt).value();
    for (int i = 0; i < 300; ++i) {
      const std::string message(1'000, static_cast<char>('a' + i % 26));
      ASSERT_TRUE(channel->send(message));
      sent += message;
    }
    ASSERT_TRUE(channel->finish());
  }
  collector.join();
  EXPECT_EQ(got, sent);
}

TEST(TcpChannel, SaysWhenNobodyListens) {
  const auto to = [] { return Listening::open(SOCK_STREAM).to; }();
  const auto channel = open_tcp(to, std::nullopt);
  ASSERT_FALSE(channel);
  EXPECT_THAT(channel.error().message, HasSubstr("connecting to 127.0.0.1:"));
}

}  // namespace
}  // namespace noroshi::replay
