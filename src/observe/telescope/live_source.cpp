// A ring of blocks that the kernel fills and this process empties (TPACKET_V3, Linux
// Documentation/networking/packet_mmap.rst).
//
// The socket is a datagram one, so that packets begin at their IP header whatever the link is, and
// it has no protocol until the filter is attached, so that none arrives before.  The kernel takes
// the outer VLAN tag off; packets behind two tags are not seen.
#include "observe/telescope/live_source.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <span>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/clock.hpp"
#include "observe/telescope/decode.hpp"
#include "observe/telescope/live_filter.hpp"

namespace noroshi::telescope {
namespace {

constexpr std::uint32_t kBlock = 1u << 20;
constexpr std::uint32_t kFrame = 2048;  // of no meaning in version 3, but checked
constexpr unsigned kRetire = 100;       // ms until a block that is not full is handed over
constexpr int kPatience = 100;          // ms between looks at the stop token
constexpr int kLooks = 10;              // a second
constexpr int kLastLooks = 3;           // after a stop: longer than a block is held back
constexpr std::size_t kBatch = 256;

class LiveSource final : public PacketSource {
 public:
  explicit LiveSource(std::string interface) : interface_(std::move(interface)) {}
  ~LiveSource() override {
    if (ring_ != nullptr) ::munmap(ring_, ring_octets_);
    if (socket_ >= 0) ::close(socket_);
  }
  LiveSource(const LiveSource&) = delete;
  LiveSource& operator=(const LiveSource&) = delete;

  Status open(const LiveOptions& options, const DarkSpace& dark) {
    socket_ = ::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return privilege_error();
    NOROSHI_CHECK(attach_filter(dark, options.snapshot));
    NOROSHI_CHECK(map_ring(options.ring_octets));
    return bind_to_interface(options.promiscuous);
  }

  Result<Batch> next(std::stop_token stop) override {
    if (left_in_block_ == 0) release_block();
    bool nothing = left_in_block_ == 0 && !take_block();
    int looks_since_stop = 0;
    for (int look = 0; nothing && look < kLooks && looks_since_stop < kLastLooks; ++look) {
      if (stop.stop_requested()) ++looks_since_stop;
      NOROSHI_CHECK(wait());
      nothing = !take_block();
    }
    count_losses();
    const auto packets = take_packets();
    const bool ended = nothing && looks_since_stop == kLastLooks;
    return Batch{.packets = packets, .now = now(packets), .ended = ended};
  }

  [[nodiscard]] std::uint64_t lost() const override { return lost_; }

 private:
  static Error privilege_error() {
    Error error = base::system_error("listening on an interface");
    if (errno == EPERM || errno == EACCES) {
      error.message +=
          "; it needs the capability CAP_NET_RAW (run as root, or with "
          "AmbientCapabilities=CAP_NET_RAW under systemd)";
    }
    return error;
  }

  [[nodiscard]] Error failure(std::string_view what) const {
    return base::system_error(fmt::format("{}: {}", interface_, what));
  }

  template <class Value>
  bool set(int level, int name, const Value& value) const {
    return ::setsockopt(socket_, level, name, &value, sizeof value) == 0;
  }

  Status attach_filter(const DarkSpace& dark, std::uint32_t snapshot) {
    auto program = NOROSHI_TRY(filter_of_socket(dark, snapshot));
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    const bool attached =
        set(SOL_SOCKET, SO_ATTACH_FILTER, filter) && set(SOL_SOCKET, SO_LOCK_FILTER, 1);
    if (!attached) return failure("attaching the packet filter");
    return {};
  }

  Status map_ring(std::uint32_t octets) {
    const std::uint32_t blocks = std::max(octets / kBlock, 2u);
    tpacket_req3 wish{};
    wish.tp_block_size = kBlock;
    wish.tp_block_nr = blocks;
    wish.tp_frame_size = kFrame;
    wish.tp_frame_nr = kBlock / kFrame * blocks;
    wish.tp_retire_blk_tov = kRetire;
    if (!set(SOL_PACKET, PACKET_VERSION, int{TPACKET_V3}) ||
        !set(SOL_PACKET, PACKET_RX_RING, wish)) {
      return failure(fmt::format("making a ring of {} MiB for packets", blocks));
    }
    ring_octets_ = std::size_t{kBlock} * blocks;
    void* const ring =
        ::mmap(nullptr, ring_octets_, PROT_READ | PROT_WRITE, MAP_SHARED, socket_, 0);
    if (ring == MAP_FAILED) return failure("mapping the ring for packets");
    ring_ = static_cast<std::byte*>(ring);
    blocks_ = blocks;
    return {};
  }

