// UDP: many datagrams a system call (sendmmsg), from one connected socket.
#include <array>
#include <cerrno>
#include <ctime>
#include <netinet/in.h>
#include <sys/uio.h>
#include <thread>
#include <vector>

#include "train/replay/channel.hpp"
#include "train/replay/socket_address.hpp"

namespace noroshi::replay {
namespace {

constexpr std::size_t kMostDatagrams = 64;
// What is sent at once, and what may still wait when it is: together with the kernel's own
// bookkeeping (about twice the octets) they fit the default receive buffer of 208 KiB.
constexpr std::size_t kMostOctets = 48 * 1024;
constexpr std::uint64_t kNearlyEmpty = 64 * 1024;
constexpr std::chrono::microseconds kPause{100};
constexpr std::chrono::seconds kPatience{60};

class UdpChannel final : public Channel {
 public:
  UdpChannel(Descriptor socket, const Destination& to, const UdpChannelOptions& options)
      : socket_(std::move(socket)), to_(to), options_(options) {
    bytes_.reserve(kMostOctets + 65'536);
  }

  Status send(std::string_view message) override {
    if (count_ == kMostDatagrams || bytes_.size() + message.size() > kMostOctets) {
      NOROSHI_CHECK(flush());
    }
    lengths_[count_++] = message.size();
    bytes_.insert(bytes_.end(), message.begin(), message.end());
    return {};
  }

  Status flush() override {
    if (count_ == 0) return {};
    if (options_.lossless) NOROSHI_CHECK(wait_below(kNearlyEmpty));
    describe();
    std::size_t done = 0;
    while (done < count_) {
      const int sent =
          sendmmsg(socket_.get(), headers_.data() + done, static_cast<unsigned>(count_ - done), 0);
      if (sent > 0) {
        done += static_cast<std::size_t>(sent);
      } else if (errno == ECONNREFUSED) {
        ++refused_;  // the kernel's word on an earlier datagram; this one was not sent yet
      } else if (errno == ENOBUFS || errno == EAGAIN) {
        std::this_thread::sleep_for(kPause);
      } else if (errno != EINTR) {
        return base::system_error("sending to " + to_.to_string());
      }
    }
    count_ = 0;
    bytes_.clear();
    return {};
  }

  // The collector has read everything, where we promised to wait for it.
  Status finish() override {
    NOROSHI_CHECK(flush());
    // What the kernel has to say about the last datagrams.
    int last_word = 0;
    socklen_t size = sizeof last_word;
    getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &last_word, &size);
    if (last_word == ECONNREFUSED) ++refused_;
    return options_.lossless ? wait_below(1) : Status{};
  }

  [[nodiscard]] std::uint64_t refused() const override { return refused_; }

 private:
  void describe() {
    char* at = bytes_.data();
    for (std::size_t i = 0; i < count_; ++i) {
      parts_[i] = {at, lengths_[i]};
      headers_[i] = {};
      headers_[i].msg_hdr.msg_iov = &parts_[i];
      headers_[i].msg_hdr.msg_iovlen = 1;
      at += lengths_[i];
    }
  }

  Status wait_below(std::uint64_t octets) {
    const auto begin = std::chrono::steady_clock::now();
    while (true) {
      const auto queue = receive_queue(to_);
      if (queue && queue->waiting < octets) return {};
      if (options_.stopped && options_.stopped()) return Error{Errc::Io, "interrupted"};
      if (std::chrono::steady_clock::now() - begin > kPatience) {
        return Error{Errc::Io, queue ? to_.to_string() + " has not read its datagrams for a minute"
                                     : "nobody listens on UDP " + to_.to_string()};
      }
      std::this_thread::sleep_for(kPause);
    }
  }

  Descriptor socket_;
  Destination to_;
  UdpChannelOptions options_;
  std::vector<char> bytes_;  // the datagrams that wait, one behind the other
  std::array<std::size_t, kMostDatagrams> lengths_{};
  std::array<iovec, kMostDatagrams> parts_{};
  std::array<mmsghdr, kMostDatagrams> headers_{};
  std::size_t count_ = 0;
  std::uint64_t refused_ = 0;
};

}  // namespace

Result<std::unique_ptr<Channel>> open_udp(const Destination& to, const UdpChannelOptions& options) {
  auto socket = NOROSHI_TRY(connect_to(to, SOCK_DGRAM, options.source));
  // Room for bursts in our own queue too; the kernel may give less.
  const int room = 4 << 20;
  setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  return std::make_unique<UdpChannel>(std::move(socket), to, options);
}

}  // namespace noroshi::replay
