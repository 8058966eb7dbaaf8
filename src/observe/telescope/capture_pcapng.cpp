// pcapng (draft-ietf-opsawg-pcapng): blocks, each between two copies of its length.
//
//   type, length | body | length          Section Header, Interface Description, Enhanced Packet, …
//
// Interfaces may differ in link type and in the unit of their times; sections may differ in byte
// order.
#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "observe/telescope/capture_formats.hpp"

namespace noroshi::telescope {
namespace {

constexpr std::uint32_t kSmallestBlock = 12;
constexpr std::uint32_t kLargestBlock = 16u << 20;  // as libpcap; what is larger is damage
constexpr std::size_t kMostInterfaces = 65'536;

enum Block : std::uint32_t {
  kSectionHeader = 0x0A0D0D0A,
  kInterfaceDescription = 1,
  kPacket = 2,  // obsolete, still in old files
  kSimplePacket = 3,
  kInterfaceStatistics = 5,
  kEnhancedPacket = 6,
};

enum Option : std::uint16_t {
  kEndOfOptions = 0,
  kDropCount = 4,         // of an Enhanced Packet: lost since the one before
  kInterfaceDropped = 5,  // of Interface Statistics: so far, by the interface
  kSystemDropped = 7,     // and by the operating system
  kResolution = 9,        // of an Interface Description
  kOffset = 14,
};

struct Interface {
  net::LinkType link = net::LinkType::Ethernet;
  std::uint32_t snapshot = 0;                // 0: no limit
  std::uint64_t ticks_a_second = 1'000'000;  // 0: a unit that no 64 bits can count
  std::int64_t offset = 0;                   // seconds
  std::uint64_t dropped_by_packets = 0;      // what packets say, and
  std::uint64_t dropped_by_statistics = 0;   // what statistics say: the same, told twice
};

// Section 4.2, if_tsresol: a power of ten, or of two where the highest bit is set.
std::uint64_t ticks_a_second(std::uint8_t resolution) {
  const unsigned power = resolution & 0x7Fu;
  if ((resolution & 0x80) != 0) return power < 64 ? std::uint64_t{1} << power : 0;
  if (power > 19) return 0;
  std::uint64_t ticks = 1;
  for (unsigned i = 0; i < power; ++i) ticks *= 10;
  return ticks;
}

class PcapngCapture final : public Capture {
 public:
  explicit PcapngCapture(io::Input& input) : Capture(input) {}

  Result<std::size_t> next(std::span<Frame> frames) override {
    while (!ended_ && !frames.empty()) {
      std::string_view view = NOROSHI_TRY(input_.window(kSmallestBlock));
      if (view.empty()) break;
      const std::uint32_t wanted = needed(view);
      if (wanted > view.size()) view = NOROSHI_TRY(input_.window(wanted));
      const std::size_t count = take(view, frames);
      if (count > 0) return count;
    }
    return std::size_t{0};
  }

  [[nodiscard]] std::uint64_t lost() const override {
    std::uint64_t sum = lost_in_earlier_sections_;
    for (const Interface& interface : interfaces_) {
      sum += std::max(interface.dropped_by_packets, interface.dropped_by_statistics);
    }
    return sum;
  }

 private:
  // Octets of the block that begins there, as far as that can be told.
  [[nodiscard]] std::uint32_t needed(std::string_view view) const {
    if (view.size() < kSmallestBlock) return kSmallestBlock;
    const std::uint32_t octets = order_at(view.data()).u32(view.data() + 4);
    return octets > kLargestBlock ? kSmallestBlock : std::max(octets, kSmallestBlock);
  }

  // A section header brings its own byte order, which its length is written in.
  [[nodiscard]] ByteOrder order_at(const char* block) const {
    if (ByteOrder{}.u32(block) != kSectionHeader) return order_;
    return {ByteOrder{}.u32(block + 8) != 0x1A2B3C4D};
  }

