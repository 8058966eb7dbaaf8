// Parcel: some messages in one piece of memory, on their way from a socket to a decoder.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "net/address.hpp"
#include "observe/netflow/session.hpp"

namespace noroshi::collect {

struct Message {
  enum class Kind : std::uint8_t {
    Whole,
    Truncated,  ///< longer than a slot of the receiver: only its beginning arrived
    End         ///< no message: the stream is closed
  };
  net::Address source;
  std::uint16_t port = 0;
  netflow::Transport transport = netflow::Transport::Udp;
  Kind kind = Kind::Whole;
  base::Micros received = 0;
  std::uint32_t offset = 0;  ///< into Parcel::bytes
  std::uint32_t length = 0;
};

struct Parcel {
  std::vector<char> bytes;
  std::vector<Message> messages;
  std::uint64_t ends = 0;  ///< how many of them are Kind::End

  void add(Message message, std::string_view text) {
    message.offset = static_cast<std::uint32_t>(bytes.size());
    message.length = static_cast<std::uint32_t>(text.size());
    bytes.insert(bytes.end(), text.begin(), text.end());
    messages.push_back(message);
    if (message.kind == Message::Kind::End) ++ends;
  }
  void append(const Parcel& other);

  [[nodiscard]] std::string_view at(const Message& m) const {
    return {bytes.data() + m.offset, m.length};
  }
  [[nodiscard]] bool empty() const { return messages.empty(); }
  /// Messages, ends of streams left out.
  [[nodiscard]] std::uint64_t count() const { return messages.size() - ends; }
  /// What it weighs in a queue.
  [[nodiscard]] std::uint64_t octets() const {
    return bytes.size() + messages.size() * sizeof(Message);
  }
  void clear() {
    bytes.clear();
    messages.clear();
    ends = 0;
  }
};

inline void Parcel::append(const Parcel& other) {
  const auto shift = static_cast<std::uint32_t>(bytes.size());
  bytes.insert(bytes.end(), other.bytes.begin(), other.bytes.end());
  for (auto message : other.messages) {
    message.offset += shift;
    messages.push_back(message);
  }
  ends += other.ends;
}

}  // namespace noroshi::collect
