// The Merkle tree of a transparency log: hashes, roots, and the two proofs (RFC 6962, section 2.1).
//
// Inclusion: this entry stands at this place of that tree.  Consistency: that tree begins with all
// of this one.  Who makes proofs needs the tree (a HashSource), who checks them nothing but them.
//
// Checks follow RFC 9162, sections 2.1.3.2 and 2.1.4.2.  Pure functions; SHA-256 alone.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace noroshi::tlog {

using Hash = std::array<std::uint8_t, 32>;
using Proof = std::vector<Hash>;

/// A proof in a tree of 2⁶³ entries has no more.
inline constexpr std::size_t kLongestProof = 63;

Hash sha256(std::string_view bytes);
Hash leaf_hash(std::string_view entry);               ///< SHA-256(0x00 ‖ entry)
Hash node_hash(const Hash& left, const Hash& right);  ///< SHA-256(0x01 ‖ left ‖ right)

/// Of a tree without entries: SHA-256 of nothing.
Hash empty_root();

/// Standard Base 64 with padding (RFC 4648, section 4); reading takes that form alone.
std::string to_base64(std::string_view bytes);
std::string to_base64(const Hash& hash);
std::optional<std::string> from_base64(std::string_view text);
std::optional<Hash> hash_from_base64(std::string_view text);

/// Where the hashes of a tree are.
class HashSource {
 public:
  virtual ~HashSource() = default;
  /// The hash over entries index × 2^level up to, not including, (index + 1) × 2^level, which must
  /// all be there.
  virtual Result<Hash> node(unsigned level, std::uint64_t index) = 0;
};

/// The root of the first `size` entries.
Result<Hash> root_of(HashSource& source, std::uint64_t size);

/// That entry `index` stands in the tree of `size` entries; `index` < `size`.
Result<Proof> inclusion_proof(HashSource& source, std::uint64_t index, std::uint64_t size);

/// That the tree of `size` entries begins with that of `old_size`; empty if that is 0 or `size`.
Result<Proof> consistency_proof(HashSource& source, std::uint64_t old_size, std::uint64_t size);

/// Nothing, or why the proof is none, as a short constant phrase.
std::optional<std::string_view> inclusion_flaw(const Hash& leaf, std::uint64_t index,
                                               std::uint64_t size, const Proof& proof,
                                               const Hash& root);
std::optional<std::string_view> consistency_flaw(std::uint64_t old_size, std::uint64_t size,
                                                 const Hash& old_root, const Hash& root,
                                                 const Proof& proof);

/// The tree as it grows at its right edge: roots without a HashSource, 64 hashes of memory.
class Frontier {
 public:
  void add(const Hash& leaf);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Hash root() const;

 private:
  std::vector<Hash> peaks_;  // of complete subtrees, largest first
  std::uint64_t size_ = 0;
};

}  // namespace noroshi::tlog
