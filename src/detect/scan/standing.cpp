#include "detect/scan/standing.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "detect/scan/coverage.hpp"

namespace noroshi::scan {
namespace {

using model::InfectedHost;
using model::Standing;

Standing standing_of(const Remembered* before) {
  if (before == nullptr) return Standing::New;
  return before->cleared ? Standing::Returned : Standing::Persistent;
}

// Puts the days before into a host of today, and today into what is remembered.
Remembered remember(InfectedHost& host, const Remembered* before) {
  host.standing = standing_of(before);
  const bool same = host.standing == Standing::Persistent;
  Remembered after;
  after.family = host.family;
  after.first_seen = same ? std::min(before->first_seen, host.first_seen) : host.first_seen;
  after.last_seen = host.last_seen;
  after.days = same ? before->days + 1 : 1;
  host.first_seen = after.first_seen;
  host.days = after.days;
  return after;
}

InfectedHost cleared_host(const net::Address& address, const Remembered& memory,
                          const std::string& sensor) {
  InfectedHost host;
  host.address = address;
  host.family = memory.family;
  host.standing = Standing::Cleared;
  host.first_seen = memory.first_seen;
  host.last_seen = memory.last_seen;
  host.days = memory.days;
  host.sensor = sensor;
  return host;
}

// Sources that asked for anything as a scanner does, sorted.
std::vector<net::Address> probing(std::span<const model::ScanEvent> events) {
  std::vector<net::Address> sources;
  for (const model::ScanEvent& event : events) {
    if (event.kind == model::ProbeKind::TcpSyn) sources.push_back(event.source);
  }
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  return sources;
}

void forget(std::map<net::Address, Remembered>& memory) {
  if (memory.size() <= kMostRemembered) return;
  std::vector<base::Micros> ages;
  ages.reserve(memory.size());
  for (const auto& [address, remembered] : memory) ages.push_back(remembered.last_seen);
  const auto cut = ages.begin() + static_cast<std::ptrdiff_t>(memory.size() - kMostRemembered);
  std::nth_element(ages.begin(), cut, ages.end());
  const base::Micros oldest = *cut;
  std::erase_if(memory, [&](const auto& entry) { return entry.second.last_seen < oldest; });
}

// Those who are remembered and were not called infected today.
class Absent {
 public:
  Absent(const DayInput& input, const Settings& settings)
      : input_(input),
        settings_(settings),
        probing_(probing(input.events)),
        alive_(Coverage(input.begin, input.end, input.hours).alive()) {}

  void pass(const net::Address& address, Remembered memory, Standings& out) const {
    if (memory.cleared && input_.end - memory.last_seen > kMemory) return;
    if (!memory.cleared && alive_) grow_silent(address, memory, out);
    out.after.emplace(address, std::move(memory));
  }

 private:
  void grow_silent(const net::Address& address, Remembered& memory, Standings& out) const {
    if (std::binary_search(probing_.begin(), probing_.end(), address)) {
      memory.silent = 0;
      return;
    }
    if (++memory.silent < settings_.cleared_after) return;
    memory.cleared = true;
    out.hosts.push_back(cleared_host(address, memory, input_.sensor));
  }

  const DayInput& input_;
  const Settings& settings_;
  std::vector<net::Address> probing_;
  bool alive_;
};

}  // namespace

Standings stand(std::vector<InfectedHost> today, const DayInput& input,
                const std::map<net::Address, Remembered>& before, const Settings& settings) {
  Standings out;
  for (InfectedHost& host : today) {
    const auto known = before.find(host.address);
    out.after[host.address] = remember(host, known == before.end() ? nullptr : &known->second);
  }
  out.hosts = std::move(today);
  const Absent absent(input, settings);
  for (const auto& [address, memory] : before) {
    if (!out.after.contains(address)) absent.pass(address, memory, out);
  }
  std::sort(out.hosts.begin(), out.hosts.end(),
            [](const InfectedHost& a, const InfectedHost& b) { return a.address < b.address; });
  forget(out.after);
  return out;
}

}  // namespace noroshi::scan
