// Any bytes as a capture: no crash, no hang, frames within their window, packets on which
// net::decode agrees, and one class for each.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/assert.hpp"
#include "io/input.hpp"
#include "observe/telescope/amplification.hpp"
#include "observe/telescope/capture.hpp"
#include "observe/telescope/classifier.hpp"
#include "observe/telescope/decode_oracle.hpp"

namespace {

using namespace noroshi;

const telescope::Classifier& classifier() {
  static const telescope::Classifier kClassifier(
      telescope::DarkSpace({net::Prefix::parse("0.0.0.0/1").value(),
                            net::Prefix::parse("192.0.2.0/25").value(),
                            net::Prefix::parse("::/0").value()}),
      telescope::KnownScanners({{net::Prefix::parse("10.0.0.0/8").value(), "list"}}));
  return kClassifier;
}

void judge(const telescope::Frame& frame) {
  NOROSHI_ASSERT(!telescope::disagreement(frame));
  telescope::Packet packet;
  telescope::decode(frame, packet);
  const telescope::Verdict verdict = classifier().judge(packet);
  const bool faulty = packet.fault != telescope::Fault::None;
  const bool unusable =
      verdict.kind == telescope::Class::Malformed || verdict.kind == telescope::Class::Unusable;
  NOROSHI_ASSERT(faulty == unusable);
  NOROSHI_ASSERT((verdict.kind == telescope::Class::Backscatter) ==
                 (verdict.reply != telescope::Reply::None));
  NOROSHI_ASSERT((verdict.kind == telescope::Class::Research) == (verdict.scanner != 0));
  NOROSHI_ASSERT(!telescope::class_name(verdict.kind, packet.fault).empty());
  telescope::amplification_of(packet.destination_port, packet.payload);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto input = io::Input::over(bytes);
  const auto capture = telescope::Capture::open(*input);
  if (!capture) return 0;
  std::array<telescope::Frame, 5> frames;
  std::size_t seen = 0;
  while (const std::size_t count = (*capture)->next(frames).value()) {
    NOROSHI_ASSERT(count <= frames.size());
    for (const auto& frame : std::span(frames.data(), count)) judge(frame);
    seen += count;
    NOROSHI_ASSERT(seen <= input->offset() + 1);
  }
  NOROSHI_ASSERT((*capture)->lost() == (*capture)->lost());
  return 0;
}
