// pcap and pcapng → FlowBatch: frames from libpcap, headers from net::decode, records from Meter.
#include <array>
#include <limits>
#include <optional>

#include "net/packet.hpp"
#include "observe/flow/capture_reader_file.hpp"
#include "observe/flow/meter.hpp"
#include "observe/flow/reader.hpp"

namespace noroshi::flow {
namespace {

// 9999-12-31T23:59:59.999999Z, the last instant that RFC 3339 can write.
constexpr base::Micros kLastInstant = 253'402'300'799'999'999;

class CaptureReader final : public FlowReader {
 public:
  CaptureReader(std::unique_ptr<io::Input> input, std::unique_ptr<CaptureFile> file,
                const ReaderOptions& options)
      : FlowReader(std::move(input), options),
        file_(std::move(file)),
        meter_({.active_timeout = options.active_timeout,
                .idle_timeout = options.idle_timeout,
                .most_flows = options.most_flows}) {}

  Result<bool> read(model::FlowBatch& batch, std::size_t limit) override {
    const std::size_t before = batch.size();
    while (true) {
      meter_.drain(batch, limit - (batch.size() - before));
      if (batch.size() - before == limit) return true;
      if (finished_) return batch.size() > before;
      while (!meter_.has_ended() && !finished_) NOROSHI_CHECK(step());
    }
  }

  [[nodiscard]] std::string_view format() const override { return "packet capture"; }

 private:
  // A packet that waits for the meter to end older flows first.
  struct Waiting {
    net::PacketHeaders headers;
    base::Micros when;
  };

  // One packet further, or as far as the meter goes before its records must be taken.
  Status step() {
    if (!waiting_ && !file_ended_) NOROSHI_CHECK(next_packet());
    if (waiting_) {
      meter_packet();
    } else if (file_ended_) {
      finished_ = meter_.finish();
    }
    return {};
  }

  Status next_packet() {
    CaptureFile::Packet packet;
    const auto found = NOROSHI_TRY(file_->next(packet));
    if (found == CaptureFile::Found::Packet) return decode(packet);
    file_ended_ = true;
    if (found == CaptureFile::Found::End) return {};
    ++place_.number;
    const bool cut = found == CaptureFile::Found::CutShort;
    return rejects_.add(
        cut ? "capture ends inside a packet" : "capture is damaged; the rest of it cannot be read",
        place_);
  }

  Status decode(const CaptureFile::Packet& packet) {
    ++place_.number;
    if (packet.when < 0 || packet.when > kLastInstant) {
      return rejects_.add("time of the packet is impossible", place_);
    }
    const auto headers = net::decode(file_->link_type(), packet.bytes, packet.wire_length);
    if (headers) {
      waiting_ = {*headers, packet.when};
      note_time(packet.when);
      return {};
    }
    const auto reason = net::to_string(headers.error());
    if (net::is_malformed(headers.error())) return rejects_.add(reason, place_);
    rejects_.skip(reason, place_);
    return {};
  }

  void note_time(base::Micros when) {
    if (when >= meter_.clock()) return;
    if (meter_.sets_back(when)) {
      rejects_.skip("clock was set back; open flows ended there (packet used)", place_);
    } else {
      rejects_.skip("packet is older than the one before it (packet used)", place_);
    }
  }

  void meter_packet() {
    if (!meter_.advance(waiting_->when)) return;
    const std::uint64_t cut = meter_.cut_for_room();
    const std::uint64_t orphans = meter_.orphan_fragments();
    meter_.add(waiting_->headers, waiting_->when);
    waiting_.reset();
    if (meter_.cut_for_room() != cut) {
      rejects_.skip("too many flows were open; the longest idle was cut (packet used)", place_);
    }
    if (meter_.orphan_fragments() != orphans) {
      rejects_.skip("fragment came without its first, so without ports (packet used)", place_);
    }
  }

  std::unique_ptr<CaptureFile> file_;
  Meter meter_;
  std::optional<Waiting> waiting_;
  Place place_{.unit = Place::Unit::Packet, .number = 0};
  bool file_ended_ = false;
  bool finished_ = false;
};

bool begins_with(std::string_view head, std::string_view magic) {
  return head.substr(0, magic.size()) == magic;
}

}  // namespace

// The magic numbers that libpcap knows, in both byte orders; a section header block of pcapng looks
// the same in both, its byte-order mark follows at octet 8.
bool recognise_capture(std::string_view head) {
  using namespace std::string_view_literals;
  constexpr std::array kPcap = {
      "\xA1\xB2\xC3\xD4"sv, "\xD4\xC3\xB2\xA1"sv,  // microseconds
      "\xA1\xB2\x3C\x4D"sv, "\x4D\x3C\xB2\xA1"sv,  // nanoseconds
      "\xA1\xB2\xCD\x34"sv, "\x34\xCD\xB2\xA1"sv,  // Kuznetzov's packet header
  };
  for (const auto magic : kPcap) {
    if (begins_with(head, magic)) return true;
  }
  if (!begins_with(head, "\x0A\x0D\x0D\x0A"sv)) return false;
  const std::string_view mark = head.substr(std::min<std::size_t>(head.size(), 8), 4);
  return begins_with("\x1A\x2B\x3C\x4D"sv, mark) || begins_with("\x4D\x3C\x2B\x1A"sv, mark);
}

Result<ReaderPtr> make_capture_reader(std::unique_ptr<io::Input> input,
                                      const ReaderOptions& options) {
  auto file = NOROSHI_TRY(CaptureFile::open(*input));
  return std::make_unique<CaptureReader>(std::move(input), std::move(file), options);
}

}  // namespace noroshi::flow
