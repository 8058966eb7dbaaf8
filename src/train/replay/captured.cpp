#include "train/replay/captured.hpp"

#include "observe/flow/capture_reader_file.hpp"
#include "train/replay/udp_payload.hpp"

namespace noroshi::replay {

// Beyond kMostExporters the first channel serves the rest.
Result<std::size_t> Captured::channel_of(const net::Address& address, std::uint16_t port) {
  const auto key = std::pair{address, port};
  if (const auto found = channels_.find(key); found != channels_.end()) return found->second;
  if (channels_.size() == kMostExporters) return std::size_t{0};
  const auto channel = sender_.add(NOROSHI_TRY(open_()));
  channels_.emplace(key, channel);
  tally_.exporters = channels_.size();
  return channel;
}

Status Captured::replay(io::Input& input) {
  using Found = flow::CaptureFile::Found;
  const auto file = NOROSHI_TRY(flow::CaptureFile::open(input));
  flow::CaptureFile::Packet packet;
  while (true) {
    const auto found = NOROSHI_TRY(file->next(packet));
    if (found == Found::End) return {};
    ++tally_.packets;
    if (found != Found::Packet) {
      ++tally_.not_export["the capture ends inside a packet, or is damaged"];
      return {};
    }
    const auto payload = udp_payload(file->link_type(), packet.bytes);
    if (!payload || !looks_like_export(payload->bytes)) {
      ++tally_.not_export[payload ? "no flow export" : payload.error()];
      continue;
    }
    const auto channel = NOROSHI_TRY(channel_of(payload->source, payload->source_port));
    const Datagram datagram{payload->bytes, 1, packet.when.value_or(0)};
    NOROSHI_CHECK(sender_.take(datagram, channel));
  }
}

}  // namespace noroshi::replay
