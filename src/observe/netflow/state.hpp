// Session::State: what session.cpp, netflow5.cpp, templated.cpp, sflow.cpp and saved_state.cpp
// share.
//
// session.cpp takes a message and asks the decoder of its protocol; the decoders take flows,
// records and sets through the functions below, which are the only ones that count.
#pragma once

#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "observe/netflow/domain.hpp"
#include "observe/netflow/hold.hpp"
#include "observe/netflow/session.hpp"

namespace noroshi::netflow {

/// What became of one message.
struct Outcome {
  std::string_view objection = {};  ///< a constant phrase; empty: its header is sound
  std::size_t length = 0;           ///< octets that belong to it
  Protocol protocol = Protocol::NetFlow5;
};

/// What a decoder must know beyond the bytes.
struct Arrival {
  base::Micros received = 0;
  std::uint32_t exporter = 0;
  model::FlowBatch* batch = nullptr;
};

struct Session::State {
  State(Transport transport_in, const SessionLimits& limits_in)
      : transport(transport_in), limits(limits_in) {}

  void take(std::string_view message, const Arrival& arrival);
  std::vector<Exposure> take_exposure();
  [[nodiscard]] std::string save() const;
  Status restore(std::string_view saved, base::Micros now);

  // session.cpp
  Outcome take_one(std::string_view bytes, const Arrival& arrival);
  void take_packed(std::string_view rest, Protocol protocol, const Arrival& arrival);
  Domain* find_domain(DomainKey key, base::Micros received);
  bool forget_silent_domain(base::Micros received);
  void take_sequence(Protocol protocol, Domain& domain, const Sequence::Message& message);
  std::uint64_t& lost(Protocol protocol);
  /// The last steps of every flow but for its clock: interval, exporter, counts.
  void finish(model::Flow& flow, Domain& domain, const Arrival& arrival);
  /// Brings the times of the rows from `first` on to within reach of the arrival, and counts.
  void clamp_rows(model::FlowBatch& batch, std::size_t first, base::Micros received);
  void reject_message(std::string_view reason);
  void reject_set(std::string_view reason);
  void reject_record(std::string_view reason);
  void skip_records(std::string_view reason, std::uint64_t records = 1);
  [[nodiscard]] io::Place here() const;
  void drop_held(const HeldSet& set, std::uint64_t& counter);
  void show_waiting();

  // netflow5.cpp
  Outcome take_netflow5(std::string_view bytes, const Arrival& arrival);

  // templated.cpp
  struct Sets;
  Outcome take_netflow9(std::string_view bytes, const Arrival& arrival);
  Outcome take_ipfix(std::string_view bytes, const Arrival& arrival);
  void take_sets(std::string_view rest, Sets& sets);
  void take_set(std::uint16_t id, std::string_view body, Sets& sets);
  void take_templates(std::string_view body, bool options, Sets& sets);
  std::string_view take_template(flow::ipfix::Template&& layout, Sets& sets);
  void withdraw(const flow::ipfix::Template& layout, Sets& sets);
  KnownTemplate* find_template(Domain& domain, std::uint16_t id, base::Micros received);
  [[nodiscard]] base::Micros template_lifetime() const;
  void forget_old_templates(base::Micros now);
  [[nodiscard]] const Domain* whole_exporter(DomainKey key) const;
  void take_records(const KnownTemplate& known, std::string_view body, Sets& sets);
  template <class Take>
  void each_record(const KnownTemplate& known, std::string_view body, Sets& sets, Take take);
  void take_flows(const KnownTemplate& known, std::string_view body, Sets& sets);
  bool take_flow(const KnownTemplate& known, const flow::ipfix::Record& record, const Sets& sets,
                 model::Flow& flow);
  void take_options(const KnownTemplate& known, std::string_view body, Sets& sets);
  void pass_over(const KnownTemplate& known, std::string_view body, Sets& sets);
  void replay_held(const Arrival& arrival);

  // sflow.cpp
  Outcome take_sflow(std::string_view bytes, const Arrival& arrival);
  struct Sample;
  void take_sample(std::uint32_t kind, std::string_view body, Domain& domain,
                   const Arrival& arrival);
  void take_flow_sample(const Sample& sample, Domain& domain, const Arrival& arrival);
  void count_missing_samples(const Sample& sample, Domain& domain);

  // saved_state.cpp
  void adopt(std::map<DomainKey, Domain>&& read, base::Micros refresh, base::Micros now);
  void adopt_sampling(flow::ipfix::Sampling&& saved, Domain& domain);

  Transport transport;
  SessionLimits limits;
  Ledger ledger;
  io::Rejects messages_rejected;
  io::Rejects sets_rejected;
  io::Rejects records_rejected;
  std::array<std::uint64_t, kProtocols> decoded_of{};
  std::map<DomainKey, Domain> domains;
  Hold hold;
  base::Micros longest_refresh = 0;  ///< between two announcements of one template
  std::size_t selectors = 0;         ///< sampling intervals and sFlow sources, in all domains
  bool new_templates = false;        ///< held data may have become readable
};

/// Exporters refresh templates within a day; longer was an outage.
inline constexpr base::Micros kLongestRefresh = base::kDay;

/// Only zeroes: padding, however long some exporters make it.
bool is_padding(std::string_view bytes);

}  // namespace noroshi::netflow
