// What the two sides say to one another, as frames (docs/formats/psi.md).
//
//    0      1               5
//   +------+---------------+---------
//   | type | length        | payload     numbers big-endian
//   +------+---------------+---------
//
// The peer is not trusted: every length is compared before anything is read, memory grows with what
// has come and never with what was announced, and a frame that is not the expected one ends the
// run.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/psi/session.hpp"

namespace noroshi::psi {

/// Where frames go and come from: a TLS connection, a file, or memory.  One thread uses it.
class Channel {
 public:
  virtual ~Channel() = default;
  virtual Status send(std::string_view octets) = 0;
  /// Fills `octets`, or fails.
  virtual Status receive(std::span<char> octets) = 0;
};

enum class FrameType : std::uint8_t {
  Hello = 1,
  Blinded = 2,
  Doubled = 3,
  Answers = 4,  ///< files only: the seal of the file that this one answers
  Seal = 5,     ///< files only: SHA-256 of all that stands before
};

inline constexpr std::uint8_t kVersion = 1;
inline constexpr std::size_t kFrameHead = 5;
inline constexpr std::size_t kElementsAtOnce = 4096;  // of one frame: 128 KiB

Status send_hello(Channel& channel, const Hello& hello);
Result<Hello> receive_hello(Channel& channel);

Status send_octets32(Channel& channel, FrameType type, const Octets32& octets);
Result<Octets32> receive_octets32(Channel& channel, FrameType type);

/// In frames of at most kElementsAtOnce; none for an empty list.
Status send_elements(Channel& channel, FrameType type, std::span<const Element> elements);
Result<std::vector<Element>> receive_elements(Channel& channel, FrameType type,
                                              std::uint32_t count);

}  // namespace noroshi::psi
