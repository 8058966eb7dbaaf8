// A pcap or pcapng file over an Input, read by libpcap.
//
// libpcap wants a FILE; fopencookie gives it one whose bytes come from the Input, so that gzip,
// zstd and standard input work here as everywhere.  Why libpcap and not blocks read by hand:
// docs/decisions/captures-through-libpcap.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <pcap/pcap.h>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "io/input.hpp"
#include "net/packet.hpp"

namespace noroshi::flow {

class CaptureFile {
 public:
  /// One packet; `bytes` hold until the next call of `next`.
  struct Packet {
    std::optional<base::Micros> when;  ///< nothing if the file's time is impossible
    std::span<const std::byte> bytes;
    std::size_t wire_length = 0;
  };

  /// What `next` found.
  enum class Found : std::uint8_t {
    Packet,
    End,
    CutShort,  ///< the file ends inside a packet; nothing follows
    Damaged,   ///< lengths make no sense; what follows cannot be found
  };

  /// Reads the file header.  `input` must outlive the CaptureFile.
  static Result<std::unique_ptr<CaptureFile>> open(io::Input& input);

  CaptureFile(const CaptureFile&) = delete;
  CaptureFile& operator=(const CaptureFile&) = delete;

  /// An Error when the input cannot be read, or holds what libpcap does not read.
  Result<Found> next(Packet& packet);

  [[nodiscard]] net::LinkType link_type() const { return link_type_; }

 private:
  struct ClosePcap {
    void operator()(pcap_t* capture) const { pcap_close(capture); }
  };

  explicit CaptureFile(io::Input& input) : input_(input) {}
  static ssize_t read_input(void* self, char* buffer, std::size_t size);
  [[nodiscard]] Error failure(std::string_view message) const;

  io::Input& input_;
  std::optional<Error> input_error_;            // libpcap only learns that there was one
  std::unique_ptr<pcap_t, ClosePcap> capture_;  // owns the FILE
  net::LinkType link_type_ = net::LinkType::Null;
};

}  // namespace noroshi::flow
