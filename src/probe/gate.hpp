// Gate: what every packet to a stranger is asked of, just before it is sent.
//
//   auto gate = NOROSHI_TRY(Gate::open(papers, now));
//   if (auto leave = gate.ask(packet, now())) NOROSHI_CHECK(sender.send(*std::move(leave), …));
//
// It tests signatures, revocation, times, addresses, services (permit::Warrant) and pace, for each
// packet anew, by the packet's own octets; whatever it is not sure of it refuses.  Clocks that run
// backwards close it until they have caught up.
//
// One thread owns a Gate, and one Gate serves a permit: two would send twice as fast.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "net/packet.hpp"
#include "probe/cleared.hpp"
#include "probe/pace.hpp"
#include "trust/permit/warrant.hpp"

namespace noroshi::probe {

/// Leave to send, or why not.
using Verdict = tl::expected<Cleared, permit::Refusal>;

class Gate {
 public:
  /// An Error unless all papers are in order.  That it is open does not mean that it is time yet.
  static Result<Gate> open(const permit::Papers& papers, base::Micros now);

  /// An IP packet as it will stand on the wire, which must stay as it is while the leave lives.
  [[nodiscard]] Verdict ask(std::span<const std::byte> packet, base::Micros now);

  /// What the operating system sends for us: a connection to a port.
  [[nodiscard]] Verdict ask(const permit::Target& target, base::Micros now);

  /// A newer list of revocations; on an Error the old one stays, and gets stale in time.
  Status renew(std::string_view revocations) { return warrant_.renew(revocations); }
  /// Others who opted out since.
  void also_spare(const std::vector<net::Prefix>& prefixes) { warrant_.also_spare(prefixes); }

  [[nodiscard]] const permit::Warrant& warrant() const { return warrant_; }
  [[nodiscard]] std::uint64_t cleared() const { return cleared_; }
  [[nodiscard]] std::uint64_t refused(permit::Refusal reason) const {
    return refused_[static_cast<std::size_t>(reason)];
  }

 private:
  Gate(permit::Warrant warrant, base::Micros now);
  [[nodiscard]] Verdict judge(const permit::Target& target, std::span<const std::byte> packet,
                              base::Micros now);
  [[nodiscard]] std::optional<permit::Refusal> refusal(const permit::Target& target,
                                                       base::Micros now);

  permit::Warrant warrant_;
  Pace pace_;
  base::Micros latest_;
  std::uint64_t cleared_ = 0;
  std::array<std::uint64_t, permit::kRefusals> refused_{};
};

}  // namespace noroshi::probe
