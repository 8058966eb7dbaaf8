// Encoder: FlowBatch → the datagrams that a router would export.
//
// One for each protocol: NetFlow v5 (IPv4 only), NetFlow v9 (RFC 3954), IPFIX (RFC 7011, biflow of
// RFC 5103) and sFlow v5 (sflow.org, version 5: one flow sample a record, with a packet header made
// up from the record).  Datagrams hold at most `mtu` octets; sequence numbers count in the unit of
// each protocol.
//
// Must stay true
//   - No clock is asked: an encoder's time is the latest end of the flows that it was given, so the
//     same flows give the same bytes.
//   - Nothing is lost in silence: every flow is either in `flows` or under its reason in `unsent`;
//     what a protocol says less exactly than the record did is counted in `simplified`.
//   - v5, v9 and sFlow know one direction: a biflow becomes two records, the second turned round.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/flow_batch.hpp"
#include "observe/netflow/session.hpp"
#include "train/replay/message.hpp"

namespace noroshi::replay {

using Format = netflow::Protocol;

/// How v9 and IPFIX say at what rate packets were sampled.
enum class SamplingIn : std::uint8_t {
  Options,  ///< a sampler (48) or selector (302) in the record, its rate in an options record
  Record    ///< samplingInterval (34) in every record
};

inline constexpr std::size_t kLeastMtu = 576;   // every IPv4 host takes that much (RFC 791)
inline constexpr std::size_t kMostMtu = 65507;  // UDP over IPv4

struct EncoderOptions {
  std::size_t mtu = 1400;  ///< octets of a datagram, kLeastMtu to kMostMtu
  /// Source ID, observation domain or sub-agent; v5: engine type and ID, below 65,536.
  std::uint32_t domain = 1;
  SamplingIn sampling_in = SamplingIn::Options;
  /// Templates and samplers are announced again after so many datagrams, and so much export time.
  std::uint32_t refresh_datagrams = 256;
  base::Micros refresh_age = base::kMinute;
  /// A datagram leaves before it is full if the next flow ended so much later than its first;
  /// 0: it waits until it is full.
  base::Micros most_wait = 0;
};

struct Datagram {
  std::string_view bytes;
  std::uint32_t records = 0;  ///< data records or samples of flows
  base::Micros latest = 0;    ///< end of the latest flow so far: when an exporter would send it
};

/// What happens to a finished datagram; its bytes hold until the call returns.
using Take = std::function<Status(const Datagram&)>;

struct Tally {
  std::uint64_t flows = 0;                           ///< flows that are in datagrams
  std::uint64_t records = 0;                         ///< data records or samples that they became
  std::map<std::string_view, std::uint64_t> unsent;  ///< flows, by reason
  std::map<std::string_view, std::uint64_t> simplified;  ///< records, by what was lost
};

class Encoder {
 public:
  Encoder(const EncoderOptions& options, Take take);
  virtual ~Encoder() = default;
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  /// Encodes all rows with `shift` added to their times.
  Status add(const model::FlowBatch& batch, base::Micros shift = 0);

  /// Hands over the datagram under way, if there is one.
  Status flush();

  [[nodiscard]] const Tally& tally() const { return tally_; }

 protected:
  /// Why the protocol cannot say this one-way record (or this biflow, if it `pairs`); nullptr: it
  /// can.
  virtual const char* obstacle(const model::Flow& flow) const = 0;
  virtual Status place(const model::Flow& flow) = 0;
  virtual void begin() = 0;  ///< leaves room for the header
  virtual void seal() = 0;   ///< fills the header in
  [[nodiscard]] virtual bool pairs() const { return false; }

  /// Sends the datagram under way if `octets` do not fit any more, and begins one if there is none.
  Status make_room(std::size_t octets);
  /// One more record stands in the datagram.
  void note_record(const model::Flow& flow);
  void note_simplified(std::string_view what) { ++tally_.simplified[what]; }

  /// The whole second at which everything so far had been seen.
  [[nodiscard]] base::Micros export_time() const;

  EncoderOptions options_;
  Message message_;
  std::uint32_t records_ = 0;  // in the datagram under way
  base::Micros latest_ = 0;

 private:
  Status add(const model::Flow& flow);

  Take take_;
  base::Micros first_end_ = 0;  // of the datagram under way
  Tally tally_;
};

/// Error: an MTU or a domain that the protocol cannot have.
Result<std::unique_ptr<Encoder>> make_encoder(Format format, const EncoderOptions& options,
                                              Take take);

std::unique_ptr<Encoder> make_netflow5_encoder(const EncoderOptions& options, Take take);
std::unique_ptr<Encoder> make_netflow9_encoder(const EncoderOptions& options, Take take);
std::unique_ptr<Encoder> make_ipfix_encoder(const EncoderOptions& options, Take take);
std::unique_ptr<Encoder> make_sflow5_encoder(const EncoderOptions& options, Take take);

}  // namespace noroshi::replay
