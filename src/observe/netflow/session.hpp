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
#include "model/flow_batch.hpp"
#include "observe/flow/rejects.hpp"

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
  std::uint32_t reorder_window = 64;  ///< messages that may overtake one another
  base::Micros most_future = 5 * base::kMinute;  ///< flow times later than this are clamped
  base::Micros most_past = base::kDay;           ///< flow times older than this are clamped
  std::uint32_t configured_sampling = 0;         ///< 1 of N where nobody says; 0 = unknown
};

/// What came in and what became of it.  Always exact:
///   messages = decoded + Σ rejected_messages
///   records  = flows + options + Σ rejected_records + Σ skipped_records     (data records,
///   samples)
/// Records inside held data are not known yet: data held is counted in octets and sets
///   held_sets = replayed_sets + expired_sets + overflowed_sets + waiting_sets
struct Ledger {
  std::uint64_t messages = 0;
  std::uint64_t octets = 0;
  std::uint64_t decoded = 0;
  std::uint64_t records = 0;
  std::uint64_t flows = 0;
  std::uint64_t options = 0;
  std::uint64_t templates = 0;            ///< template records taken
  std::uint64_t withdrawals_ignored = 0;  ///< UDP
  std::uint64_t held_sets = 0, replayed_sets = 0, expired_sets = 0, overflowed_sets = 0;
  std::uint64_t waiting_sets = 0, waiting_octets = 0;  ///< now
  std::uint64_t clamped_future = 0, clamped_past = 0;  ///< flow times; flows are kept
  std::uint64_t sampling_unknown = 0;  ///< flows whose interval nobody has said (kept, interval 0)
  std::uint64_t restarts = 0;          ///< sequence or uptime began again
  std::uint64_t reordered = 0;         ///< messages that came late, inside the window
  std::uint64_t duplicates = 0;        ///< sequence numbers seen before (decoded all the same)
  std::uint64_t gaps = 0;              ///< how many times something was missing
  std::uint64_t lost_records = 0;      ///< v5 flows, IPFIX data records
  std::uint64_t lost_messages = 0;     ///< v9 packets, sFlow datagrams
  std::uint64_t lost_samples = 0;      ///< sFlow: per-source sequence and `drops`
};

/// The sequence of one domain, for the exposure table; `received` and `lost` since the last call of
/// `take_exposure`, in `unit`.
struct Exposure {
  std::uint64_t domain = 0;
  std::uint8_t unit = 0;  ///< model::LossUnit
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
  /// Unusable messages and records by reason (short constant phrases).
  [[nodiscard]] const flow::Rejects& rejected_messages() const;
  [[nodiscard]] const flow::Rejects& rejected_records() const;
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
