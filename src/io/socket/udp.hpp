// UDP listener: datagrams in slabs, many a system call (recvmmsg), with the kernel's own drops.
//
// One thread uses a listener.  IPv6 sockets are IPv6 only; listen on both for both.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

namespace noroshi::socket {

struct Datagram {
  net::Address source;
  std::uint16_t source_port = 0;
  base::Micros received = 0;  ///< kernel time stamp (SO_TIMESTAMPNS), UTC
  std::uint32_t offset = 0;   ///< into Slab::bytes
  std::uint32_t length = 0;
  bool truncated = false;  ///< was longer than a slot: only its beginning is here
};

/// Memory for a number of datagrams, filled again and again.
struct Slab {
  explicit Slab(std::size_t capacity = 256, std::size_t slot = 9216);
  std::vector<char> bytes;
  std::vector<Datagram> datagrams;  ///< those received last
  std::size_t slot;                 ///< octets a datagram can have; longer ones are truncated
  std::size_t capacity;
  [[nodiscard]] std::string_view at(const Datagram& d) const {
    return {bytes.data() + d.offset, d.length};
  }
};

struct UdpOptions {
  int receive_buffer = 32 << 20;  ///< asked of the kernel; see `granted_buffer`
};

class UdpListener {
 public:
  /// Port 0 takes a free one.  The Error names address and port, and says what to try
  /// (in use, no permission below 1024).
  static Result<UdpListener> bind(const net::Address& address, std::uint16_t port,
                                  const UdpOptions& options = {});
  UdpListener(UdpListener&&) noexcept;
  UdpListener& operator=(UdpListener&&) noexcept;
  ~UdpListener();

  /// Waits up to `patience` for the first datagram, then takes what is there, up to the slab's
  /// capacity.  Zero datagrams when none came.
  Status receive(Slab& slab, std::chrono::milliseconds patience);

  /// Datagrams that the kernel dropped because this socket's buffer was full (SO_RXQ_OVFL and,
  /// when nothing arrives any more, the counters of the socket itself).
  [[nodiscard]] std::uint64_t kernel_drops();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] int granted_buffer() const;  ///< octets; the kernel may give less than asked

 private:
  struct State;
  explicit UdpListener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::socket
