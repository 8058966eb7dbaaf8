// The frames of a pcap or pcapng file, where they lie in the input's window: no copy, no library.
//
// Read are pcap in both byte orders, with micro- and nanoseconds and with Kuznetzov's longer packet
// header, and pcapng (draft-ietf-opsawg-pcapng) with any mixture of interfaces and sections.  Why
// not through libpcap, which is the tests' oracle:
// docs/decisions/telescope-reads-captures-itself.md.
//
// Bytes that make no sense are frames with a Fault, so that they are counted like packets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "io/input.hpp"
#include "observe/telescope/decode.hpp"

namespace noroshi::telescope {

class Capture {
 public:
  virtual ~Capture() = default;

  /// Reads the file's header.  An Error when the input cannot be read or is no capture.  `input`
  /// must outlive the Capture.
  static Result<std::unique_ptr<Capture>> open(io::Input& input);

  /// Fills the front of `frames`; they hold until the next call.  0 at the end.
  virtual Result<std::size_t> next(std::span<Frame> frames) = 0;

  /// Packets that the file says were dropped while it was made, as far as it was read.
  [[nodiscard]] virtual std::uint64_t lost() const { return 0; }

 protected:
  explicit Capture(io::Input& input) : input_(input) {}

  io::Input& input_;
};

/// Whether a file that begins so is a pcap or pcapng file.
bool is_capture(std::string_view head);

}  // namespace noroshi::telescope
