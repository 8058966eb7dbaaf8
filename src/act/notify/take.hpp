// Take: events into the queue, their evidence sealed.
//
//   read → hash → (known already? counted) → chained → on disk
//
// In batches: what a batch acknowledged is there after a kill; the same input taken again counts
// what is there as known.  A queue that is full ends the taking with an Error (Limit) that says how
// much was taken; nothing that was refused is counted as taken.
#pragma once

#include <cstdint>

#include "act/notify/book.hpp"
#include "act/notify/events.hpp"
#include "act/notify/evidence.hpp"
#include "io/rejects.hpp"

namespace noroshi::notify {

struct QueueLimits {
  std::uint64_t events = 1'000'000;   ///< that wait
  std::uint64_t octets = 2ULL << 30;  ///< of their bodies, packed
};

struct Taken {
  std::uint64_t in = 0;  ///< = accepted + known + rejected + skipped
  std::uint64_t accepted = 0;
  std::uint64_t known = 0;  ///< the same event is there already
  std::uint64_t rejected = 0;
  std::uint64_t skipped = 0;
  std::uint64_t missing_batches = 0;  ///< routed files that never came, before this one
};

/// `rejects` is the one that `reader` counts in.  Where an Error ends it, `taken` says what was
/// kept until then.
Status take(Book& book, EventReader& reader, const io::Rejects& rejects, Seal& seal,
            const QueueLimits& limits, base::Micros now, Taken& taken);

struct Waiting {
  std::uint64_t events = 0;
  std::uint64_t octets = 0;
};
Result<Waiting> waiting(Book& book);

/// A seal as it was kept.
struct KeptSeal {
  std::int64_t number = 0;  ///< of the last event that it is over
  std::string chain;        ///< 32 octets
  base::Micros at = 0;
  std::string kind, token;
};
Result<std::vector<KeptSeal>> seals(Book& book);

/// Goes through all evidence: every body that is still kept has its hash, every hash its place in
/// the chain, every seal its chain.  The Error names the first number at which that is not so.
Status check_evidence(Book& book);

}  // namespace noroshi::notify
