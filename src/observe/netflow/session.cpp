#include "observe/netflow/session.hpp"

#include <algorithm>
#include <utility>

#include "observe/flow/ipfix_wire.hpp"
#include "observe/netflow/state.hpp"

namespace noroshi::netflow {

bool is_padding(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

void Session::State::take(std::string_view message, const Arrival& arrival) {
  ++ledger.messages;
  ledger.octets += message.size();
  hold.expire(arrival.received - limits.held_age,
              [&](const HeldSet& set) { drop_held(set, ledger.expired_sets); });
  const Outcome outcome = take_one(message, arrival);
  if (!outcome.objection.empty()) {
    reject_message(outcome.objection);
  } else {
    ++ledger.decoded;
    ++decoded_of[static_cast<std::size_t>(outcome.protocol)];
    take_packed(message.substr(outcome.length), outcome.protocol, arrival);
    if (std::exchange(new_templates, false) && !hold.empty()) replay_held(arrival);
  }
  show_waiting();
}

Outcome Session::State::take_one(std::string_view bytes, const Arrival& arrival) {
  if (bytes.size() < 4) return {"message of less than four octets"};
  const auto version = flow::ipfix::load<std::uint16_t>(bytes.data());
  if (version == 5) return take_netflow5(bytes, arrival);
  if (version == 9) return take_netflow9(bytes, arrival);
  if (version == flow::ipfix::kVersion) return take_ipfix(bytes, arrival);
  if (flow::ipfix::load<std::uint32_t>(bytes.data()) == 5) return take_sflow(bytes, arrival);
  return {"version that is not read"};
}

// Some senders put several messages into one datagram.  Zeroes behind a message are padding.
void Session::State::take_packed(std::string_view rest, Protocol protocol, const Arrival& arrival) {
  while (!is_padding(rest)) {
    const Outcome next = take_one(rest, arrival);
    if (!next.objection.empty() || next.protocol != protocol) {
      return reject_set("octets behind the end of a message");
    }
    ++ledger.packed;
    rest.remove_prefix(next.length);
  }
}

// A domain costs memory: `limits.domains` at most.  When they are all taken, one that has been
// silent for as long as a template lives gives way.
Domain* Session::State::find_domain(DomainKey key, base::Micros received) {
  auto found = domains.find(key);
  if (found == domains.end()) {
    if (domains.size() >= limits.domains && !forget_silent_domain(received)) return nullptr;
    found = domains.emplace(key, Domain{}).first;
    ledger.domains_now = domains.size();
  }
  found->second.heard = received;
  return &found->second;
}

bool Session::State::forget_silent_domain(base::Micros received) {
  const auto quietest =
      std::ranges::min_element(domains, {}, [](const auto& entry) { return entry.second.heard; });
  if (quietest == domains.end()) return false;
  const Domain& domain = quietest->second;
  if (domain.waiting_sets != 0 || received - domain.heard < template_lifetime()) return false;
  ledger.templates_now -= domain.templates.size();
  selectors -= domain.sampling.size() + domain.sources.size();
  domains.erase(quietest);
  return true;
}

std::uint64_t& Session::State::lost(Protocol protocol) {
  const bool records = protocol == Protocol::NetFlow5 || protocol == Protocol::Ipfix;
  return records ? ledger.lost_records : ledger.lost_messages;
}

void Session::State::take_sequence(Protocol protocol, Domain& domain,
                                   const Sequence::Message& message) {
  domain.units += message.units;
  const Sequence::Verdict verdict = domain.sequence.take(message, limits.reorder_window);
  switch (verdict.kind) {
    case Sequence::Kind::Expected:
      break;
    case Sequence::Kind::Gap:
      ++ledger.gaps;
      lost(protocol) += verdict.units;
      break;
    case Sequence::Kind::Late:
      ++ledger.reordered;
      ledger.recovered += verdict.units;
      lost(protocol) -= verdict.units;
      break;
    case Sequence::Kind::Duplicate:
      ++ledger.duplicates;
      break;
    case Sequence::Kind::Restart:
      ++ledger.restarts;
      break;
  }
  if (domain.sequence.is_open() || domain.waiting_sets != 0) return;
  const std::uint64_t missing = domain.sequence.settle_open();
  ledger.gaps += missing != 0 ? 1 : 0;
  lost(protocol) += missing;
}

void Session::State::finish(model::Flow& flow, Domain& domain, const Arrival& arrival) {
  flow.exporter = arrival.exporter;
  if (flow.sampling_interval == 0) flow.sampling_interval = limits.configured_sampling;
  ledger.sampling_unknown += flow.sampling_interval == 0 ? 1 : 0;
  ++ledger.records;
  ++ledger.flows;
  ++domain.flows;
}

// An exporter's clock may be absurd.  Times outside [received - most_past, received + most_future]
// become its nearer end.
void Session::State::clamp_rows(model::FlowBatch& batch, std::size_t first, base::Micros received) {
  const base::Micros earliest = received - limits.most_past;
  const base::Micros latest = received + limits.most_future;
  for (std::size_t row = first; row < batch.size(); ++row) {
    base::Micros& start = batch.start[row];
    base::Micros& end = batch.end[row];
    if (start >= earliest && end <= latest) [[likely]]
      continue;
    ++(end > latest ? ledger.clamped_future : ledger.clamped_past);
    start = std::clamp(start, earliest, latest);
    end = std::clamp(end, earliest, latest);
  }
}

io::Place Session::State::here() const { return {io::Place::Unit::Packet, ledger.messages}; }

// Never strict, so that these cannot fail.
void Session::State::reject_message(std::string_view reason) {
  static_cast<void>(messages_rejected.add(reason, here()));
}

void Session::State::reject_set(std::string_view reason) {
  ++ledger.sets;
  static_cast<void>(sets_rejected.add(reason, here()));
}

void Session::State::reject_record(std::string_view reason) {
  ++ledger.records;
  static_cast<void>(records_rejected.add(reason, here()));
}

void Session::State::skip_records(std::string_view reason, std::uint64_t records) {
  ledger.records += records;
  if (records != 0) records_rejected.skip(reason, here(), records);
}

void Session::State::drop_held(const HeldSet& set, std::uint64_t& counter) {
  ++counter;
  const auto domain = domains.find(set.domain);
  if (domain == domains.end()) return;
  --domain->second.waiting_sets;
  domain->second.sequence.never_counted();
}

void Session::State::show_waiting() {
  ledger.waiting_sets = hold.size();
  ledger.waiting_octets = hold.octets();
}

std::vector<Exposure> Session::State::take_exposure() {
  std::vector<Exposure> rows;
  for (auto& [key, domain] : domains) {
    const bool records = key.protocol == Protocol::NetFlow5 || key.protocol == Protocol::Ipfix;
    const Exposure row{.domain = key.id,
                       .unit = static_cast<std::uint8_t>(records ? 0 : 1),
                       .received = std::exchange(domain.units, 0),
                       .lost = domain.sequence.take_settled(),
                       .records = std::exchange(domain.flows, 0)};
    if ((row.received | row.lost | row.records) != 0) rows.push_back(row);
    const Exposure samples{.domain = key.id,
                           .unit = 2,
                           .received = std::exchange(domain.samples, 0),
                           .lost = std::exchange(domain.lost_samples, 0)};
    if ((samples.received | samples.lost) != 0) rows.push_back(samples);
  }
  return rows;
}

Session::Session(Transport transport, const SessionLimits& limits)
    : state_(std::make_unique<State>(transport, limits)) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

void Session::take(std::string_view message, base::Micros received, std::uint32_t exporter,
                   model::FlowBatch& batch) {
  state_->take(message, {.received = received, .exporter = exporter, .batch = &batch});
}

const Ledger& Session::ledger() const { return state_->ledger; }
const io::Rejects& Session::rejected_messages() const { return state_->messages_rejected; }
const io::Rejects& Session::rejected_sets() const { return state_->sets_rejected; }
const io::Rejects& Session::rejected_records() const { return state_->records_rejected; }

std::uint64_t Session::messages_of(Protocol protocol) const {
  return state_->decoded_of[static_cast<std::size_t>(protocol)];
}

std::vector<Exposure> Session::take_exposure() { return state_->take_exposure(); }
std::string Session::save() const { return state_->save(); }

Status Session::restore(std::string_view saved, base::Micros now) {
  return state_->restore(saved, now);
}

void Session::set_limits(const SessionLimits& limits) { state_->limits = limits; }

std::string_view name_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::NetFlow5:
      return "NetFlow v5";
    case Protocol::NetFlow9:
      return "NetFlow v9";
    case Protocol::Ipfix:
      return "IPFIX";
    case Protocol::Sflow5:
      return "sFlow v5";
  }
  return {};
}

}  // namespace noroshi::netflow
