// Witness (C2SP tlog-witness): vouches that a log only ever grew.
//
// For each log it remembers the newest checkpoint that it cosigned, and cosigns another only with a
// proof that it begins with that one.  So a log that shows different histories to different people
// must do without the cosignature of every honest witness for one of them.  It sees no entries.
//
// What it remembers is on disk before it answers: FOLDER/<SHA-256 of the origin>, the text of the
// checkpoint.  One process owns a folder.  `add_checkpoint` may be called from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/log/checkpoint.hpp"
#include "trust/log/note.hpp"

namespace noroshi::tlog {

/// What is asked of a witness.
struct AddCheckpoint {
  std::uint64_t old_size = 0;  ///< of the checkpoint that it cosigned last
  Proof proof{};               ///< from there to the new one
  std::string checkpoint;      ///< the signed note
};

std::string to_text(const AddCheckpoint& request);
Result<AddCheckpoint> parse_add_checkpoint(std::string_view text);

/// An answer over HTTP.
struct WitnessAnswer {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
};

class Witness {
 public:
  /// `key` is of the type Cosignature.  A log's key name is its origin.
  static Result<Witness> open(const std::string& folder, SecretKey key,
                              std::vector<PublicKey> logs);
  Witness(Witness&&) noexcept;
  Witness& operator=(Witness&&) noexcept;
  ~Witness();

  /// Answers one request as the specification says; `now` in seconds since the epoch.  500 when the
  /// disk does not take what must be remembered.
  WitnessAnswer add_checkpoint(std::string_view body, std::uint64_t now);

  /// What it cosigned last of a log; size 0 if nothing.
  [[nodiscard]] Result<Checkpoint> latest(std::string_view origin) const;
  [[nodiscard]] const PublicKey& key() const;

 private:
  struct State;
  explicit Witness(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::tlog
