// The kernel's filter, by libpcap's interpreter of it, and a live source in a network of its own.
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <gtest/gtest.h>
#include <net/if.h>
#include <pcap/bpf.h>
#include <pcap/pcap.h>
#include <random>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/clock.hpp"
#include "observe/telescope/live_filter.hpp"
#include "observe/telescope/live_source.hpp"
#include "observe/telescope/traffic_builder.hpp"

namespace noroshi::telescope {
namespace {

using net::Address;
using net::Prefix;

bool passes(const std::vector<sock_filter>& program, const net::Frame& packet) {
  static_assert(sizeof(bpf_insn) == sizeof(sock_filter));
  std::vector<bpf_insn> instructions(program.size());
  std::memcpy(instructions.data(), program.data(), program.size() * sizeof(bpf_insn));
  const auto size = static_cast<u_int>(packet.size());
  return bpf_filter(instructions.data(), reinterpret_cast<const u_char*>(packet.data()), size,
                    size) == 512;
}

net::Frame packet_to(const Address& address) {
  if (address.is_v4()) return net::ipv4({.destination = address}, net::udp(1, 2));
  return net::ipv6({.destination = address}, net::udp(1, 2));
}

Address random_v6(std::mt19937& random) {
  const auto half = [&] { return std::uint64_t{random()} << 32 | random(); };
  return Address::v6(half(), half());
}

TEST(LiveFilter, PassesWhatIsDarkAndNothingElse) {
  std::mt19937 random(17);
  std::vector<Prefix> prefixes = {Prefix::parse("198.18.0.0/16").value(),
                                  Prefix::parse("198.19.0.0/16").value()};
  for (int i = 0; i < 200; ++i) {
    const int length = static_cast<int>(20 + random() % 13);
    prefixes.push_back(Prefix::of(Address::v4(static_cast<std::uint32_t>(random())), length));
    prefixes.push_back(Prefix::of(random_v6(random), static_cast<int>(1 + 16 + random() % 112)));
  }
  const DarkSpace dark(prefixes);
  const auto program = filter_of_destination(dark, 512).value();
  int passed = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Address& near = prefixes[random() % prefixes.size()].address;
    Address address =
        Address::v4(near.v4_bits() + static_cast<std::uint32_t>(random() % 512) - 256);
    if (!near.is_v4()) {
      const int bit = static_cast<int>(random() % 128);  // turned: near or far
      const std::uint64_t turn = std::uint64_t{1} << (bit % 64);
      address =
          Address::v6(near.high() ^ (bit < 64 ? turn : 0), near.low() ^ (bit < 64 ? 0 : turn));
    }
    ASSERT_EQ(passes(program, packet_to(address)), dark.contains(address)) << address.to_string();
    passed += dark.contains(address) ? 1 : 0;
  }
  EXPECT_GT(passed, 2'000);
}

TEST(LiveFilter, PacketsThatAreNoIpOrTooShortDoNotPass) {
  const auto program =
      filter_of_destination(
          DarkSpace({Prefix::parse("0.0.0.0/0").value(), Prefix::parse("2001:db8::/32").value()}),
          512)
          .value();
  EXPECT_TRUE(passes(program, packet_to(Address::v4(5))));
  EXPECT_FALSE(passes(program, packet_to(Address::v4(5)).substr(0, 19)));
  EXPECT_FALSE(passes(program, packet_to(Address::parse("2001:db9::").value())));
  EXPECT_FALSE(passes(program, net::Frame(60, '\0')));
}

TEST(LiveFilter, TooManyPiecesAreAnErrorThatSaysWhatToTry) {
  std::vector<Prefix> prefixes;
  for (std::uint32_t i = 0; i < 1'100; ++i)
    prefixes.push_back(Prefix::of(Address::v4(i * 512), 24));
  const auto program = filter_of_socket(DarkSpace(prefixes), 512);
  ASSERT_FALSE(program);
  EXPECT_EQ(program.error().code, Errc::Limit);
  EXPECT_NE(program.error().message.find("Name fewer and larger prefixes"), std::string::npos);
}

TEST(LiveSource, AnInterfaceThatIsNotThereIsAnError) {
  const auto source = listen_live({.interface = "no-such-if0"}, DarkSpace({}));
  ASSERT_FALSE(source);
  const bool named = source.error().message.find("no-such-if0") != std::string::npos;
  const bool refused = source.error().message.find("CAP_NET_RAW") != std::string::npos;
  EXPECT_TRUE(named || refused) << source.error().message;
}

// What happens in a network of its own, in a child process: its exit status is the number of the
// step that failed, 0 for none.
constexpr int kNotPermitted = 99;

bool raise_loopback() {
  const int any = ::socket(AF_INET, SOCK_DGRAM, 0);
  ifreq wish{};
  std::strncpy(wish.ifr_name, "lo", sizeof wish.ifr_name - 1);
  wish.ifr_flags = IFF_UP;
  const bool up = ::ioctl(any, SIOCSIFFLAGS, &wish) == 0;
  ::close(any);
  return up;
}

void send_datagram(const char* to, std::uint16_t port, std::size_t octets) {
  const int from = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  ::inet_pton(AF_INET, to, &address.sin_addr);
  const std::string text(octets, 'x');
  ::sendto(from, text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&address),
           sizeof address);
  ::close(from);
}

struct Heard {
  std::vector<Packet> packets;  // without their payloads
  bool ended = false;
};

void listen(PacketSource& source, const std::stop_token& stop, std::size_t wanted, Heard& heard) {
  for (int i = 0; i < 20 && heard.packets.size() < wanted && !heard.ended; ++i) {
    const Batch batch = source.next(stop).value();
    heard.packets.insert(heard.packets.end(), batch.packets.begin(), batch.packets.end());
    heard.ended = batch.ended;
  }
}

int in_own_network(int (*steps)()) {
  const pid_t child = ::fork();
  if (child == 0) {
    const bool own = ::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 && raise_loopback();
    ::_exit(own ? steps() : kNotPermitted);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

const DarkSpace& dark_loopback() {
  static const DarkSpace kDark({Prefix::parse("127.0.7.0/24").value()});
  return kDark;
}

int hears_only_dark_addresses() {
  auto source =
      listen_live({.interface = "lo", .snapshot = 100, .ring_octets = 4 << 20}, dark_loopback());
  if (!source) return 1;
  send_datagram("127.0.0.1", 1, 10);
  send_datagram("127.0.7.9", 53, 200);
  send_datagram("127.0.8.1", 2, 10);
  send_datagram("127.0.7.10", 54, 10);
  Heard heard;
  listen(**source, {}, 2, heard);
  if (heard.packets.size() != 2) return 2;
  const Packet& first = heard.packets[0];
  if (first.destination != Address::v4(0x7F000709) || first.destination_port != 53) return 3;
  if (first.length != 20 + 8 + 200 || first.payload.size() != 100 - 28) return 4;
  if (heard.packets[1].destination_port != 54) return 5;
  if (std::abs(first.time - io::wall_clock()) > base::kMinute) return 6;
  std::stop_source stop;
  stop.request_stop();
  send_datagram("127.0.7.11", 55, 1);
  listen(**source, stop.get_token(), SIZE_MAX, heard);
  if (!heard.ended || heard.packets.size() != 3) return 7;
  return (*source)->lost() == 0 ? 0 : 8;
}

int counts_what_the_ring_could_not_hold() {
  auto source = listen_live({.interface = "lo", .ring_octets = 0}, dark_loopback());  // two blocks
  if (!source) return 1;
  constexpr std::size_t kSent = 5'000;
  for (std::size_t i = 0; i < kSent; ++i) send_datagram("127.0.7.1", 9, 900);
  Heard heard;
  std::stop_source stop;
  stop.request_stop();
  for (int i = 0; i < 200 && !heard.ended; ++i) {
    listen(**source, stop.get_token(), heard.packets.size() + 1, heard);
  }
  if ((*source)->lost() == 0 || heard.packets.empty()) return 2;
  return heard.packets.size() + (*source)->lost() == kSent ? 0 : 3;
}

int cannot_listen_any_more_once_dropped() {
  auto source = listen_live({.interface = "lo"}, dark_loopback());
  if (!source) return 1;
  if (!drop_privileges()) return 2;
  if (listen_live({.interface = "lo"}, dark_loopback())) return 3;
  send_datagram("127.0.7.1", 9, 1);
  Heard heard;
  listen(**source, {}, 1, heard);
  return heard.packets.size() == 1 ? 0 : 4;
}

void expect_in_own_network(int (*steps)()) {
  const int outcome = in_own_network(steps);
  if (outcome == kNotPermitted) GTEST_SKIP() << "skipped: no network of one's own is permitted";
  EXPECT_EQ(outcome, 0) << "the number of the step that failed";
}

TEST(LiveSource, HearsWhatGoesToDarkAddressesAndNothingElse) {
  expect_in_own_network(hears_only_dark_addresses);
}

TEST(LiveSource, CountsWhatTheRingCouldNotHold) {
  expect_in_own_network(counts_what_the_ring_could_not_hold);
}

TEST(LiveSource, GoesOnWithoutPrivilegesAndCannotGetThemBack) {
  expect_in_own_network(cannot_listen_any_more_once_dropped);
}

}  // namespace
}  // namespace noroshi::telescope
