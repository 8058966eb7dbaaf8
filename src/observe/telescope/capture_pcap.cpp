// pcap: a file header of 24 octets, then each packet behind a header of 16 (or 24).
//
//   seconds, micro- or nanoseconds, octets captured, octets on the wire     4 octets each
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "observe/telescope/capture_formats.hpp"

namespace noroshi::telescope {
namespace {

constexpr std::size_t kFileHeader = 24;
constexpr std::size_t kPacketHeader = 16;
constexpr std::size_t kKuznetzovHeader = 24;

struct Form {
  ByteOrder order;
  std::size_t packet_header = kPacketHeader;
  std::uint32_t fractions = 1'000'000;   // in a second
  bool lengths_swapped = false;          // version 2.2 and before, and DG/UX
  bool lengths_perhaps_swapped = false;  // version 2.3
  net::LinkType link = net::LinkType::Ethernet;
};

class PcapCapture final : public Capture {
 public:
  PcapCapture(io::Input& input, const Form& form) : Capture(input), form_(form) {}

  Result<std::size_t> next(std::span<Frame> frames) override {
    if (ended_ || frames.empty()) return std::size_t{0};
    std::string_view view = NOROSHI_TRY(input_.window(form_.packet_header));
    std::size_t count = take(view, frames);
    if (count > 0 || ended_) return count;
    if (view.size() >= form_.packet_header) {  // the packet reaches beyond the window
      view = NOROSHI_TRY(input_.window(form_.packet_header + captured_at(view.data())));
      count = take(view, frames);
      if (count > 0) return count;
    }
    ended_ = true;
    if (view.empty()) return std::size_t{0};
    input_.consume(view.size());
    frames[0] = {.fault = Fault::FileCutShort};
    return std::size_t{1};
  }

 private:
  // The whole packets at the start of `view`, up to damage.
  std::size_t take(std::string_view view, std::span<Frame> frames) {
    const char* at = view.data();
    const char* const end = at + view.size();
    std::size_t count = 0;
    while (count < frames.size() && static_cast<std::size_t>(end - at) >= form_.packet_header) {
      const std::uint32_t captured = captured_at(at);
      if (captured > kMostCaptured) {
        frames[count++] = {.fault = Fault::FileDamaged};
        ended_ = true;
        break;
      }
      const std::size_t octets = form_.packet_header + captured;
      if (static_cast<std::size_t>(end - at) < octets) break;
      set_frame(at, captured, frames[count++]);
      at += octets;
    }
    input_.consume(static_cast<std::size_t>(at - view.data()));
    return count;
  }

  void set_frame(const char* at, std::uint32_t captured, Frame& frame) const {
    const std::uint32_t seconds = form_.order.u32(at);
    const std::uint32_t fraction = form_.order.u32(at + 4);
    frame.fault = fraction < form_.fractions ? Fault::None : Fault::ImpossibleTime;
    const std::uint32_t micros = form_.fractions == 1'000'000 ? fraction : fraction / 1000;
    frame.time = base::Micros{seconds} * base::kSecond + base::Micros{micros};
    frame.bytes = reinterpret_cast<const std::byte*>(at + form_.packet_header);
    frame.captured = captured;
    frame.wire = lengths_are_swapped(at) ? form_.order.u32(at + 8) : form_.order.u32(at + 12);
    frame.link = form_.link;
  }

  [[nodiscard]] std::uint32_t captured_at(const char* at) const {
    return form_.order.u32(at + (lengths_are_swapped(at) ? 12 : 8));
  }

  [[nodiscard]] bool lengths_are_swapped(const char* at) const {
    if (!form_.lengths_perhaps_swapped) return form_.lengths_swapped;
    return form_.order.u32(at + 8) > form_.order.u32(at + 12);
  }

  Form form_;
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<Capture>> open_pcap(io::Input& input) {
  const std::string_view head = NOROSHI_TRY(input.window(kFileHeader));
  if (head.size() < kFileHeader) {
    return Error{Errc::InvalidInput,
                 fmt::format("{}: ends inside the header of a pcap file", input.name())};
  }
  Form form;
  std::uint32_t magic = form.order.u32(head.data());
  form.order.swapped = magic != pcap_magic::kMicros && magic != pcap_magic::kNanos &&
                       magic != pcap_magic::kKuznetzov;
  magic = form.order.u32(head.data());
  if (magic == pcap_magic::kNanos) form.fractions = 1'000'000'000;
  if (magic == pcap_magic::kKuznetzov) form.packet_header = kKuznetzovHeader;
  const std::uint16_t major = form.order.u16(head.data() + 4);
  const std::uint16_t minor = form.order.u16(head.data() + 6);
  constexpr std::uint16_t kDgUx = 543;  // libpcap: DG/UX's tcpdump writes 543.0
  if (major != 2 && major != kDgUx) {
    return Error{Errc::InvalidInput, fmt::format("{}: version {}.{} of pcap is not known; 2.4 is",
                                                 input.name(), major, minor)};
  }
  form.lengths_swapped = major == kDgUx || minor < 3;
  form.lengths_perhaps_swapped = major == 2 && minor == 3;
  // The upper bits hold the length of the frame check sequence; IP says where its packet ends.
  form.link = static_cast<net::LinkType>(form.order.u32(head.data() + 20) & 0xFFFF);
  input.consume(kFileHeader);
  return std::make_unique<PcapCapture>(input, form);
}

}  // namespace noroshi::telescope
