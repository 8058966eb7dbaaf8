// A Channel over a TLS connection with certificates on both sides.
#pragma once

#include "io/socket/secure_line.hpp"
#include "trust/psi/message.hpp"

namespace noroshi::psi {

class LineChannel final : public Channel {
 public:
  /// `line` must outlive the channel.
  explicit LineChannel(socket::SecureLine& line) : line_(line) {}

  Status send(std::string_view octets) override { return line_.write(octets); }
  Status receive(std::span<char> octets) override { return line_.read(octets); }

 private:
  socket::SecureLine& line_;
};

}  // namespace noroshi::psi
