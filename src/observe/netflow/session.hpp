// Session: everything that one exporter has said over one transport, and how to read more of it.
//
// NetFlow v5, v9, IPFIX and sFlow v5, told apart message by message (an exporter may send several).
// A session keeps, per observation domain: templates, sampling options, boot time, the sequence,
// and data that came before its template.  Its key is (exporter address, source port, transport):
// the caller keeps one session for each and gives it every message of that exporter in order.
//
// Must stay true
//   - Hostile bytes cost bounded memory and time, whatever they say (SessionLimits).
//   - Every message and every record is counted exactly once: see the identities at `Ledger`.
//   - Flow counters are raw.  The sampling interval stands beside them; it is never applied here.
// One thread at a time uses a session.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "io/rejects.hpp"
#include "model/flow_batch.hpp"

namespace noroshi::netflow {

enum class Transport : std::uint8_t { Udp, Tcp, Tls };  // withdrawals count on streams only

enum class Protocol : std::uint8_t { NetFlow5, NetFlow9, Ipfix, Sflow5 };
inline constexpr std::size_t kProtocols = 4;

struct SessionLimits {
  std::size_t templates = 2048;       ///< in all domains
  std::size_t domains = 256;          ///< observation domains, engines, sub-agents
  std::size_t selectors = 4096;       ///< samplers announced by options
  std::size_t held_octets = 1 << 20;  ///< data waiting for its template
  base::Micros held_age = 5 * base::kMinute;
  base::Micros template_age = 0;      ///< UDP: a template not refreshed for so long is forgotten;
                                      ///< 0 = three times the longest refresh seen, ≥ 30 min
                                      ///< (90 min until one was seen)
  std::uint32_t reorder_window = 64;  ///< messages that may overtake one another
  base::Micros most_future = 5 * base::kMinute;  ///< flow times later than this are clamped
  base::Micros most_past = base::kDay;           ///< flow times older than this are clamped
  std::uint32_t configured_sampling = 0;         ///< 1 of N where nobody says; 0 = unknown
};

/// What came in and what became of it.  Always exact:
///   messages  = decoded + Σ rejected_messages().rejected()
///   sets      = sets_read + held_sets + Σ rejected_sets().rejected()       (sets, sFlow samples)
///   records   = flows + options + Σ rejected_records().rejected() + Σ rejected_records().skipped()
///   held_sets = replayed_sets + expired_sets + overflowed_sets + waiting_sets
/// A message counts once: it is decoded if its header is sound.  What is wrong inside is counted as
/// sets and records.  Records inside held data are not known until it is replayed.
///
/// `lost_*` is what is missing now: a gap counts as soon as it is seen, and a late message that
/// falls into it takes its units back (`recovered`), as long as no more than the reorder window has
/// passed.  `Exposure::lost` counts a gap only when nothing can fill it any more.
struct Ledger {
  std::uint64_t messages = 0;
  std::uint64_t octets = 0;
  std::uint64_t decoded = 0;
  std::uint64_t packed = 0;  ///< further messages inside one datagram, decoded too
  std::uint64_t sets = 0;
  std::uint64_t sets_read = 0;
  std::uint64_t records = 0;
  std::uint64_t flows = 0;
  std::uint64_t options = 0;
  std::uint64_t templates = 0;            ///< template records taken
  std::uint64_t withdrawals_ignored = 0;  ///< UDP
  std::uint64_t held_sets = 0, replayed_sets = 0, expired_sets = 0, overflowed_sets = 0;
  std::uint64_t waiting_sets = 0, waiting_octets = 0;  ///< now
  std::uint64_t clamped_future = 0, clamped_past = 0;  ///< flows whose times were; they are kept
  std::uint64_t timed_by_export = 0;   ///< flows without a clock of their own: the message's counts
  std::uint64_t sampling_unknown = 0;  ///< flows whose interval nobody has said (kept, interval 0)
  std::uint64_t restarts = 0;          ///< sequence or uptime began again
  std::uint64_t reordered = 0;         ///< messages that came late, inside the window
  std::uint64_t duplicates = 0;        ///< sequence numbers seen before (decoded all the same)
  std::uint64_t gaps = 0;              ///< how many times something was missing (for a while)
  std::uint64_t lost_records = 0;      ///< v5 flows, IPFIX data records
  std::uint64_t lost_messages = 0;     ///< v9 packets, sFlow datagrams
  std::uint64_t lost_samples = 0;      ///< sFlow: per-source sequence and `drops`
  std::uint64_t recovered = 0;         ///< units that came late after all (not in lost_*)
  std::uint64_t templates_expired = 0;  ///< UDP: not refreshed for too long
  std::uint64_t templates_now = 0;      ///< known at the moment
  std::uint64_t domains_now = 0;
};

/// The sequence of one domain, for the exposure table; `received` and `lost` since the last call of
/// `take_exposure`, in `unit`.  An sFlow agent has a second row, in samples (its `records` are 0:
/// they stand in the first).
struct Exposure {
  std::uint64_t domain = 0;  ///< v5: engine type × 256 + ID; sFlow: sub-agent, agent above
  std::uint8_t unit = 0;     ///< model::LossUnit
  std::uint64_t received = 0;
  std::uint64_t lost = 0;
  std::uint64_t records = 0;
};

class Session {
 public:
  Session(Transport transport, const SessionLimits& limits);
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  /// Reads one message (a datagram, or one framed IPFIX message of a stream) that arrived at
  /// `received`, and appends its flows, and those of held data that it made readable.  Rows get
  /// `exporter` as their exporter column.
  void take(std::string_view message, base::Micros received, std::uint32_t exporter,
            model::FlowBatch& batch);

  [[nodiscard]] const Ledger& ledger() const;
  /// Unusable messages, sets and records by reason (short constant phrases), with the number of the
  /// message (Place::Unit::Packet, from 1) where each was seen first.  Records that are sound but
  /// no flows are in rejected_records().skipped().
  [[nodiscard]] const io::Rejects& rejected_messages() const;
  [[nodiscard]] const io::Rejects& rejected_sets() const;
  [[nodiscard]] const io::Rejects& rejected_records() const;
  /// Messages decoded of each protocol.
  [[nodiscard]] std::uint64_t messages_of(Protocol protocol) const;

  /// Gaps that are older than the reorder window are settled here too.
  std::vector<Exposure> take_exposure();

  /// Templates, sampling and boot times as bytes (docs/formats/templates.md), so that a restarted
  /// collector reads on at once; `restore` refuses bytes that it does not understand and leaves
  /// the session as it was.
  [[nodiscard]] std::string save() const;
  Status restore(std::string_view saved, base::Micros now);

  void set_limits(const SessionLimits& limits);  ///< hot reload

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// "NetFlow v9"; nothing if the first octets are of no protocol known here.
std::string_view name_of(Protocol protocol);

}  // namespace noroshi::netflow
