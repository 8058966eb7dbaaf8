#include "act/sinkhole/conversation.hpp"

#include <algorithm>

namespace noroshi::sinkhole {

Conversation::Heard Conversation::hear(std::string_view bytes, std::string& pending,
                                       base::Micros now, bool may_echo) {
  Heard heard;
  if (judged_) {
    if (kind_ == Kind::MiraiLike) heard.reply = after_introduction(bytes, now, may_echo);
    return heard;
  }
  const std::size_t room = kMostFirstBytes - std::min(pending.size(), kMostFirstBytes);
  pending.append(bytes.substr(0, room));
  heard.judgement = judge(pending, pending.size() >= kMostFirstBytes);
  if (!heard.judgement) return heard;
  judged_ = true;
  kind_ = heard.judgement->kind;
  if (kind_ == Kind::MiraiLike) {
    const std::size_t before = pending.size() - std::min(bytes.size(), room);
    const std::size_t skip =
        heard.judgement->introduction - std::min(before, heard.judgement->introduction);
    heard.reply = after_introduction(bytes.substr(std::min(skip, bytes.size())), now, may_echo);
  }
  pending.clear();
  return heard;
}

std::optional<Judgement> Conversation::give_up(std::string& pending) {
  if (judged_) return std::nullopt;
  auto judgement = judge(pending, true);
  judged_ = true;
  kind_ = judgement->kind;
  // Bytes that follow an introduction which came too late are not looked at.
  strange_ = true;
  pending.clear();
  return judgement;
}

Reply Conversation::after_introduction(std::string_view bytes, base::Micros now, bool may_echo) {
  if (strange_) return Reply::None;
  if (!std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == 0; })) {
    strange_ = true;
    return Reply::None;
  }
  const std::size_t zeros = bytes.size() + (half_ ? 1 : 0);
  half_ = zeros % 2 != 0;
  if (zeros < 2) return Reply::None;
  keep_alives_ += static_cast<std::uint32_t>(std::min<std::size_t>(zeros / 2, 1'000'000));
  const auto second = static_cast<std::uint32_t>(now / base::kSecond);
  const bool too_soon = echoes_ > 0 && second - last_echo_ < kEchoPause / base::kSecond;
  if (!may_echo || too_soon) return Reply::None;
  last_echo_ = second;
  ++echoes_;
  return Reply::EchoZero;
}

}  // namespace noroshi::sinkhole
