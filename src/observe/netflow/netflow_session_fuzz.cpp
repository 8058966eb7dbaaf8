// Whatever exporters send, in whatever order: a session neither crashes nor grows beyond its
// limits, its ledger adds up after every message, and its flows keep the FlowBatch contract.
//
// The input is a conversation: steps of
//   control(1) length(2, network order) message
// The control octet says who hears it and what happens before:
//   0x01 the session over TCP, else that over UDP     0x02 a minute goes by
//   0x04 an hour goes by                              0x08 the clock is set back by a second
//   0x10 the exposure is taken                        0x20 the session is saved and restored
//   0x40 the limits change

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/assert.hpp"
#include "observe/netflow/session_checks.hpp"

namespace noroshi::netflow {
namespace {

constexpr base::Micros kStart = 1'700'000'000 * base::kSecond;

// So small that a short input reaches them.
constexpr SessionLimits kSmall{.templates = 6,
                               .domains = 3,
                               .selectors = 4,
                               .held_octets = 2048,
                               .held_age = 10 * base::kMinute,
                               .template_age = 0,
                               .reorder_window = 4,
                               .most_future = 5 * base::kMinute,
                               .most_past = base::kDay,
                               .configured_sampling = 0};

class Conversation {
 public:
  void step(std::uint8_t control, std::string_view message) {
    if ((control & 0x02) != 0) now_ += base::kMinute;
    if ((control & 0x04) != 0) now_ += base::kHour;
    if ((control & 0x08) != 0) now_ -= base::kSecond;
    newest_ = std::max(newest_, now_);
    Session& session = (control & 0x01) != 0 ? tcp_ : udp_;
    if ((control & 0x10) != 0) static_cast<void>(session.take_exposure());
    if ((control & 0x20) != 0) save(session);
    if ((control & 0x40) != 0) session.set_limits(kSmall);
    hear(session, message);
  }

 private:
  void save(Session& session) const {
    const std::string saved = session.save();
    NOROSHI_ASSERT(session.restore(saved, now_).has_value());
    Session other(Transport::Tcp, {});
    NOROSHI_ASSERT(other.restore(saved, now_).has_value());
  }

  void hear(Session& session, std::string_view message) {
    batch_.clear();
    const std::uint64_t flows = session.ledger().flows;
    session.take(message, now_, 3, batch_);
    NOROSHI_ASSERT(broken_identity(session).empty());
    const Ledger& ledger = session.ledger();
    NOROSHI_ASSERT(ledger.flows - flows == batch_.size());
    NOROSHI_ASSERT(ledger.waiting_octets <= SessionLimits{}.held_octets);
    NOROSHI_ASSERT(ledger.templates_now <= SessionLimits{}.templates);
    NOROSHI_ASSERT(ledger.domains_now <= SessionLimits{}.domains);
    // Nothing can be given back that was not missing.
    NOROSHI_ASSERT(ledger.lost_records + ledger.lost_messages + ledger.recovered < std::uint64_t{1}
                                                                                       << 62);
    for (std::size_t row = 0; row < batch_.size(); ++row) {
      NOROSHI_ASSERT(batch_.end[row] >= batch_.start[row]);
      NOROSHI_ASSERT(batch_.end[row] <= newest_ + kSmall.most_future);
      NOROSHI_ASSERT(batch_.exporter[row] == 3);
      const bool biflow = (batch_.traits[row] & model::kBiflow) != 0;
      NOROSHI_ASSERT(biflow || (batch_.reverse_octets[row] | batch_.reverse_packets[row]) == 0);
    }
    NOROSHI_ASSERT(batch_.reverse_octets.size() == batch_.size());
    NOROSHI_ASSERT(batch_.source_address.size() == batch_.size());
  }

  base::Micros now_ = kStart;
  base::Micros newest_ = kStart;  // held data may have come before the clock was set back
  Session udp_{Transport::Udp, kSmall};
  Session tcp_{Transport::Tcp, {}};
  model::FlowBatch batch_;
};

void converse(std::string_view input) {
  Conversation conversation;
  while (input.size() >= 3) {
    const auto control = static_cast<std::uint8_t>(input[0]);
    const std::size_t length = static_cast<std::size_t>(static_cast<std::uint8_t>(input[1])) << 8 |
                               static_cast<std::uint8_t>(input[2]);
    input.remove_prefix(3);
    conversation.step(control, input.substr(0, length));
    input.remove_prefix(std::min(input.size(), length));
  }
}

}  // namespace
}  // namespace noroshi::netflow

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  noroshi::netflow::converse({reinterpret_cast<const char*>(data), size});
  return 0;
}
