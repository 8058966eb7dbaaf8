// NetFlow v9 (RFC 3954) and IPFIX (RFC 7011): messages of sets, which templates explain.
//
//   NetFlow v9  version(2)=9  count(2)  sysUptime(4) seconds(4) sequence(4) source(4) | sets …
//   IPFIX       version(2)=10 length(2) exportTime(4) sequence(4) domain(4)           | sets …
//   set         id(2) length(2) | records … | padding
#include <algorithm>
#include <utility>

#include "observe/flow/ipfix_wire.hpp"
#include "observe/netflow/state.hpp"

namespace noroshi::netflow {

using flow::ipfix::Dialect;
using flow::ipfix::FieldProgram;
using flow::ipfix::load;
using flow::ipfix::Record;
using flow::ipfix::Template;

namespace {

constexpr std::size_t kNetflow9Header = 20;

struct SetKinds {
  std::uint16_t templates, options;
};
constexpr SetKinds kinds_of(Dialect dialect) {
  if (dialect == Dialect::NetFlow9) return {0, 1};
  return {flow::ipfix::kTemplateSet, flow::ipfix::kOptionsTemplateSet};
}

// Default refresh of the exporters known: 30 minutes at most.
constexpr base::Micros kLongestCommonRefresh = 30 * base::kMinute;

}  // namespace

/// The sets of one message, or one set that was held, with what they depend on.
struct Session::State::Sets {
  Dialect dialect = Dialect::Ipfix;
  DomainKey key;
  Domain& domain;
  Arrival arrival;
  flow::ipfix::Surroundings around = {};
  std::optional<base::Micros> header_boot = std::nullopt;
  std::uint32_t records = 0;  // data records seen
  std::uint32_t options = 0;  // of these, options records
  bool held = false;          // a set waits for its template
  bool purged = false;        // old templates were looked for

