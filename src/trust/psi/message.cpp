#include "trust/psi/message.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace noroshi::psi {
namespace {

// Version, flags, two numbers, run, commitment.
constexpr std::size_t kHelloSize = 1 + 1 + 4 + 4 + 32 + 32;
using HelloOctets = std::array<char, kHelloSize>;

constexpr std::uint8_t kInitiatorLearns = 1;
constexpr std::uint8_t kResponderLearns = 2;
constexpr std::uint8_t kCountOnly = 4;

const char* name_of(FrameType type) {
  switch (type) {
    case FrameType::Hello:
      return "a greeting";
    case FrameType::Blinded:
      return "blinded items";
    case FrameType::Doubled:
      return "doubled items";
    case FrameType::Answers:
      return "the seal of the file before";
    case FrameType::Seal:
      return "the seal";
  }
  return "a frame";
}

void put32(std::uint32_t value, char* to) {
  for (int i = 3; i >= 0; --i, value >>= 8) to[i] = static_cast<char>(value);
}

std::uint32_t get32(const char* from) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint8_t>(from[i]);
  return value;
}

Status send_frame(Channel& channel, FrameType type, std::string_view payload) {
  std::array<char, kFrameHead> head{static_cast<char>(type)};
  put32(static_cast<std::uint32_t>(payload.size()), head.data() + 1);
  NOROSHI_CHECK(channel.send({head.data(), head.size()}));
  return channel.send(payload);
}

// The length of the frame that comes, which must be of this type.
Result<std::uint32_t> receive_head(Channel& channel, FrameType type) {
  std::array<char, kFrameHead> head{};
  NOROSHI_CHECK(channel.receive(head));
  if (static_cast<std::uint8_t>(head[0]) == static_cast<std::uint8_t>(type)) {
    return get32(head.data() + 1);
  }
  return Error{Errc::InvalidInput,
               fmt::format("{} should have come, and a frame of type {} came; is this really a "
                           "noroshi psi of version {}?",
                           name_of(type), static_cast<std::uint8_t>(head[0]), kVersion)};
}

Status receive_fixed(Channel& channel, FrameType type, std::span<char> payload) {
  const auto length = NOROSHI_TRY(receive_head(channel, type));
  if (length != payload.size()) {
    return Error{Errc::InvalidInput, fmt::format("{} has {} octets instead of {}", name_of(type),
                                                 length, payload.size())};
  }
  return channel.receive(payload);
}

std::span<char> octets_of(std::span<Element> elements) {
  return {reinterpret_cast<char*>(elements.data()), elements.size_bytes()};
}

}  // namespace

Status send_hello(Channel& channel, const Hello& hello) {
  HelloOctets out{};
  out[0] = static_cast<char>(kVersion);
  out[1] = static_cast<char>((hello.terms.initiator_learns ? kInitiatorLearns : 0) |
                             (hello.terms.responder_learns ? kResponderLearns : 0) |
                             (hello.terms.count_only ? kCountOnly : 0));
  put32(hello.count, out.data() + 2);
  put32(hello.limit, out.data() + 6);
  std::copy(hello.run.begin(), hello.run.end(), out.begin() + 10);
  std::copy(hello.commitment.begin(), hello.commitment.end(), out.begin() + 42);
  return send_frame(channel, FrameType::Hello, {out.data(), out.size()});
}

Result<Hello> receive_hello(Channel& channel) {
  HelloOctets in{};
  NOROSHI_CHECK(receive_fixed(channel, FrameType::Hello, in));
  if (in[0] != kVersion) {
    return Error{Errc::InvalidInput,
                 fmt::format("the peer speaks version {} of the protocol, and we version {}; use "
                             "the same version of noroshi on both sides",
                             static_cast<std::uint8_t>(in[0]), kVersion)};
  }
  const auto flags = static_cast<std::uint8_t>(in[1]);
  if (flags > (kInitiatorLearns | kResponderLearns | kCountOnly)) {
    return Error{Errc::InvalidInput, "the peer's greeting sets flags that version 1 has not"};
  }
  Hello hello;
  hello.terms = {.initiator_learns = (flags & kInitiatorLearns) != 0,
                 .responder_learns = (flags & kResponderLearns) != 0,
                 .count_only = (flags & kCountOnly) != 0};
  hello.count = get32(in.data() + 2);
  hello.limit = get32(in.data() + 6);
  std::copy_n(in.begin() + 10, 32, hello.run.begin());
  std::copy_n(in.begin() + 42, 32, hello.commitment.begin());
  return hello;
}

Status send_octets32(Channel& channel, FrameType type, const Octets32& octets) {
  return send_frame(channel, type, text_of(octets));
}

Result<Octets32> receive_octets32(Channel& channel, FrameType type) {
  Octets32 octets{};
  NOROSHI_CHECK(
      receive_fixed(channel, type, {reinterpret_cast<char*>(octets.data()), octets.size()}));
  return octets;
}

Status send_elements(Channel& channel, FrameType type, std::span<const Element> elements) {
  while (!elements.empty()) {
    const auto part = elements.first(std::min(elements.size(), kElementsAtOnce));
    NOROSHI_CHECK(
        send_frame(channel, type, {reinterpret_cast<const char*>(part.data()), part.size_bytes()}));
    elements = elements.subspan(part.size());
  }
  return {};
}

Result<std::vector<Element>> receive_elements(Channel& channel, FrameType type,
                                              std::uint32_t count) {
  std::vector<Element> elements;
  while (elements.size() < count) {
    const auto before = elements.size();
    const auto length = NOROSHI_TRY(receive_head(channel, type));
    const auto most = std::min<std::size_t>(count - before, kElementsAtOnce);
    if (length == 0 || length % sizeof(Element) != 0 || length / sizeof(Element) > most) {
      return Error{Errc::InvalidInput,
                   fmt::format("a frame of {} has {} octets, where at most {} times {} can come",
                               name_of(type), length, most, sizeof(Element))};
    }
    elements.resize(before + length / sizeof(Element));
    NOROSHI_CHECK(channel.receive(octets_of(std::span(elements).subspan(before))));
  }
  return elements;
}

}  // namespace noroshi::psi
