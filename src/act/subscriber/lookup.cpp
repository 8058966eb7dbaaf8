#include "act/subscriber/lookup.hpp"

#include <algorithm>

namespace noroshi::subscriber {
namespace {

net::Prefix whole(const net::Address& address) { return {address, address.is_v4() ? 32 : 128}; }

Resolution ambiguous(Reason reason, std::string_view source) {
  return {Outcome::Ambiguous, reason, {}, std::string(source), {}};
}

Resolution unknown(Reason reason, std::string_view source) {
  return {Outcome::Unknown, reason, {}, std::string(source), {}};
}

// ICMP has an identifier instead (RFC 7597, section 8), and 0 says that the protocol is not known.
bool has_ports(std::uint8_t protocol) {
  constexpr std::uint8_t kWithPorts[] = {0, 1, 6, 17, 33, 132, 136};  // TCP, UDP, DCCP, SCTP, -Lite
  return std::find(std::begin(kWithPorts), std::end(kWithPorts), protocol) != std::end(kWithPorts);
}

std::optional<std::uint16_t> port_of(const model::Sighting& sighting) {
  return has_ports(sighting.protocol) ? sighting.source_port : std::nullopt;
}

Window window_of(const model::Sighting& sighting, const Term& term) {
  constexpr base::Micros kMost = 100 * 365 * base::kDay;  // so that the sum stays a number
  return Window::around(
      sighting.time, std::clamp<base::Micros>(sighting.clock_error, 0, kMost) + term.clock_error);
}

// The reason why a log cannot tell of the window; None if it can.
Reason beyond(const Window& window, const Term& term) {
  if (window.from < term.kept_from) return Reason::LogRetired;
  if (window.to > term.complete_until) return Reason::NoRecord;
  return Reason::None;
}

}  // namespace

Resolution Lookup::resolve(const model::Sighting& sighting) const {
  if (auto found = by_static(whole(sighting.source))) return *found;
  if (auto found = by_rule(sighting)) return *found;
  if (auto found = by_nat(sighting)) return *found;
  if (tables_.cgn_covers.contains(sighting.source)) return by_cgn_log(sighting);
  if (tables_.leases_cover.contains(sighting.source)) {
    return by_lease(whole(sighting.source), sighting);
  }
  return unknown(Reason::NotCovered, "");
}

std::optional<Resolution> Lookup::by_static(const net::Prefix& prefix) const {
  std::optional<Resolution> found;
  int narrowest = 0;
  std::uint32_t line = kNobody;
  tables_.fixed.each(prefix.address, prefix.length, [&](const net::Prefix& of, std::uint32_t to) {
    if (!found) {
      narrowest = of.length;
      line = to;
      found = Resolution{
          Outcome::Found, Reason::None, std::string(tables_.lines.name(to)), "static", {}};
      return false;
    }
    if (of.length == narrowest && to != line) {
      found = ambiguous(Reason::OverlappingLeases, "static");
    }
    return of.length != narrowest;
  });
  return found;
}

std::optional<Resolution> Lookup::by_rule(const model::Sighting& sighting) const {
  if (!sighting.source.is_v4()) return std::nullopt;
  std::vector<net::Prefix> customers;
  bool covered = false;
  bool port_wanted = false;
  int narrowest = 0;
  const auto port = port_of(sighting);
  tables_.rule_of.each(sighting.source, 32, [&](const net::Prefix& of, std::uint32_t number) {
    if (covered && of.length != narrowest) return true;
    covered = true;
    narrowest = of.length;
    const auto& rule = tables_.rules[number];
    port_wanted = port_wanted || (rule.shared() && !port);
    const auto psid = rule.psid_of(port.value_or(0));
    if (!psid) return false;
    const auto customer = rule.end_user_prefix(sighting.source, *psid);
    if (customer) customers.push_back(*customer);
    return false;
  });
  if (!covered) return std::nullopt;
  if (port_wanted) return ambiguous(Reason::NoSourcePort, "map-e");
  if (customers.empty()) return unknown(Reason::PortNotAssigned, "map-e");
  return by_computed(customers, "map-e", sighting);
}

std::optional<Resolution> Lookup::by_nat(const model::Sighting& sighting) const {
  if (!sighting.source.is_v4()) return std::nullopt;
  const auto nat =
      std::find_if(tables_.nats.begin(), tables_.nats.end(),
                   [&](const DeterministicNat& one) { return one.covers(sighting.source); });
  if (nat == tables_.nats.end()) return std::nullopt;
  const auto port = port_of(sighting);
  if (!port) return ambiguous(Reason::NoSourcePort, "deterministic-nat");
  const auto answer = nat->find(sighting.source, *port);
  if (answer.kind == DeterministicNat::Kind::Dynamic) return by_cgn_log(sighting);
  if (answer.kind == DeterministicNat::Kind::Nobody) {
    return unknown(Reason::PortNotAssigned, "deterministic-nat");
  }
  return by_computed({whole(answer.inside)}, "deterministic-nat", sighting);
}

Resolution Lookup::by_cgn_log(const model::Sighting& sighting) const {
  constexpr std::string_view kSource = "cgn-log";
  const auto port = port_of(sighting);
  if (!port) return ambiguous(Reason::NoSourcePort, kSource);
  const auto window = window_of(sighting, tables_.cgn_term);
  if (const auto reason = beyond(window, tables_.cgn_term); reason != Reason::None) {
    return unknown(reason, kSource);
  }
  const auto answer = tables_.cgn.find(sighting.source, *port, sighting.protocol, window);
  if (answer.contested) return ambiguous(Reason::OverlappingLeases, kSource);
  if (answer.inside.empty()) return unknown(Reason::NoRecord, kSource);
  if (answer.gap) return ambiguous(Reason::ClockSkew, kSource);
  std::vector<net::Prefix> insides;
  for (const auto& inside : answer.inside) insides.push_back(whole(inside));
  return by_computed(insides, kSource, sighting);
}

// Whoever stands behind what was computed or logged.  Several customers are possible within the
// clocks' error; they must be of one line.
Resolution Lookup::by_computed(const std::vector<net::Prefix>& prefixes, std::string_view source,
                               const model::Sighting& sighting) const {
  std::optional<Resolution> common;
  for (const auto& prefix : prefixes) {
    auto found = by_static(prefix);
    if (!found) found = by_lease(prefix, sighting);
    found->source = source;
    if (found->reason == Reason::NoRecord) found->reason = Reason::UnknownLine;
    if (found->outcome != Outcome::Found) return *found;
    if (common && common->line != found->line) return ambiguous(Reason::ClockSkew, source);
    if (common && common->device != found->device) found->device.clear();
    common = std::move(found);
  }
  return *common;
}

Resolution Lookup::by_lease(const net::Prefix& prefix, const model::Sighting& sighting) const {
  constexpr std::string_view kSource = "lease";
  const auto& term = tables_.lease_term;
  const auto window = window_of(sighting, term);
  if (const auto reason = beyond(window, term); reason != Reason::None) {
    return unknown(reason, kSource);
  }
  const auto seen = tables_.leases.find(prefix, window);
  if (seen.contested) return ambiguous(Reason::OverlappingLeases, kSource);
  if (seen.owners.empty()) return unknown(Reason::NoRecord, kSource);
  if (seen.gap || seen.owners.size() > 1) return ambiguous(Reason::ClockSkew, kSource);
  return {Outcome::Found, Reason::None, std::string(tables_.lines.name(seen.owners.front())),
          std::string(kSource), device_text(seen.device)};
}

}  // namespace noroshi::subscriber