  // The packets of whole blocks at the start of `view`, up to damage or the end of the file.
  std::size_t take(std::string_view view, std::span<Frame> frames) {
    std::size_t at = 0;
    std::size_t count = 0;
    while (count < frames.size() && !ended_) {
      const std::string_view rest = view.substr(at);
      const bool header = rest.size() >= kSmallestBlock;
      const std::uint32_t octets = header ? order_at(rest.data()).u32(rest.data() + 4) : 0;
      if (header && !makes_sense(rest, octets)) {
        frames[count++] = end_with(Fault::FileDamaged);
      } else if (!header || octets > rest.size()) {
        // Only what begins the window and is not whole ends the file: `next` asked for all of it.
        if (at > 0) break;
        frames[count++] = end_with(Fault::FileCutShort);
        at = view.size();
      } else {
        if (read_block(rest.substr(0, octets), frames[count])) ++count;
        at += octets;
      }
    }
    input_.consume(at);
    return count;
  }

  [[nodiscard]] bool makes_sense(std::string_view rest, std::uint32_t octets) const {
    if (octets < kSmallestBlock || octets > kLargestBlock || octets % 4 != 0) return false;
    if (octets > rest.size()) return true;
    return order_at(rest.data()).u32(rest.data() + octets - 4) == octets;
  }

  Frame end_with(Fault fault) {
    ended_ = true;
    return {.fault = fault};
  }

  // Whether the block holds a packet, or damage that ends the file.
  bool read_block(std::string_view block, Frame& frame) {
    switch (order_at(block.data()).u32(block.data())) {
      case kEnhancedPacket:
      case kPacket:
        return read_packet(block, frame);
      case kSimplePacket:
        return read_simple_packet(block, frame);
      case kSectionHeader:
        return !begin_section(block) && set_end(frame);
      case kInterfaceDescription:
        return !add_interface(block) && set_end(frame);
      case kInterfaceStatistics:
        read_statistics(block);
        return false;
      default:
        return false;
    }
  }

  bool set_end(Frame& frame) {
    frame = end_with(Fault::FileDamaged);
    return true;
  }

  bool begin_section(std::string_view block) {
    constexpr std::size_t kSectionOctets = 28;
    if (block.size() < kSectionOctets) return false;
    const std::uint32_t mark = ByteOrder{}.u32(block.data() + 8);
    if (mark != 0x1A2B3C4D && mark != 0x4D3C2B1A) return false;
    order_ = order_at(block.data());
    if (order_.u16(block.data() + 12) != 1) return false;  // major version
    lost_in_earlier_sections_ = lost();
    interfaces_.clear();
    return true;
  }

  bool add_interface(std::string_view block) {
    constexpr std::size_t kDescriptionOctets = 20;
    if (block.size() < kDescriptionOctets || interfaces_.size() == kMostInterfaces) return false;
    Interface interface {
      .link = static_cast<net::LinkType>(order_.u16(block.data() + 8)),
      .snapshot = order_.u32(block.data() + 12)
    };
    each_option(block, 16, [&](std::uint16_t code, std::string_view value) {
      if (code == kResolution && !value.empty()) {
        interface.ticks_a_second = ticks_a_second(static_cast<std::uint8_t>(value[0]));
      }
      if (code == kOffset && value.size() == 8) {
        interface.offset = static_cast<std::int64_t>(order_.u64(value.data()));
      }
    });
    interfaces_.push_back(interface);
    return true;
  }

  void read_statistics(std::string_view block) {
    constexpr std::size_t kStatisticsOctets = 24;
    if (block.size() < kStatisticsOctets) return;
    const std::uint32_t id = order_.u32(block.data() + 8);
    if (id >= interfaces_.size()) return;
    std::uint64_t dropped = 0;
    each_option(block, 20, [&](std::uint16_t code, std::string_view value) {
      const bool drops = code == kInterfaceDropped || code == kSystemDropped;
      if (drops && value.size() == 8) dropped += order_.u64(value.data());
    });
    interfaces_[id].dropped_by_statistics = dropped;
  }

