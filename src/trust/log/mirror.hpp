// Mirror: a monitor's copy of a log, in which every octet was checked.
//
// An update believes nothing: the new checkpoint must satisfy the policy and begin with the one
// that is kept; every entry must hash to its leaf, and the leaves to the root that was signed. What
// a log cannot do without being caught here: forget entries, change them, or show this monitor a
// history that is not the one it showed before.  When it does, both signed notes are kept under
// FOLDER/evidence: they prove it to anybody.
//
//   FOLDER/checkpoint, FOLDER/tile/…     as a log serves them
//   FOLDER/evidence/<n>-{kept,shown}     pairs of checkpoints that contradict one another
//
// One process owns a folder.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "io/durable.hpp"
#include "trust/log/policy.hpp"
#include "trust/log/tile.hpp"

namespace noroshi::tlog {

enum class Misdeed : std::uint8_t {
  None,
  Forked,     ///< two roots for one size, or a larger tree that does not begin with the smaller
  Shrunk,     ///< an older checkpoint than one that it signed before
  Rewritten,  ///< entries or tiles that do not lead to the root that it signed
};

std::string_view to_string(Misdeed misdeed);  ///< "none", "forked", "shrunk", "rewritten"

struct MirrorNews {
  Misdeed misdeed = Misdeed::None;
  std::string why;       ///< of a misdeed: what does not fit what
  std::string evidence;  ///< of a misdeed: where both notes are
  std::uint64_t old_size = 0;
  Policy::Accepted accepted;  ///< the checkpoint that was shown
};

class Mirror {
 public:
  static Result<Mirror> open(const std::string& folder);

  /// Takes what the log shows now.  `entry` hears each new entry, in order, once it is proved and
  /// kept.  An Error when the log could not be read or the policy is not satisfied; a misdeed is
  /// none.
  using Heard = std::function<void(std::uint64_t index, std::string_view entry)>;
  Result<MirrorNews> update(TileSource& tiles, std::string_view note, const Policy& policy,
                            const Heard& entry);

  [[nodiscard]] const std::optional<Checkpoint>& kept() const { return kept_; }

 private:
  Mirror(std::string folder, base::Descriptor lock)
      : folder_(std::move(folder)), lock_(std::move(lock)) {}
  Result<MirrorNews> accuse(MirrorNews news, Misdeed misdeed, std::string_view why,
                            std::string_view note);
  Status keep(const Tile& tile, std::string_view bytes);

  std::string folder_;
  base::Descriptor lock_;
  std::optional<Checkpoint> kept_{};
  std::string kept_note_{};
};

}  // namespace noroshi::tlog
