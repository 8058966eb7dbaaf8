// Key file: the key of the current epoch on disk, for collectors that must survive a restart.
//
//   <folder>/epoch.key   mode 0600, in a folder of mode 0700; docs/formats/tokens.md
//
// At most one exists.  It is written beside and renamed, synced with its folder, and destroyed by
// overwriting, syncing and unlinking.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "observe/minimise/token.hpp"

namespace noroshi::minimise {

/// A key and the epoch that it is for: [begin, end).
struct EpochKey {
  base::Micros begin = 0;
  base::Micros end = 0;
  Key key{};
};

class KeyFile {
 public:
  /// Makes the folder if there is none, and takes it for this process alone.  An Error if others
  /// may look into it, or another process holds it.
  static Result<KeyFile> open(const std::string& folder);
  KeyFile(KeyFile&& other) noexcept;
  KeyFile& operator=(KeyFile&&) = delete;
  ~KeyFile();

  Result<std::optional<EpochKey>> read() const;
  /// Replaces what is there.
  Status write(const EpochKey& key);
  /// Overwrites and unlinks.  None there is fine.
  Status destroy();

 private:
  KeyFile(std::string folder, int descriptor)
      : folder_(std::move(folder)), descriptor_(descriptor) {}

  std::string folder_;
  int descriptor_;  // of the folder: syncs and holds it
};

/// For another process, such as an audited query by subscriber: the key of the epoch that holds
/// `instant`.  NotFound says since when it is destroyed, or that it is yet to be made.
Result<Key> read_key(const std::string& folder, base::Micros instant);

}  // namespace noroshi::minimise