  Status bind_to_interface(bool promiscuous) {
    const unsigned index = ::if_nametoindex(interface_.c_str());
    if (index == 0) return failure("finding the interface (`ip link` lists them)");
    if (promiscuous) {
      packet_mreq wish{};
      wish.mr_ifindex = static_cast<int>(index);
      wish.mr_type = PACKET_MR_PROMISC;
      if (!set(SOL_PACKET, PACKET_ADD_MEMBERSHIP, wish)) return failure("listening to all frames");
    }
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_ALL);
    address.sll_ifindex = static_cast<int>(index);
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      return failure("binding to the interface");
    }
    return {};
  }

  [[nodiscard]] tpacket_hdr_v1& block() const {
    auto* const description = reinterpret_cast<tpacket_block_desc*>(ring_ + block_ * kBlock);
    return description->hdr.bh1;
  }

  // The kernel writes the status last, and reads it first.
  bool take_block() {
    const std::uint32_t status = __atomic_load_n(&block().block_status, __ATOMIC_ACQUIRE);
    if ((status & TP_STATUS_USER) == 0) return false;
    holds_block_ = true;
    left_in_block_ = block().num_pkts;
    next_packet_ = ring_ + block_ * kBlock + block().offset_to_first_pkt;
    return true;
  }

  void release_block() {
    if (!holds_block_) return;
    __atomic_store_n(&block().block_status, std::uint32_t{TP_STATUS_KERNEL}, __ATOMIC_RELEASE);
    block_ = (block_ + 1) % blocks_;
    holds_block_ = false;
  }

  std::span<const Packet> take_packets() {
    const std::size_t count = std::min<std::size_t>(left_in_block_, kBatch);
    for (std::size_t i = 0; i < count; ++i) {
      const auto& header = *reinterpret_cast<const tpacket3_hdr*>(next_packet_);
      const Frame frame{.time = base::Micros{header.tp_sec} * base::kSecond + header.tp_nsec / 1000,
                        .bytes = next_packet_ + header.tp_net,
                        .captured = header.tp_snaplen,
                        .wire = header.tp_len,
                        .link = net::LinkType::Raw};
      decode(frame, packets_[i]);
      next_packet_ += header.tp_next_offset;
    }
    left_in_block_ -= static_cast<std::uint32_t>(count);
    return {packets_.data(), count};
  }

  Status wait() {
    pollfd wish{socket_, POLLIN | POLLERR, 0};
    if (::poll(&wish, 1, kPatience) < 0 && errno != EINTR) return failure("waiting for packets");
    if ((wish.revents & POLLERR) == 0) return {};
    socklen_t size = sizeof errno;
    int error = 0;
    ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
    errno = error;
    if (error != 0) return failure("waiting for packets");
    return {};
  }

  // The kernel's counters begin anew each time they are read.
  void count_losses() {
    tpacket_stats_v3 counted{};
    socklen_t size = sizeof counted;
    if (::getsockopt(socket_, SOL_PACKET, PACKET_STATISTICS, &counted, &size) == 0) {
      lost_ += counted.tp_drops;
    }
  }

  // The instant before which everything was given out.  A block that is being filled may hold
  // packets of the last moments; full ones may have waited for long.
  static base::Micros now(std::span<const Packet> packets) {
    const base::Micros filled = io::wall_clock() - base::kSecond;
    return packets.empty() ? filled : std::min(filled, packets.back().time);
  }

  std::string interface_;
  int socket_ = -1;
  std::byte* ring_ = nullptr;
  std::size_t ring_octets_ = 0;
  std::size_t blocks_ = 0;
  std::size_t block_ = 0;  // that comes next, or is being read
  bool holds_block_ = false;
  std::uint32_t left_in_block_ = 0;
  const std::byte* next_packet_ = nullptr;
  std::array<Packet, kBatch> packets_;
  std::uint64_t lost_ = 0;
};

}  // namespace

Result<std::unique_ptr<PacketSource>> listen_live(const LiveOptions& options,
                                                  const DarkSpace& dark) {
  auto source = std::make_unique<LiveSource>(options.interface);
  NOROSHI_CHECK(source->open(options, dark));
  return source;
}

}  // namespace noroshi::telescope
