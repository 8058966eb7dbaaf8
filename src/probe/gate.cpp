#include "probe/gate.hpp"

#include <algorithm>
#include <utility>

namespace noroshi::probe {
namespace {

constexpr auto kIpv4Plain = std::byte{0x45};  // version 4, a header of five words
constexpr std::size_t kIpv6NextHeader = 6;    // where it stands in the header

/// No options and no extension headers: source routes and routing headers send a packet elsewhere
/// than its destination says.
bool is_plain(const net::PacketHeaders& headers, std::span<const std::byte> packet, bool v4) {
  if (v4) return packet.front() == kIpv4Plain;
  return std::to_integer<std::uint8_t>(packet[kIpv6NextHeader]) == headers.protocol;
}

/// Where a whole, plain packet goes.  Tunnels are not looked into: the outer address is what the
/// network sees, and no permit names their protocols.
std::optional<permit::Target> target_of(std::span<const std::byte> packet) {
  const auto headers = net::decode(net::LinkType::Raw, packet, packet.size(), net::Tunnels::Stay);
  if (!headers || !headers->has_transport || headers->fragment.is_fragment() ||
      headers->begin != packet.data() || headers->octets != packet.size()) {
    return std::nullopt;
  }
  // An IPv4 address in the header of IPv6 (::ffff:192.0.2.1) would be judged as what it is not.
  const bool v4 = (packet.front() >> 4) == std::byte{4};
  if (headers->destination.is_v4() != v4 || headers->source.is_v4() != v4) return std::nullopt;
  if (!is_plain(*headers, packet, v4)) return std::nullopt;
  return permit::Target{headers->destination, headers->destination_port, headers->protocol,
                        headers->source};
}

}  // namespace

Gate::Gate(permit::Warrant warrant, base::Micros now)
    : warrant_(std::move(warrant)), pace_(warrant_.permit().pace, now), latest_(now) {}

Result<Gate> Gate::open(const permit::Papers& papers, base::Micros now) {
  return Gate(NOROSHI_TRY(permit::Warrant::open(papers)), now);
}

std::optional<permit::Refusal> Gate::refusal(const permit::Target& target, base::Micros now) {
  if (now < latest_) return permit::Refusal::ClockBackwards;
  // The warrant's windows bound `now` before the pace reckons with it.
  if (const auto reason = warrant_.refusal(target, now)) return reason;
  latest_ = now;
  return pace_.take(target.address, now);
}

Verdict Gate::judge(const permit::Target& target, std::span<const std::byte> packet,
                    base::Micros now) {
  if (const auto reason = refusal(target, now)) {
    ++refused_[static_cast<std::size_t>(*reason)];
    return tl::unexpected(*reason);
  }
  ++cleared_;
  return Cleared(target, packet, now);
}

Verdict Gate::ask(std::span<const std::byte> packet, base::Micros now) {
  const auto target = target_of(packet);
  if (target) return judge(*target, packet, now);
  ++refused_[static_cast<std::size_t>(permit::Refusal::NotUnderstood)];
  return tl::unexpected(permit::Refusal::NotUnderstood);
}

Verdict Gate::ask(const permit::Target& target, base::Micros now) { return judge(target, {}, now); }

}  // namespace noroshi::probe
