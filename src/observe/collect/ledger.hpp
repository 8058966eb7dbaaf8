// The collector's books: what came in, and what became of each message, record and row.
//
//   received ─┬─ dropped, by reason          (never decoded)
//             ├─ waiting                      (queue)
//             └─ messages ─┬─ rejected, by reason
//                          └─ decoded ── sets, records ─┬─ options
//                                                       ├─ rejected, skipped, by reason
//                                                       └─ flows ─┬─ unkept (no key)
//                                                                 ├─ stored, given up
//                                                                 └─ waiting (batches, store)
//
// Each number is counted where it happens, none is worked out from others; so `discrepancies` says
// something.  Kernel drops are apart: those datagrams were never received.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "observe/netflow/session.hpp"

namespace noroshi::collect {

/// Why a message was not given to a decoder.
enum class Dropped : std::uint8_t {
  QueueFull,
  Truncated,
  UnknownExporter,
  OverRate,
  TooManyExporters,
  TooManySessions
};
inline constexpr std::size_t kDropped = 6;
/// "queue full"; for labels, "queue_full".
std::string_view name_of(Dropped reason);
std::string_view label_of(Dropped reason);

using Tally = std::map<std::string, std::uint64_t, std::less<>>;
std::uint64_t sum(const Tally& tally);
void add(Tally& to, const Tally& from);

/// What sessions have read, summed up.
struct Decoding {
  netflow::Ledger ledger;
  std::array<std::uint64_t, netflow::kProtocols> protocols{};  ///< messages decoded of each
  Tally rejected_messages;
  Tally rejected_sets;
  Tally rejected_records;
  Tally skipped_records;

  void add(const netflow::Session& session);
  void add(const Decoding& other);
};

struct Totals {
  std::uint64_t received = 0;  ///< messages: datagrams, and IPFIX messages of streams
  std::uint64_t received_octets = 0;
  std::uint64_t waiting = 0;
  std::uint64_t waiting_octets = 0;
  std::array<std::uint64_t, kDropped> dropped{};
  Decoding decoding;
  std::uint64_t unkept = 0;    ///< flows: no key to minimise them with, so they may not be kept
  std::uint64_t stored = 0;    ///< flows acknowledged by the store
  std::uint64_t given_up = 0;  ///< flows: the store failed until the collector had to stop
  std::uint64_t flows_waiting = 0;       ///< in batches that fill or wait for the store
  std::uint64_t summarised = 0;          ///< flows added to panes
  std::uint64_t pairs_open = 0;          ///< rows of panes in memory
  std::uint64_t spilled_parts = 0;       ///< panes handed over early for want of memory
  std::uint64_t summaries_stored = 0;    ///< rows of pairs, servers, exposure
  std::uint64_t summaries_given_up = 0;  ///< the same, lost with a failing store
  std::uint64_t summaries_waiting = 0;
  std::uint64_t tokens = 0;           ///< addresses replaced
  std::uint64_t kernel_drops = 0;     ///< datagrams that the kernel had no room for
  std::uint64_t refused_streams = 0;  ///< connections of strangers

  [[nodiscard]] std::uint64_t& of(Dropped reason) {
    return dropped[static_cast<std::size_t>(reason)];
  }
  [[nodiscard]] std::uint64_t of(Dropped reason) const {
    return dropped[static_cast<std::size_t>(reason)];
  }
  void add(const Totals& other);

  /// Every identity that does not hold, in words with its numbers; empty: the books are exact.
  [[nodiscard]] std::vector<std::string> discrepancies() const;
};

/// The plain counters by name, for whoever adds them up, writes or shows them all.
template <class Of>
struct Counter {
  std::string_view name;
  std::uint64_t Of::*member;
};
std::span<const Counter<netflow::Ledger>> ledger_counters();
std::span<const Counter<Totals>> totals_counters();

}  // namespace noroshi::collect
