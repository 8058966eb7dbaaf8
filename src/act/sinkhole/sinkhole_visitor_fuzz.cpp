// Any visitor, cut into any pieces: the judge never fails, and what is said is never a command.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "act/sinkhole/bot_reading.hpp"
#include "act/sinkhole/conversation.hpp"
#include "base/assert.hpp"

// The first octet says how long the pieces are and how far apart; the rest is what is said.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace noroshi;
  if (size == 0) return 0;
  const std::size_t step = 1 + (bytes[0] & 0x0F);
  const base::Micros pause = (bytes[0] >> 4) * 4 * base::kSecond;
  std::string_view said(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  sinkhole::Conversation conversation;
  std::string pending;
  std::string told;
  base::Micros now = 1'768'348'800 * base::kSecond;
  for (; !said.empty(); now += pause) {
    const auto piece = said.substr(0, step);
    said.remove_prefix(piece.size());
    const auto heard = conversation.hear(piece, pending, now, true);
    NOROSHI_ASSERT(pending.size() <= sinkhole::kMostFirstBytes);
    if (heard.reply == sinkhole::Reply::EchoZero) told.append(2, '\0');
    if (heard.judgement) {
      NOROSHI_ASSERT(heard.judgement->detail.size() <= sinkhole::kLongestDetail);
    }
  }
  conversation.give_up(pending);
  NOROSHI_ASSERT(conversation.judged());
  const auto reading = sinkhole::read_as_bot(told);
  NOROSHI_ASSERT(reading.commands == 0 && !reading.torn && told.size() <= size);
  return 0;
}