  // An Enhanced Packet, or the obsolete Packet, whose fields before the packet's octets differ only
  // in the interface: 4 octets, or 2 and as many for a count of drops.
  bool read_packet(std::string_view block, Frame& frame) {
    constexpr std::size_t kOverhead = 32;
    if (block.size() < kOverhead) return set_end(frame);
    const char* const at = block.data();
    const bool enhanced = order_.u32(at) == kEnhancedPacket;
    const std::uint32_t id = enhanced ? order_.u32(at + 8) : order_.u16(at + 8);
    const std::uint64_t ticks = std::uint64_t{order_.u32(at + 12)} << 32 | order_.u32(at + 16);
    const auto room = static_cast<std::uint32_t>(block.size() - kOverhead);
    frame.captured = std::min(order_.u32(at + 20), room);
    frame.wire = order_.u32(at + 24);
    frame.bytes = reinterpret_cast<const std::byte*>(at + 28);
    set_origin(id, ticks, frame);
    if (id >= interfaces_.size()) return true;
    if (!enhanced) {
      constexpr std::uint16_t kUnknown = 0xFFFF;
      const std::uint16_t drops = order_.u16(at + 10);
      if (drops != kUnknown) interfaces_[id].dropped_by_packets += drops;
    }
    const std::size_t padded = (std::size_t{frame.captured} + 3) / 4 * 4;
    if (enhanced && kOverhead + padded < block.size()) read_packet_options(block, 28 + padded, id);
    return true;
  }

  void read_packet_options(std::string_view block, std::size_t from, std::uint32_t id) {
    each_option(block, from, [&](std::uint16_t code, std::string_view value) {
      if (code != kDropCount || value.size() != 8) return;
      interfaces_[id].dropped_by_packets += order_.u64(value.data());
    });
  }

  // A Simple Packet is of the first interface and has no time: that of the packet before it.
  bool read_simple_packet(std::string_view block, Frame& frame) {
    constexpr std::size_t kOverhead = 16;
    if (block.size() < kOverhead) return set_end(frame);
    const auto room = static_cast<std::uint32_t>(block.size() - kOverhead);
    frame.wire = order_.u32(block.data() + 8);
    frame.captured = std::min(frame.wire, room);
    frame.bytes = reinterpret_cast<const std::byte*>(block.data() + 12);
    frame.fault = interfaces_.empty() ? Fault::UnknownInterface : Fault::None;
    frame.time = last_time_;
    if (interfaces_.empty()) return true;
    const std::uint32_t snapshot = interfaces_[0].snapshot;
    if (snapshot != 0) frame.captured = std::min(frame.captured, snapshot);
    frame.link = interfaces_[0].link;
    return true;
  }

  void set_origin(std::uint32_t id, std::uint64_t ticks, Frame& frame) {
    frame.time = last_time_;
    if (id >= interfaces_.size()) {
      frame.fault = Fault::UnknownInterface;
      return;
    }
    const Interface& interface = interfaces_[id];
    frame.link = interface.link;
    frame.fault = set_time(interface, ticks) ? Fault::None : Fault::ImpossibleTime;
    frame.time = last_time_;
  }

  bool set_time(const Interface& interface, std::uint64_t ticks) {
    const std::uint64_t unit = interface.ticks_a_second;
    if (unit == 0) return false;
    const auto whole = static_cast<std::int64_t>(std::min(ticks / unit, kLastSecond + 1));
    std::int64_t seconds = 0;
    if (__builtin_add_overflow(whole, interface.offset, &seconds)) return false;
    if (seconds < 0 || seconds > static_cast<std::int64_t>(kLastSecond)) return false;
    __extension__ using Wide = unsigned __int128;
    const auto micros = static_cast<base::Micros>(Wide{ticks % unit} * 1'000'000 / unit);
    last_time_ = seconds * base::kSecond + micros;
    return true;
  }

  // Calls `use` with each option of the block, from octet `from` on, as far as they make sense.
  template <class Use>
  void each_option(std::string_view block, std::size_t from, const Use& use) const {
    const std::size_t end = block.size() - 4;
    while (from + 4 <= end) {
      const std::uint16_t code = order_.u16(block.data() + from);
      const std::size_t octets = order_.u16(block.data() + from + 2);
      from += 4;
      if (code == kEndOfOptions || from + octets > end) return;
      use(code, block.substr(from, octets));
      from += (octets + 3) / 4 * 4;
    }
  }

  ByteOrder order_;
  std::vector<Interface> interfaces_;
  base::Micros last_time_ = 0;
  std::uint64_t lost_in_earlier_sections_ = 0;
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<Capture>> open_pcapng(io::Input& input) {
  return std::make_unique<PcapngCapture>(input);
}

}  // namespace noroshi::telescope
