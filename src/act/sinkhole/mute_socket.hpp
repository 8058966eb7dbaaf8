// MuteSocket: a connection that can be heard, and answered with two zero octets or not at all.
//
// The descriptor never leaves this class: whoever holds a MuteSocket can receive, echo and close,
// and there is no fourth thing.  mute_socket.cpp is the only file of the leaf that writes to a
// socket (a test reads the sources), and confine.hpp makes the kernel refuse everything else.
//
// Four octets each, so that a table of a million is small.  One thread uses one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "act/sinkhole/conversation.hpp"
#include "net/address.hpp"

namespace noroshi::sinkhole {

class MuteSocket {
 public:
  MuteSocket() = default;
  /// Takes the descriptor of a connection that does not block.
  explicit MuteSocket(int descriptor) : descriptor_(descriptor) {}
  ~MuteSocket() { close(); }
  MuteSocket(MuteSocket&& other) noexcept : descriptor_(other.descriptor_) {
    other.descriptor_ = -1;
  }
  MuteSocket& operator=(MuteSocket&& other) noexcept;
  MuteSocket(const MuteSocket&) = delete;
  MuteSocket& operator=(const MuteSocket&) = delete;

  [[nodiscard]] bool open() const { return descriptor_ >= 0; }

  struct Received {
    enum class State : std::uint8_t { Bytes, Nothing, Gone } state = State::Nothing;
    std::string_view bytes;  ///< in `buffer`
  };
  [[nodiscard]] Received receive(std::span<char> buffer) const;

  /// Does as `reply` says.  False if the peer's window or the buffer is full: then nothing was
  /// written, nothing is kept for later, and the caller counts it.
  [[nodiscard]] bool answer(Reply reply) const;

  /// Tells `epoll` to report this connection as `name` when there is something to receive.
  [[nodiscard]] bool watch(int epoll, std::uint64_t name) const;

  /// Which of our addresses was called; unspecified if the kernel does not say.
  [[nodiscard]] net::Address called() const;

  /// Ends the connection at once and leaves no state in the kernel (RST in place of TIME_WAIT).
  void close();

 private:
  int descriptor_ = -1;
};

}  // namespace noroshi::sinkhole
