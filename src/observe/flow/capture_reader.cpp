// pcap and pcapng → FlowBatch: frames from libpcap, headers from net::decode, records from Meter.
#include <algorithm>
#include <array>

#include "net/packet.hpp"
#include "observe/flow/capture_reader_file.hpp"
#include "observe/flow/meter.hpp"
#include "observe/flow/reader.hpp"

namespace noroshi::flow {
namespace {

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
  // Decoded packets go to the meter in convoys: while one is counted, memory brings the flows of
  // the next (Meter::prepare).
  static constexpr std::size_t kConvoy = 16;
  struct Waiting {
    Meter::Packet packet;
    Place place;
  };

  // One packet further, or as far as the meter goes before its records must be taken.
  Status step() {
    if (next_waiting_ == waiting_ && !file_ended_) NOROSHI_CHECK(next_convoy());
    if (next_waiting_ < waiting_) {
      meter_packet(convoy_[next_waiting_]);
    } else if (file_ended_) {
      finished_ = meter_.finish();
    }
    return {};
  }

  Status next_convoy() {
    next_waiting_ = waiting_ = 0;
    while (waiting_ < kConvoy && !file_ended_) NOROSHI_CHECK(next_packet());
    for (std::size_t i = 0; i < waiting_; ++i) meter_.fetch(convoy_[i].packet);
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
    if (!packet.when) return rejects_.add("time of the packet is impossible", place_);
    const auto headers = net::decode(file_->link_type(), packet.bytes, packet.wire_length);
    if (headers) {
      convoy_[waiting_++] = {meter_.prepare(*headers, *packet.when), place_};
      return {};
    }
    const auto reason = net::to_string(headers.error());
    if (net::is_malformed(headers.error())) return rejects_.add(reason, place_);
    rejects_.skip(reason, place_);
    return {};
  }

  void meter_packet(const Waiting& waiting) {
    const base::Micros when = waiting.packet.when;
    if (!held_up_) note_time(when, waiting.place);
    held_up_ = !meter_.advance(when);
    if (held_up_) return;
    ++next_waiting_;
    const std::uint64_t cut = meter_.cut_for_room();
    const std::uint64_t orphans = meter_.orphan_fragments();
    meter_.add(waiting.packet);
    if (meter_.cut_for_room() != cut) {
      rejects_.skip("too many flows were open; the longest idle was cut (packet used)",
                    waiting.place);
    }
    if (meter_.orphan_fragments() != orphans) {
      rejects_.skip("fragment came without its first, so without ports (packet used)",
                    waiting.place);
    }
  }

  void note_time(base::Micros when, Place place) {
    if (when >= meter_.clock()) return;
    if (meter_.sets_back(when)) {
      rejects_.skip("clock was set back; open flows ended there (packet used)", place);
    } else {
      rejects_.skip("packet is older than the one before it (packet used)", place);
    }
  }

  std::unique_ptr<CaptureFile> file_;
  Meter meter_;
  std::array<Waiting, kConvoy> convoy_{};
  std::size_t waiting_ = 0;       // packets in the convoy
  std::size_t next_waiting_ = 0;  // the first of them that was not metered
  bool held_up_ = false;          // the meter has that one, but ends older flows first
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
