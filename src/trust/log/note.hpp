// Signed notes (C2SP signed-note): a text, and lines that say who signed it.
//
//   text, any lines
//   <empty line>
//   — name base64(key id, 4 octets ‖ signature)
//
// Two kinds of keys: Ed25519 over the text (type 0x01), and cosignatures (type 0x04, C2SP
// tlog-cosignature) by which a witness says, with a time, that it saw the tree grow by appending.
// A verifier ignores signatures of keys it does not know, and refuses a note of which a known key's
// signature is wrong, or which no known key signed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace noroshi::tlog {

enum class KeyType : std::uint8_t {
  Ed25519 = 0x01,
  Cosignature = 0x04,
};

/// Larger notes are refused (C2SP: at least 16 signatures must be taken).
inline constexpr std::size_t kLongestNote = std::size_t{1} << 20;
inline constexpr std::size_t kMostSignatures = 64;

class PublicKey {
 public:
  /// Reads a vkey: "name+1a2b3c4d+base64(type ‖ 32 octets)".
  static Result<PublicKey> parse(std::string_view vkey);
  static PublicKey make(std::string name, KeyType type, const std::array<std::uint8_t, 32>& octets);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint32_t id() const { return id_; }
  [[nodiscard]] KeyType type() const { return type_; }
  [[nodiscard]] const std::array<std::uint8_t, 32>& octets() const { return octets_; }
  [[nodiscard]] std::string text() const;  ///< the vkey

  /// The same key and name for the other purpose.
  [[nodiscard]] PublicKey as(KeyType type) const { return make(name_, type, octets_); }

 private:
  std::string name_;
  std::uint32_t id_ = 0;
  KeyType type_ = KeyType::Ed25519;
  std::array<std::uint8_t, 32> octets_{};
};

/// The secret half.  Its octets are wiped when it goes.
class SecretKey {
 public:
  /// Draws a new one.  `name` is non-empty, without blanks and plus signs.
  static Result<SecretKey> draw(std::string name, KeyType type);
  /// Reads "PRIVATE+KEY+name+1a2b3c4d+base64(type ‖ 32 octets of seed)", the form of Go's
  /// golang.org/x/mod/sumdb/note.
  static Result<SecretKey> parse(std::string_view text);

  SecretKey(SecretKey&&) noexcept = default;
  SecretKey& operator=(SecretKey&&) noexcept = default;
  SecretKey(const SecretKey&) = delete;
  SecretKey& operator=(const SecretKey&) = delete;
  ~SecretKey();

  [[nodiscard]] const PublicKey& open() const { return public_; }
  [[nodiscard]] std::string text() const;

  /// The signature line, with its line feed.  `time` (seconds since the epoch) is for cosignatures.
  [[nodiscard]] std::string sign(std::string_view text, std::uint64_t time = 0) const;

 private:
  using Seed = std::array<std::uint8_t, 32>;

  SecretKey(std::string name, KeyType type, Seed& seed);  // wipes `seed`
  PublicKey public_;
  std::vector<std::uint8_t> secret_;  // as libsodium wants it: seed ‖ public key
};

struct Signature {
  std::string name;
  std::uint32_t key = 0;
  std::string octets;  ///< after the key id
};

struct Note {
  std::string text;  ///< with its last line feed
  std::vector<Signature> signatures;
};

/// Takes a note apart.  Nothing is verified.
Result<Note> parse_note(std::string_view text);

/// Signature lines alone, as a witness answers.
Result<std::vector<Signature>> parse_signatures(std::string_view lines);

/// A signature by a known key that holds.
struct Verified {
  std::size_t key = 0;     ///< which of `keys`
  std::uint64_t time = 0;  ///< of a cosignature, seconds since the epoch
};

/// Who of `keys` signed, each once.  An Error when one of them did and wrongly.
Result<std::vector<Verified>> verify(const Note& note, const std::vector<PublicKey>& keys);

}  // namespace noroshi::tlog
