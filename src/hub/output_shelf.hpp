// The shelf of outputs: what is live for one viewer, made once, kept while it holds, with the
// editions before it, so that whoever took one may fetch only what changed since.
//
// An edition is what `archive::live` gave at one moment, as entries of act/share, without what the
// caller's own organisation has rejected (own_words.hpp). A new one is made
// when the archive or the viewer's rights changed, and at least each minute, because scores decay.
// Editions are kept in memory, the newest few of each question, all together bounded; whoever asks
// for a delta from an edition that is gone gets the whole again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "act/share/entry.hpp"
#include "base/result.hpp"
#include "hub/hub.hpp"

namespace noroshi::hub {

/// What an output is made of.
struct OutputQuestion {
  std::vector<std::int64_t> collections;  ///< none: all that the viewer may read
  double score = 0;                       ///< 0–100; what is below is left out
  std::vector<share::EntryKind> kinds;    ///< none: all
};

struct Edition {
  std::string tag;           ///< what it is asked for by; no other edition ever had it
  std::uint64_t serial = 0;  ///< rises with each change: the second it was made in, or one more
  base::Micros made = 0;
  std::shared_ptr<const std::vector<share::Entry>> entries;  ///< sorted
  std::uint64_t skipped = 0;  ///< live objects that no list can carry: patterns with conditions
};

class OutputShelf {
 public:
  explicit OutputShelf(Parts& parts);
  ~OutputShelf();
  /// The newest edition.
  Result<Edition> newest(const access::Caller& caller, const OutputQuestion& question);
  /// One that was given before; nothing if it is gone, or was given with other rights.
  std::optional<Edition> earlier(const access::Caller& caller, const OutputQuestion& question,
                                 std::string_view tag);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What of a live object can stand in a list: the values of an indicator whose pattern is a plain
/// list, or names end points, unless it is marked benign.  Empty for every other: that an address
/// was observed is no reason to block it.
std::vector<share::Entry> entries_of(const archive::Hit& hit);

}  // namespace noroshi::hub
