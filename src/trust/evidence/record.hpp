// Record: an evidence record (RFC 4998), the proof that data was there at a time, carried over
// decades by renewal.
//
//   EvidenceRecord
//   └─ archiveTimeStampSequence
//      ├─ chain, of one digest algorithm
//      │  ├─ ArchiveTimeStamp   over the data: a path through a hash tree, and a token over its
//      root │  └─ ArchiveTimeStamp   over the token before it (time-stamp renewal) └─ chain, of a
//      stronger one  over the data again and all chains before (hash-tree renewal)
//
// Octets that later hashes are over are kept as they came.  Plain values; reading judges form
// alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "trust/der/bytes.hpp"
#include "trust/der/oid.hpp"
#include "trust/pki/digest.hpp"

namespace noroshi::evidence {

using der::Bytes;
using der::View;

/// Hash values of one node's children, in whatever order they stand.
using HashGroup = std::vector<Bytes>;

struct ArchiveTimeStamp {
  /// Stated, else the token's; none: an algorithm that is unknown here.
  std::optional<pki::Digest> digest{};
  std::vector<HashGroup>
      hash_tree{};  ///< reducedHashtree; empty: the token is over the hash itself
  Bytes token{};    ///< ContentInfo
  Bytes whole{};    ///< as it came, or as it is to be written
};
/// One ready to be written.
ArchiveTimeStamp archive_time_stamp(pki::Digest digest, std::vector<HashGroup> hash_tree,
                                    Bytes token);

struct Chain {
  std::vector<ArchiveTimeStamp> stamps{};  ///< never empty
  Bytes whole{};                           ///< as it came; not used by `encode`
  /// All of a chain's hashes are of one algorithm: its first's.
  [[nodiscard]] std::optional<pki::Digest> digest() const { return stamps.front().digest; }
};

/// CryptoInfos: certificates and revocation material beside the tokens.
struct CryptoInfo {
  der::Oid type;
  std::vector<Bytes> values{};  ///< each one whole element
};

struct Record {
  std::int64_t version = 1;
  std::vector<Bytes> digest_algorithms{};  ///< AlgorithmIdentifiers, whole
  std::vector<CryptoInfo> crypto_infos{};
  Bytes encryption{};           ///< [1] EncryptionInfo, whole; empty: none
  std::vector<Chain> chains{};  ///< never empty

  /// Octets behind the record are an Error; so are more than some thousands of parts.
  static Result<Record> parse(View octets);
  [[nodiscard]] Bytes encode() const;
};

/// The hash of the chains before `chain`, which a hash-tree renewal binds (RFC 4998 §5.2).
Bytes sequence_hash(const Record& record, std::size_t chain, pki::Digest digest);

/// RFC 4998 §5.2 step 4: H(h || ha), in this order.  (Figure 4 sorts them; no maker known does.)
Bytes renewed_hash(pki::Digest digest, View data_hash, View sequence_hash);

/// The hash that a group of children has: of their binary ascending concatenation; one alone stands
/// for itself (RFC 6283 §3.1.1 says so, RFC 4998 is silent, and makers in use agree).
Bytes group_hash(pki::Digest digest, HashGroup group);

}  // namespace noroshi::evidence
