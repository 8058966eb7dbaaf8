#include "detect/scan/host_record.hpp"

#include <algorithm>
#include <tuple>

namespace noroshi::scan {
namespace {

using model::ScanEvent;

double hours_into(const DayInput& input, base::Micros at) {
  return static_cast<double>(std::clamp(at, input.begin, input.end) - input.begin) /
         static_cast<double>(base::kHour);
}

std::uint64_t stack_of(const model::HeaderProfile& headers) {
  std::uint64_t bits = headers.mss;
  for (const std::uint8_t kind : headers.options) bits = net::mix(bits ^ kind);
  return net::mix(bits ^ (headers.dont_fragment ? 1U : 0U));
}

// The source port, if packets to different targets bear the same.
void learn_port(HostRecord& record, const std::vector<model::ProbeSample>& samples) {
  if (samples.empty()) return;
  const auto& first = samples.front();
  bool other_target = false;
  for (const auto& sample : samples) {
    record.port_varies |= sample.source_port != first.source_port;
    other_target |= sample.destination != first.destination;
  }
  if (record.port_varies) {
    record.traits[3].reset();
  } else if (other_target) {
    record.traits[3] = first.source_port;
  }
}

HostRecord record_of(std::span<const ScanEvent* const> events, const DayInput& input) {
  HostRecord record;
  record.address = events.front()->source;
  record.first = hours_into(input, events.front()->first);
  std::vector<model::ProbeSample> samples;
  for (const ScanEvent* event : events) {
    record.last = std::max(record.last, hours_into(input, event->last));
    record.tries += static_cast<double>(event->targets);
    samples.insert(samples.end(), event->samples.begin(), event->samples.end());
  }
  const model::HeaderProfile& headers = events.front()->headers;
  if (!headers.window_varies) record.traits[0] = headers.window;
  if (!headers.options_vary) record.traits[1] = stack_of(headers);
  record.traits[2] = headers.ttl_low;
  learn_port(record, samples);
  return record;
}

// Which family an address was called; addresses in order.
class Families {
 public:
  explicit Families(std::span<const model::InfectedHost> infected) {
    for (const model::InfectedHost& host : infected) {
      if (host.standing != model::Standing::Cleared) hosts_.push_back(&host);
    }
    std::sort(hosts_.begin(), hosts_.end(),
              [](const auto* a, const auto* b) { return a->address < b->address; });
  }

  [[nodiscard]] std::string of(const net::Address& address) const {
    const auto found = std::lower_bound(
        hosts_.begin(), hosts_.end(), address,
        [](const auto* host, const net::Address& one) { return host->address < one; });
    return found == hosts_.end() || (*found)->address != address ? "" : (*found)->family;
  }

 private:
  std::vector<const model::InfectedHost*> hosts_;
};

bool earlier(const ScanEvent* a, const ScanEvent* b) {
  return std::tie(a->source, a->first, a->port, a->protocol, a->kind) <
         std::tie(b->source, b->first, b->port, b->protocol, b->kind);
}

}  // namespace

std::vector<HostRecord> host_records(std::span<const model::InfectedHost> infected,
                                     const DayInput& input) {
  const Families families(infected);
  std::vector<const ScanEvent*> events;
  for (const ScanEvent& event : input.events) {
    if (event.kind == model::ProbeKind::TcpSyn && event.scanner.empty()) events.push_back(&event);
  }
  std::sort(events.begin(), events.end(), earlier);
  std::vector<HostRecord> records;
  for (auto begin = events.begin(); begin != events.end();) {
    auto end = begin;
    while (end != events.end() && (*end)->source == (*begin)->source) ++end;
    records.push_back(record_of({begin, end}, input));
    records.back().family = families.of(records.back().address);
    begin = end;
  }
  std::sort(records.begin(), records.end(), [](const HostRecord& a, const HostRecord& b) {
    return std::tie(a.first, a.address) < std::tie(b.first, b.address);
  });
  return records;
}

}  // namespace noroshi::scan
