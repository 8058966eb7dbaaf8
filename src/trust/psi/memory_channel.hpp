// A Channel over text in memory: what the parts of a file are written to and read from.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "trust/psi/message.hpp"

namespace noroshi::psi {

class MemoryChannel final : public Channel {
 public:
  /// `incoming` must outlive the channel.
  explicit MemoryChannel(std::string_view incoming = {}) : incoming_(incoming) {}

  Status send(std::string_view octets) override {
    sent_.append(octets);
    return {};
  }
  Status receive(std::span<char> octets) override {
    if (octets.size() > incoming_.size()) {
      return Error{Errc::InvalidInput, "it ends too early"};
    }
    std::copy_n(incoming_.begin(), octets.size(), octets.begin());
    incoming_.remove_prefix(octets.size());
    return {};
  }

  [[nodiscard]] std::string& sent() { return sent_; }
  [[nodiscard]] std::string_view rest() const { return incoming_; }

 private:
  std::string_view incoming_;
  std::string sent_;
};

}  // namespace noroshi::psi
