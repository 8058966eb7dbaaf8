// Evidence records made: any number of documents under one token, each with a record of its own.
//
//   root ── token                    A record holds the way from its document up to the root: the
//   ├─ h(a b) ─ H(sorted a, b)       hashes beside the way, so that it says nothing of the other
//   │  ├─ a                          documents and costs 20 hashes for a million of them.
//   │  └─ b
//   └─ c
//
// Renewal keeps it believed: by a new token over the old one while the hash is still good, by a new
// tree with a stronger hash over data and record before the hash breaks (RFC 4998 §5).  Several
// records are renewed under one token too.  No clock, no network: tokens come from the source.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "trust/evidence/record.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::evidence {

/// A binary Merkle tree whose nodes are hashes of their sorted children.  A node without a sibling
/// goes up as it is.
class HashTree {
 public:
  /// `leaves`: at least one, all of this digest's size.
  HashTree(pki::Digest digest, std::vector<Bytes> leaves);

  [[nodiscard]] std::size_t size() const { return levels_.front().size(); }
  [[nodiscard]] const Bytes& root() const { return levels_.back().front(); }
  /// The lists of a reducedHashtree above `first`, the group of which the leaf is the hash; of a
  /// group of one its sibling stands beside it.  Empty: the leaf is the root.
  [[nodiscard]] std::vector<HashGroup> path(std::size_t leaf, HashGroup first) const;

 private:
  std::vector<std::vector<Bytes>> levels_{};  ///< leaves first
};

/// What one token sealed.  Records are made when they are asked for: a hundred thousand of them
/// would be gigabytes of copies of the same token.
class Batch {
 public:
  Batch(pki::Digest digest, std::vector<HashGroup> groups, HashTree tree, Bytes token);

  [[nodiscard]] std::size_t size() const { return groups_.size(); }
  [[nodiscard]] const Bytes& token() const { return token_; }
  [[nodiscard]] Record record(std::size_t index) const;

 private:
  pki::Digest digest_;
  std::vector<HashGroup> groups_;
  HashTree tree_;
  Bytes token_;
};

/// One document each: its hash.
Result<Batch> seal(std::vector<Bytes> digests, pki::Digest digest, stamp::StampSource& source);
/// Groups of documents that belong together: a record proves a group only as a whole.
Result<Batch> seal_groups(std::vector<HashGroup> groups, pki::Digest digest,
                          stamp::StampSource& source);

/// A new token over each record's newest one.  All must have the same digest in their newest chain.
Result<std::vector<Record>> renew_stamps(std::span<const Record> records,
                                         stamp::StampSource& source);

/// A record to be renewed over its data again: their hashes by the new digest, in any order.
struct Rehashed {
  const Record* record;
  HashGroup data;
};
Result<std::vector<Record>> renew_trees(std::span<const Rehashed> records, pki::Digest digest,
                                        stamp::StampSource& source);

}  // namespace noroshi::evidence
