// Any octets as a message, to a server with keys and to one without, over UDP and TCP: an answer
// that is one, no larger than it may be, to the end of any transfer.
#include <cstddef>
#include <cstdint>
#include <span>

#include "act/zone/responder.hpp"
#include "base/assert.hpp"

namespace {

using namespace noroshi;

struct Stage {
  zone::Responder responder;
  zone::Journal journal{1, 8};

  explicit Stage(const zone::Options& options) : responder(zone::Responder::make(options).value()) {
    std::vector<share::Entry> entries(3);
    entries[0].value = "192.0.2.7";
    entries[1].value = "2001:db8::7";
    entries[2].kind = share::EntryKind::Domain;
    entries[2].value = "evil.example";
    journal.publish(responder.names_of(entries), 2);
    for (int i = 0; i < 400; ++i) {
      entries.emplace_back();
      entries.back().kind = share::EntryKind::Domain;
      entries.back().value = "n" + std::to_string(i) + ".a-rather-long-name.example";
    }
    journal.publish(responder.names_of(entries), 3);
    entries.pop_back();
    journal.publish(responder.names_of(entries), 4);
  }
};

zone::Options with_key() {
  zone::Options options;
  options.keys = {{"key.", "hmac-sha256", "c2VjcmV0IG9mIHRoZSBmdXp6IHRhcmdldA=="}};
  return options;
}

bool is_answer_to(std::string_view message, std::span<const std::uint8_t> question) {
  constexpr std::size_t kHeader = 12;
  return message.size() >= kHeader && static_cast<std::uint8_t>(message[0]) == question[0] &&
         static_cast<std::uint8_t>(message[1]) == question[1] && (message[2] & 0x80) != 0;
}

void ask(const Stage& stage, std::span<const std::uint8_t> question) {
  constexpr std::int64_t kNow = 1'767'225'600;
  const auto from = net::Address::v4(0x7F000001);
  using Over = zone::Responder::Over;
  const auto by_udp = stage.responder.answer(question, from, Over::Udp, stage.journal, kNow);
  NOROSHI_ASSERT(by_udp.transfer == nullptr && by_udp.message.size() <= 2048);
  NOROSHI_ASSERT(by_udp.message.empty() || is_answer_to(by_udp.message, question));
  const auto by_tcp = stage.responder.answer(question, from, Over::Tcp, stage.journal, kNow);
  if (by_tcp.transfer == nullptr) return;
  int messages = 0;
  while (const auto message = by_tcp.transfer->next()) {
    NOROSHI_ASSERT(is_answer_to(*message, question) && message->size() <= 0xFFFF);
    NOROSHI_ASSERT(++messages < 100);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Stage kOpen{zone::Options{}};
  static const Stage kKeyed{with_key()};
  if (size > 2048) return 0;
  ask(kOpen, {data, size});
  ask(kKeyed, {data, size});
  return 0;
}
