// Edge: the right edge of a tree that is being written: the tiles and the bundle that are not full.
//
// Entries go in, full tiles and bundles come out, and the partial ones can be asked for.  At most
// 255 hashes a level and 255 entries: all that a log must remember to go on.  A plain value, which
// is written to disk as one (`to_text`).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/log/merkle.hpp"
#include "trust/log/tile.hpp"

namespace noroshi::tlog {

class Edge {
 public:
  /// Takes one file that a log serves.
  using Write = std::function<Status(const Tile&, std::string_view bytes)>;

  /// Adds an entry; what has become full goes to `write`.
  Status add(std::string_view entry, const Write& write);

  /// Gives all that is partial to `write`.
  Status write_partial(const Write& write) const;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Hash root() const;

  [[nodiscard]] std::string to_text() const;
  static Result<Edge> parse(std::string_view text);

 private:
  Status add_hash(unsigned level, const Hash& hash, const Write& write);

  std::vector<std::vector<Hash>> levels_;  // of each level the hashes behind its last full tile
  std::string bundle_;                     // the entries behind the last full bundle
  std::uint64_t size_ = 0;
};

}  // namespace noroshi::tlog
