// Commitments: log entries that bind, and say nothing until they are opened.
//
// A hub's audit trail and the evidence of cases go into a log that everybody may read, so what goes
// in must neither show its content nor let anybody find it by trying (a trail's entry is easily
// guessed).  Each entry is
//
//   noroshi-commitment-v1 base64( SHA-256( "noroshi-commitment-v1" 0x0A ‖ salt ‖ kind 0x00 ‖ id
//   0x00 ‖ text ) )
//
// with a salt of 32 octets that follows from a secret: HMAC-SHA-256(secret, kind 0x00 ‖ id).  Who
// holds the secret can open each entry alone; an opening helps against no other entry, and nobody,
// the owner included, finds a second text for an entry.  `kind` and `id` hold no NUL.
//
// An opening travels as the `extra` of a proof file (C2SP tlog-proof), beside the text.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::tlog {

using Salt = std::array<std::uint8_t, 32>;

/// What must be known beside the text to check an entry.
struct Opening {
  std::string kind;  ///< what sort of record: "trail", "case-evidence", "key-use"
  std::string id;    ///< which one, unique within its kind
  Salt salt{};
  friend bool operator==(const Opening&, const Opening&) = default;
};

/// The log entry that commits to `text`.
std::string commitment(const Opening& opening, std::string_view text);

/// Four lines: "noroshi-opening-v1", kind, id, the salt in Base 64.
std::string to_text(const Opening& opening);
Result<Opening> parse_opening(std::string_view text);

/// The secret that all salts of one log follow from.  Wiped when it goes; not copied.
class CommitmentSecret {
 public:
  /// Reads it, or draws one where the file is not there (mode 0600, synced).  Refuses a file that
  /// others may read.
  static Result<CommitmentSecret> open(const std::string& path);
  /// Reads it, and makes nothing: for whoever opens entries that are there.
  static Result<CommitmentSecret> read(const std::string& path);
  CommitmentSecret(CommitmentSecret&& other) noexcept;
  CommitmentSecret& operator=(CommitmentSecret&&) = delete;
  CommitmentSecret(const CommitmentSecret&) = delete;
  CommitmentSecret& operator=(const CommitmentSecret&) = delete;
  ~CommitmentSecret();

  [[nodiscard]] Opening opening(std::string kind, std::string id) const;

 private:
  CommitmentSecret() = default;
  std::array<std::uint8_t, 32> octets_{};
};

}  // namespace noroshi::tlog
