// Ledger: a transparency log on disk, which its owner appends to and everybody may read.
//
//   FOLDER/checkpoint        the newest signed checkpoint            } to be served as they are,
//   FOLDER/tile/…            tiles and bundles (tile.hpp)            } by any web server
//   FOLDER/.private/journal-<index>   entries since `base`, each as it was acknowledged
//   FOLDER/.private/base     the right edge of the tree as of some size, behind which all is synced
//
// An entry is acknowledged when it stands in the journal and the disk has it (fdatasync, one for
// all who wait: group commit).  Its index is then final.  Tiles and checkpoint follow at `publish`,
// and what a crash takes of them is made again from base and journal.  So a checkpoint that was
// seen once is never contradicted: opening checks that the tree still leads to the newest one's
// root, and refuses to go on where it does not.
//
// `append` may be called from any thread; the rest by one at a time.  One process owns a folder
// (a lock on .private/lock).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/log/checkpoint.hpp"
#include "trust/log/note.hpp"
#include "trust/log/tile.hpp"

namespace noroshi::tlog {

struct LedgerSettings {
  std::size_t most_waiting = 65'536;  ///< entries not yet on disk; beyond, `append` waits
  /// A journal of more octets is dropped at the next `publish`, after what it made is synced.
  std::uint64_t journal_octets = std::uint64_t{64} << 20;
};

class Ledger {
 public:
  /// Opens or begins the log of this name and key.  An Error when the folder belongs to another
  /// log, is open elsewhere, or contradicts its own checkpoint.
  static Result<Ledger> open(const std::string& folder, SecretKey key,
                             LedgerSettings settings = {});
  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) noexcept;
  ~Ledger();

  /// Appends one entry, up to kLongestEntry octets, and returns its index once it is durable.
  Result<std::uint64_t> append(std::string_view entry);

  /// Appends several in a row, and returns the index of the first once all are durable.
  Result<std::uint64_t> append(std::span<const std::string> entries);

  /// Signs a checkpoint over all that is durable now, writes tiles and checkpoint, and returns the
  /// note.  Without new entries, the note that is there.
  Result<std::string> publish();

  /// Puts signature lines of witnesses under the newest checkpoint, if it is still this one.
  Status cosign(const Checkpoint& checkpoint, std::string_view lines);

  [[nodiscard]] std::uint64_t size() const;  ///< durable entries
  [[nodiscard]] Checkpoint published() const;
  [[nodiscard]] const PublicKey& key() const;

 private:
  struct State;
  explicit Ledger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Tiles in a folder, as a Ledger writes them or a mirror keeps them.  Where a partial tile is gone
/// because the full one has come, its beginning is given.
class FolderTiles final : public TileSource {
 public:
  explicit FolderTiles(std::string folder) : folder_(std::move(folder)) {}
  Result<std::string> read(const Tile& tile) override;

 private:
  std::string folder_;
};

}  // namespace noroshi::tlog