  /// What options said may have changed since the last set.
  void look_around(const Domain* whole_exporter) {
    around.boot = header_boot.has_value() ? header_boot : domain.boot;
    around.sampling = &domain.sampling;
    around.live = true;
    if (whole_exporter == nullptr) return;
    if (!around.boot.has_value()) around.boot = whole_exporter->boot;
    around.exporter_wide = &whole_exporter->sampling;
  }
};

Outcome Session::State::take_netflow9(std::string_view bytes, const Arrival& arrival) {
  if (bytes.size() < kNetflow9Header) return {"message shorter than its header"};
  const char* header = bytes.data();
  const std::uint32_t uptime_ms = load<std::uint32_t>(header + 4);
  const base::Micros clock = std::int64_t{load<std::uint32_t>(header + 8)} * base::kSecond;
  const DomainKey key{Protocol::NetFlow9, load<std::uint32_t>(header + 16)};
  Domain* domain = find_domain(key, arrival.received);
  if (domain == nullptr) return {"too many observation domains"};

  const bool restarted = domain->uptime.restarted(uptime_ms, clock);
  Sets sets{.dialect = Dialect::NetFlow9, .key = key, .domain = *domain, .arrival = arrival};
  sets.around.export_time = clock;
  sets.header_boot = clock - std::int64_t{uptime_ms} * base::kMillisecond;
  take_sets(bytes.substr(kNetflow9Header), sets);
  take_sequence(Protocol::NetFlow9, *domain,
                {.first = load<std::uint32_t>(header + 12),
                 .units = 1,
                 .restarted = restarted,
                 .clock = clock});
  return {{}, bytes.size(), Protocol::NetFlow9};
}

Outcome Session::State::take_ipfix(std::string_view bytes, const Arrival& arrival) {
  if (bytes.size() < flow::ipfix::kMessageHeader) return {"message shorter than its header"};
  const char* header = bytes.data();
  const std::size_t length = load<std::uint16_t>(header + 2);
  if (length < flow::ipfix::kMessageHeader) return {"message length below that of its header"};
  if (length > bytes.size()) return {"message cut short"};
  const DomainKey key{Protocol::Ipfix, load<std::uint32_t>(header + 12)};
  Domain* domain = find_domain(key, arrival.received);
  if (domain == nullptr) return {"too many observation domains"};

  Sets sets{.dialect = Dialect::Ipfix, .key = key, .domain = *domain, .arrival = arrival};
  sets.around.export_time = std::int64_t{load<std::uint32_t>(header + 4)} * base::kSecond;
  take_sets(bytes.substr(flow::ipfix::kMessageHeader, length - flow::ipfix::kMessageHeader), sets);
  take_sequence(Protocol::Ipfix, *domain,
                {.first = load<std::uint32_t>(header + 8),
                 .units = sets.records,
                 .options = sets.options,
                 .open = sets.held,
                 .clock = sets.around.export_time});
  return {{}, length, Protocol::Ipfix};
}

// A length that makes no sense costs the rest of the message: where the next set begins is then
// unknown.
void Session::State::take_sets(std::string_view rest, Sets& sets) {
  while (!is_padding(rest)) {
    if (rest.size() < flow::ipfix::kSetHeader) {
      return reject_set("octets behind the last set of a message");
    }
    const auto id = load<std::uint16_t>(rest.data());
    const std::size_t length = load<std::uint16_t>(rest.data() + 2);
    if (length < flow::ipfix::kSetHeader || length > rest.size()) {
      return reject_set("set length does not fit its message");
    }
    take_set(id, rest.substr(flow::ipfix::kSetHeader, length - flow::ipfix::kSetHeader), sets);
    rest.remove_prefix(length);
  }
}

void Session::State::take_set(std::uint16_t id, std::string_view body, Sets& sets) {
  const SetKinds kinds = kinds_of(sets.dialect);
  if (id == kinds.templates || id == kinds.options) {
    return take_templates(body, id == kinds.options, sets);
  }
  if (id < flow::ipfix::kFirstDataSet) return reject_set("set of a reserved kind");
  ++ledger.sets;
  if (const KnownTemplate* known = find_template(sets.domain, id, sets.arrival.received)) {
    ++ledger.sets_read;
    return take_records(*known, body, sets);
  }
  sets.held = true;
  ++ledger.held_sets;
  ++sets.domain.waiting_sets;
  hold.add({.domain = sets.key,
            .id = id,
            .body = std::string(body),
            .received = sets.arrival.received,
            .export_time = sets.around.export_time,
            .boot = sets.header_boot,
            .exporter = sets.arrival.exporter},
           limits.held_octets, [&](const HeldSet& set) { drop_held(set, ledger.overflowed_sets); });
}

void Session::State::take_templates(std::string_view body, bool options, Sets& sets) {
  flow::ipfix::TemplateParser parser(body, options, sets.dialect);
  std::string_view defect;
  while (auto layout = parser.next()) {
    if (layout->withdrawal()) {
      withdraw(*layout, sets);
    } else if (const std::string_view refused = take_template(std::move(*layout), sets);
               !refused.empty()) {
      defect = refused;
    }
  }
  if (parser.defect() != nullptr) defect = parser.defect();
  if (!defect.empty()) return reject_set(defect);
  ++ledger.sets;
  ++ledger.sets_read;
}

// A template may be sent again, and may have changed: the new one takes its place at once.
std::string_view Session::State::take_template(Template&& layout, Sets& sets) {
  const base::Micros now = sets.arrival.received;
  auto known = sets.domain.templates.find(layout.id);
  if (known != sets.domain.templates.end()) {
    const base::Micros refresh = now - known->second.refreshed;
    longest_refresh = std::max(longest_refresh, std::min(refresh, kLongestRefresh));
    if (known->second.layout == layout) {
      known->second.refreshed = now;
      ++ledger.templates;
      return {};
    }
  }
  FieldProgram program(layout);
  if (program.minimum_length() == 0) return "template of no length";
  if (known == sets.domain.templates.end() && ledger.templates_now >= limits.templates) {
    if (!std::exchange(sets.purged, true)) forget_old_templates(now);
    if (ledger.templates_now >= limits.templates) return "too many templates";
  }
  const std::uint16_t id = layout.id;
  ledger.templates_now += known == sets.domain.templates.end() ? 1 : 0;
  sets.domain.templates.insert_or_assign(id, KnownTemplate{std::move(layout), program, now});
  new_templates = true;
  ++ledger.templates;
  return {};
}

// RFC 7011, section 8.1: one template, or all of a kind if the ID is that of the set.  Over UDP
// they mean nothing (section 8.4): one forged datagram could silence an exporter.
void Session::State::withdraw(const Template& layout, Sets& sets) {
  if (transport == Transport::Udp) {
    ++ledger.withdrawals_ignored;
    return;
  }
  auto& templates = sets.domain.templates;
  const bool all = layout.id == flow::ipfix::kTemplateSet ||  //
                   layout.id == flow::ipfix::kOptionsTemplateSet;
  const bool options = layout.id == flow::ipfix::kOptionsTemplateSet;
  ledger.templates_now -=
      all ? std::erase_if(templates,
                          [&](const auto& entry) { return entry.second.layout.options == options; })
          : templates.erase(layout.id);
}

base::Micros Session::State::template_lifetime() const {
  if (limits.template_age > 0) return limits.template_age;
  if (longest_refresh == 0) return 3 * kLongestCommonRefresh;
  return std::max(3 * longest_refresh, 30 * base::kMinute);
}

// Over a stream a template lives until it is withdrawn.
KnownTemplate* Session::State::find_template(Domain& domain, std::uint16_t id,
                                             base::Micros received) {
  const auto known = domain.templates.find(id);
  if (known == domain.templates.end()) return nullptr;
  const bool old =
      transport == Transport::Udp && received - known->second.refreshed > template_lifetime();
  if (!old) return &known->second;
  domain.templates.erase(known);
  --ledger.templates_now;
  ++ledger.templates_expired;
  return nullptr;
}

void Session::State::forget_old_templates(base::Micros now) {
  if (transport != Transport::Udp) return;
  const base::Micros lifetime = template_lifetime();
  for (auto& [key, domain] : domains) {
    const std::size_t erased = std::erase_if(domain.templates, [&](const auto& entry) {
      return now - entry.second.refreshed > lifetime;
    });
    ledger.templates_now -= erased;
    ledger.templates_expired += erased;
  }
}

// Domain 0 speaks for the exporter as a whole (RFC 7011, section 3.1).
const Domain* Session::State::whole_exporter(DomainKey key) const {
  if (key.id == 0) return nullptr;
  const auto whole = domains.find({key.protocol, 0});
  return whole == domains.end() ? nullptr : &whole->second;
}

void Session::State::take_records(const KnownTemplate& known, std::string_view body, Sets& sets) {
  sets.look_around(whole_exporter(sets.key));
  switch (known.program.purpose()) {
    case FieldProgram::Purpose::Options:
      return take_options(known, body, sets);
    case FieldProgram::Purpose::NoAddresses:
      return pass_over(known, body, sets);
    case FieldProgram::Purpose::Flow:
    case FieldProgram::Purpose::NoTimes:
      return take_flows(known, body, sets);
  }
}

// Calls `take` with each record.  What is too short for one is padding.
template <class Take>
void Session::State::each_record(const KnownTemplate& known, std::string_view body, Sets& sets,
                                 Take take) {
  Record record;
  while (body.size() >= known.program.minimum_length()) {
    const std::size_t length = known.program.run(body.data(), body.size(), sets.around, record);
    ++sets.records;
    if (length == 0) return reject_record("record longer than its set");
    take(record);
    body.remove_prefix(length);
  }
}

void Session::State::take_flows(const KnownTemplate& known, std::string_view body, Sets& sets) {
  model::FlowBatch& batch = *sets.arrival.batch;
  const std::size_t first = batch.size();
  std::size_t row = batch.extend(body.size() / known.program.minimum_length(), {});
  each_record(known, body, sets, [&](const Record& record) {
    model::Flow flow;
    if (take_flow(known, record, sets, flow)) batch.set(row++, flow);
  });
  batch.truncate(row);
  clamp_rows(batch, first, sets.arrival.received);
}

bool Session::State::take_flow(const KnownTemplate& known, const Record& record, const Sets& sets,
                               model::Flow& flow) {
  const flow::ipfix::Reading reading = known.program.interpret(record, sets.around, flow);
  if (!reading.objection.empty()) [[unlikely]] {
    if (reading.malformed) {
      reject_record(reading.objection);
    } else {
      skip_records(reading.objection);
    }
    return false;
  }
  // A clock of zero is one that was not set.
  const bool unset = flow.end <= 0;
  if (unset) flow.start = flow.end = sets.around.export_time;
  if (flow.start <= 0) flow.start = flow.end;
  ledger.timed_by_export += unset || reading.export_time_stands_in ? 1 : 0;
  finish(flow, sets.domain, sets.arrival);
  return true;
}

void Session::State::take_options(const KnownTemplate& known, std::string_view body, Sets& sets) {
  each_record(known, body, sets, [&](const Record& record) {
    ++sets.options;
    Domain& domain = sets.domain;
    if (known.program.has(flow::ipfix::Slot::BootTime)) {
      domain.boot = static_cast<base::Micros>(record[flow::ipfix::Slot::BootTime]);
    }
    const std::size_t others = selectors - domain.sampling.size();
    const std::size_t most = limits.selectors - std::min(limits.selectors, others);
    const bool taken = known.program.announce(record, domain.sampling, most);
    selectors = others + domain.sampling.size();
    if (!taken) return reject_record("too many samplers");
    ++ledger.records;
    ++ledger.options;
  });
}

void Session::State::pass_over(const KnownTemplate& known, std::string_view body, Sets& sets) {
  constexpr std::string_view kReason = "record without addresses";
  if (!known.program.is_fixed_length()) {
    return each_record(known, body, sets, [&](const Record&) { skip_records(kReason); });
  }
  const std::size_t count = body.size() / known.program.minimum_length();
  sets.records += static_cast<std::uint32_t>(count);
  skip_records(kReason, count);
}

// Held sets keep the time of their own arrival; sampling and boot time are what is known now.
void Session::State::replay_held(const Arrival& arrival) {
  const auto readable = [&](const HeldSet& set) {
    const auto domain = domains.find(set.domain);
    return domain != domains.end() &&
           find_template(domain->second, set.id, arrival.received) != nullptr;
  };
  hold.replay(readable, [&](const HeldSet& set) {
    Domain& domain = domains.find(set.domain)->second;
    Sets sets{.dialect = set.domain.protocol == Protocol::Ipfix ? Dialect::Ipfix  //
                                                                : Dialect::NetFlow9,
              .key = set.domain,
              .domain = domain,
              .arrival = {set.received, set.exporter, arrival.batch},
              .header_boot = set.boot};
    sets.around.export_time = set.export_time;
    ++ledger.replayed_sets;
    --domain.waiting_sets;
    take_records(*find_template(domain, set.id, arrival.received), set.body, sets);
    if (set.domain.protocol != Protocol::Ipfix) return;
    domain.sequence.replayed(sets.records);
    domain.units += sets.records;
  });
}

}  // namespace noroshi::netflow
